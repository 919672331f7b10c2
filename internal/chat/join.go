package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// mostTries is how many codes one may try in 15 minutes.
const mostTries = 5

// join takes up an invitation, in private only: a code that others have seen is revoked before it gets here (seenCode).
func join(ctx context.Context, t *turn) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	if strings.TrimSpace(t.args.Code) == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "write.join_code")
	}
	if people.LooksLikeLinkCode(t.args.Code) {
		return link(ctx, t)
	}
	if t.tooManyTries() {
		return reply.Reply{}, problem.New(problem.Exhausted, "write.join_tries", "tries", mostTries, "minutes", int(remembered.Minutes()))
	}
	outcome, err := t.do(ctx, commitments.Join{
		Code: t.args.Code, Identity: t.message.who(), Name: t.message.DisplayName, Locale: t.conversation.Language,
		TimeZone: t.message.TimeZone,
	})
	if errors.Is(err, people.UnknownCode()) {
		t.conversation.Tries = append(t.conversation.Tries, t.now().UTC())
	}
	if err != nil {
		return reply.Reply{}, err
	}
	t.conversation.Tries = nil
	return t.joined(ctx, outcome.Subject)
}

// tooManyTries forgets tries that are long ago, and counts the others.
func (t *turn) tooManyTries() bool {
	var recent []time.Time
	for _, at := range t.conversation.Tries {
		if t.now().Sub(at) < remembered {
			recent = append(recent, at)
		}
	}
	t.conversation.Tries = recent
	return len(recent) >= mostTries
}

// joined names the account in full, which is what acts from now on: names that people see can be anybody's (M-43).
func (t *turn) joined(ctx context.Context, handle string) (reply.Reply, error) {
	o, err := t.organisation(ctx, handle)
	if err != nil {
		return reply.Reply{}, err
	}
	if t.actor, err = t.store.ActorByIdentity(ctx, t.message.who(), t.plan.ID, t.today); err != nil {
		return reply.Reply{}, fmt.Errorf("find who joined: %w", err)
	}
	role := t.actor.RoleIn(handle)
	buttons := reply.Buttons{t.button("chat.button_mine", "mine"), t.button("chat.button_gaps", "gaps"), t.button("chat.button_help", "help")}
	return t.reply(reply.Line{t.said("write.joined", "organisation", t.fullName(o), "role", problem.Word("role."+string(role)))},
		t.paragraph("write.joined_account", "account", t.accountOn(t.message.who())), t.paragraph("write.joined_next"), buttons), nil
}

// seenCode revokes every code that a message shows to a shared room (I-04): of an invitation, or of a link. Whether there
// was such an invitation is not said: who reads along need not know. What looks like the code of a link may be a word, so
// that it is passed over unless it is one.
func (t *turn) seenCode(ctx context.Context) (seen bool, err error) {
	if t.message.Private {
		return false, nil
	}
	for part := range strings.FieldsSeq(t.message.Text) {
		part = strings.Trim(part, ".,;:!?()[]{}<>\"'`*_«»“”")
		if people.LooksLikeLinkCode(part) {
			was, err := t.revokeLink(ctx, part)
			if err != nil {
				return true, err
			}
			seen = seen || was
			continue
		}
		if !people.LooksLikeCode(part) {
			continue
		}
		seen = true
		if err := t.revoke(ctx, part); err != nil {
			return true, err
		}
	}
	return seen, nil
}

// revokeLink makes the code worthless, if it is one.
func (t *turn) revokeLink(ctx context.Context, code string) (was bool, err error) {
	_, err = t.service.Do(ctx, commitments.Origin{Actor: t.actor, Via: t.message.via()}, commitments.RevokeLink{Code: code})
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, commitments.UnknownLinkCode()):
		return false, nil
	}
	return false, fmt.Errorf("revoke a code that was seen: %w", err)
}

// revoke ends the invitation with this code, if there is one.
func (t *turn) revoke(ctx context.Context, code string) error {
	if !people.LooksLikeCode(code) {
		return nil
	}
	origin := t.origin()
	if origin.Cause != "" {
		origin.Cause += " revokes " + people.HashCode(code)[:16] // one message may show several codes
	}
	_, err := t.service.Do(ctx, origin, commitments.RevokeInvitation{Code: code})
	if err != nil && !errors.Is(err, people.UnknownCode()) {
		return fmt.Errorf("revoke a code that was seen: %w", err)
	}
	return nil
}
