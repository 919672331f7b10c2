package slack

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
)

// press is the press of a button on its way.
type press struct {
	received *queue.Received
	what     interactive
	offer    people.Offer
	message  chat.Message
	answers  string
}

// Interaction handles what was pressed or submitted: it is what queue.Handling.Handle does with a row of the inbox that
// holds an interaction as Slack sent it. It may run twice for one row with one effect.
func (o *Output) Interaction(ctx context.Context, r *queue.Received) ([]queue.Sending, error) {
	what, err := readInteractive(r.Payload)
	if err != nil {
		return nil, err
	}
	switch what.Type {
	case "block_actions":
		return o.pressed(ctx, r, what)
	case "view_submission":
		return o.submitted(ctx, r, what)
	}
	return nil, nil
}

// pressed says for whoever pressed a button what the button says. Whoever pressed it is who acts, and not whoever it was
// shown to (S-44); what is to be said once is said once (S-10).
func (o *Output) pressed(ctx context.Context, r *queue.Received, what interactive) ([]queue.Sending, error) {
	p, err := o.pressOf(ctx, r, what)
	if err != nil {
		return nil, err
	}
	trouble, err := o.mayPress(ctx, &p)
	if err != nil {
		return nil, err
	}
	if trouble != nil {
		return o.refuse(ctx, p, *trouble)
	}
	if p.offer.Once {
		used, err := o.Store.UseOffer(ctx, p.offer.Token, people.Use{By: p.message.Subject, Name: p.message.DisplayName, At: o.Now(), For: p.cause()})
		if err != nil {
			return nil, fmt.Errorf("use offer: %w", err)
		}
		if used.Use.For != p.cause() {
			return o.refuse(ctx, p, alreadyDone(used.Use))
		}
	}
	return o.carryOut(ctx, p)
}

// pressOf finds what the button does.
func (o *Output) pressOf(ctx context.Context, r *queue.Received, what interactive) (press, error) {
	p := press{received: r, what: what}
	offer, err := o.Store.Offer(ctx, what.action().Value)
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		return p, fmt.Errorf("find offer: %w", err)
	}
	p.offer = offer
	realm := offer.Realm
	if realm == "" {
		realm = r.Realm
	}
	p.message = chat.Message{
		Platform: people.Slack, Realm: realm, Subject: what.User.ID, DisplayName: what.name(), Room: what.room(), Thread: what.thread(),
		Text: offer.Say, Private: what.room() == "" || isPrivate(what.room()),
	}
	p.message.Cause = p.cause()
	if p.message.Room == "" {
		if p.message.Room, err = o.homeRoom(ctx, p.message); err != nil {
			return p, err
		}
	}
	p.answers, err = o.KeepAddress(ctx, r.ID.String(), what.ResponseURL, identity(realm, what.User.ID), r.At)
	return p, err
}

// homeRoom is where App Home's buttons are answered: the private conversation, so that it remembers what was asked there.
func (o *Output) homeRoom(ctx context.Context, m chat.Message) (string, error) {
	client, err := o.Workspaces.Client(ctx, m.Realm)
	if err != nil {
		return "", fmt.Errorf("workspace %s: %w", m.Realm, err)
	}
	return o.privateRoom(ctx, client, identity(m.Realm, m.Subject))
}

// cause is under what the press acts. A second press of what may be said once has its own, and so does the same press
// that comes again have the same.
func (p press) cause() string { return "slack press " + p.received.External }

// mayPress is the refusal of whoever may not press the button, or of a button that is no good any more.
func (o *Output) mayPress(ctx context.Context, p *press) (*problem.Problem, error) {
	trouble := func(key string, args ...any) (*problem.Problem, error) {
		t := problem.New(problem.Refused, key, args...)
		return &t, nil
	}
	if barred, err := o.mayAct(ctx, &p.message, p.what.User.TeamID); err != nil || barred != nil {
		return barred, err
	}
	switch {
	case p.offer.Token == "":
		return trouble("slack.button_gone")
	case p.offer.Subject != "" && p.offer.Subject != p.message.Subject:
		return trouble("slack.button_not_yours")
	case !o.Now().Before(p.offer.ExpiresAt) && p.offer.Say == "":
		return trouble("slack.button_gone")
	case !o.Now().Before(p.offer.ExpiresAt):
		return trouble("slack.button_old", "say", i18n.Said(p.offer.Say))
	}
	return nil, nil //nolint:nilnil // no refusal and no error
}

// alreadyDone says who was faster, and when.
func alreadyDone(use people.Use) problem.Problem {
	return problem.New(problem.Refused, "slack.already_done", "name", use.Name, "at", use.At)
}

// refuse answers with a sentence, for the person alone.
func (o *Output) refuse(ctx context.Context, p press, t problem.Problem) ([]queue.Sending, error) {
	return o.Answer(p.asked(), chat.Answer{Reply: refusal(o.printerOf(ctx, p.message), t), Outcome: chat.Refused})
}

// mayAct completes the message, and is the refusal of whoever may not act.
func (o *Output) mayAct(ctx context.Context, m *chat.Message, home string) (*problem.Problem, error) {
	err := o.Persons.Complete(ctx, m, home)
	if t, ok := problem.Of(err); ok {
		return &t, nil
	}
	if err != nil {
		return nil, fmt.Errorf("who is %s: %w", m.Subject, err)
	}
	return nil, nil //nolint:nilnil // no refusal and no error
}

// refusal is a refusal as a reply.
func refusal(words *i18n.Printer, t problem.Problem) reply.Reply {
	return reply.Reply{
		Language: words.Language(), Direction: words.Direction(),
		Blocks: []reply.Block{reply.Paragraph{reply.Said(words.Problem(t))}},
	}
}

func (p press) asked() Asked {
	return Asked{Cause: "press/" + p.received.ID.String(), Message: p.message, Answers: p.answers}
}

// carryOut lets the bot hear the sentence. If nothing came of it (a refusal, a question back), the button stays good.
func (o *Output) carryOut(ctx context.Context, p press) ([]queue.Sending, error) {
	answer, err := o.answerPress(ctx, p)
	if err != nil {
		o.Log.ErrorContext(ctx, "a pressed button was not answered as it should be", "received", p.received.ID, "error", err)
	}
	done := answer.Outcome == chat.Answered && !answer.Asks && len(answer.Reply.Forms()) == 0
	if p.offer.Once && !done {
		if err := o.Store.FreeOffer(ctx, p.offer.Token, p.cause()); err != nil {
			return nil, fmt.Errorf("free offer: %w", err)
		}
	}
	sendings, err := o.Answer(p.asked(), answer)
	if err != nil || !done || !p.offer.Once {
		return sendings, err
	}
	settled, err := o.settle(p)
	if err != nil {
		return nil, err
	}
	return append(append(sendings, settled...), o.homeAfterChange(p.message, p.received.ID.String())), nil
}

func (o *Output) answerPress(ctx context.Context, p press) (chat.Answer, error) {
	switch p.offer.Form {
	case "":
		return o.Bot.Handle(ctx, p.message)
	case shareForm:
		return o.askShare(ctx, p)
	case shareNow:
		return o.share(ctx, p)
	}
	// A form is opened when its button is pressed; here arrives a press that could not be.
	return chat.Answer{}, nil
}
