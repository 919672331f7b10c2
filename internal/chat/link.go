package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// link makes a further account one of the speaker's, in private only and with a yes on both sides (I-01, I-02): whoever
// is known says link and gets a code; the other account says link with the code; and whoever is known says link again,
// sees which account asks, and says yes.
func link(ctx context.Context, t *turn) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	switch {
	case people.LooksLikeCode(t.args.Code):
		return join(ctx, t)
	case t.actor.Known() && t.args.Code == "":
		return t.linkOwn(ctx)
	case t.args.Code != "" || t.confirmed != nil:
		return t.askToLink(ctx)
	}
	return t.reply(nil, t.paragraph("link.how", "sentence", "link"), t.howToJoin()), nil
}

// linkOwn is link in an account that is known: it accepts what another account has asked for, or offers a code.
func (t *turn) linkOwn(ctx context.Context) (reply.Reply, error) {
	if t.confirmed != nil {
		return t.acceptLink(ctx)
	}
	l, err := t.store.LinkOf(ctx, t.actor.Member.ID)
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		return reply.Reply{}, fmt.Errorf("look up link: %w", err)
	}
	if err == nil && commitments.Asks(l, t.now()) && t.args.Action != "new" {
		t.args.Value = accountText(l.Asked)
		shown := []reply.Block{reply.Facts{
			t.fact("link.fact.asks", t.accountOn(l.Asked)), t.fact("link.fact.called", reply.Text(firstOf(l.Name, l.Asked.Subject))),
		}}
		return t.askYes(question{shown: shown, danger: true, sure: t.said("link.sure")})
	}
	return t.offerLink(ctx)
}

func (t *turn) offerLink(ctx context.Context) (reply.Reply, error) {
	outcome, err := t.do(ctx, commitments.OfferLink{})
	if err != nil {
		return reply.Reply{}, err
	}
	if outcome.Code == "" { // the message came twice, and the code is kept nowhere
		return t.reply(nil, t.paragraph("link.offered_before", "sentence", "link new")), nil
	}
	return t.reply(nil, t.paragraph("link.offered"), reply.Paragraph{reply.Code("link " + outcome.Code)},
		t.paragraph("link.offered_then", "minutes", int(people.LinkLasts.Minutes()), "sentence", "link"),
		t.paragraph("link.offered_secret")), nil
}

func (t *turn) acceptLink(ctx context.Context) (reply.Reply, error) {
	who := accountOf(t.args.Value)
	if _, err := t.do(ctx, commitments.AcceptLink{Identity: who}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, reply.Paragraph{t.said("link.done", "account", t.accountOn(who))},
		t.paragraph("link.take_away", "sentence", "unlink "+who.Subject)), nil
}

// askToLink is link with a code: it says whose it is, and asks for a yes. What is remembered until then is the hash.
func (t *turn) askToLink(ctx context.Context) (reply.Reply, error) {
	if t.confirmed == nil {
		if t.tooManyTries() {
			return reply.Reply{}, problem.New(problem.Exhausted, "link.tries", "tries", mostTries, "minutes", int(remembered.Minutes()))
		}
		return t.sureToLink(ctx)
	}
	_, err := t.do(ctx, commitments.AskLink{CodeHash: t.args.Value, Identity: t.message.who(), Name: t.message.DisplayName})
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("link.asked", "sentence", "link", "minutes", int(people.LinkLasts.Minutes()))), nil
}

func (t *turn) sureToLink(ctx context.Context) (reply.Reply, error) {
	if t.actor.Known() {
		return reply.Reply{}, problem.New(problem.Conflict, "link.known")
	}
	hash := people.HashLinkCode(t.args.Code)
	l, err := t.store.LinkByHash(ctx, hash)
	if errors.Is(err, commitments.ErrNotFound) || err == nil && !t.now().Before(l.ExpiresAt) {
		t.conversation.Tries = append(t.conversation.Tries, t.now().UTC())
		return reply.Reply{}, commitments.UnknownLinkCode()
	}
	if err != nil {
		return reply.Reply{}, fmt.Errorf("look up link: %w", err)
	}
	member, err := t.store.Member(ctx, l.MemberID)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("look up member: %w", err)
	}
	t.args.Code, t.args.Value = "", hash
	shown := []reply.Block{reply.Facts{t.fact("link.fact.asks", t.accountOn(t.message.who()))}}
	asked, err := t.askYes(question{shown: shown, danger: true, sure: t.said("link.sure_to_ask", "name", firstOf(member.Name, member.Key))})
	if t.conversation.Pending != nil {
		t.conversation.Pending.Text = "" // the code is in it
	}
	return asked, err
}

// accountOn is an account as people read it: U0123ABCD, on Slack.
func (t *turn) accountOn(who people.Identity) reply.Said {
	return t.said("chat.account_on", "subject", who.Subject, "platform", problem.Word("via."+string(who.Platform)))
}

// accountText is an account as it stands in the arguments of a question.
func accountText(who people.Identity) string {
	return string(who.Platform) + " " + who.Realm + " " + who.Subject
}

func accountOf(text string) people.Identity {
	platform, rest, _ := strings.Cut(text, " ")
	realm, subject, _ := strings.Cut(rest, " ")
	return people.Identity{Platform: people.Platform(platform), Realm: realm, Subject: subject}
}
