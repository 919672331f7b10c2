package chat

import (
	"context"
	"errors"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// email shows the address at which the speaker is written to, names one, confirms it by the code that came there, or
// forgets it. In private only: others need not know an address, and nobody else may say the code.
func email(ctx context.Context, t *turn) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	if t.noEmail && t.args.Action != "" && t.args.Action != "remove" {
		return reply.Reply{}, problem.New(problem.Refused, "email.not_here")
	}
	switch t.args.Action {
	case "add":
		return t.setEmail(ctx)
	case "code":
		return t.confirmEmail(ctx)
	case "remove":
		return t.removeEmail(ctx)
	}
	if address := t.actor.Member.Email; address != "" {
		return t.reply(nil, t.paragraph("email.is", "address", address), reply.Buttons{
			t.button("email.button_choose", "reminders by email"), t.button("email.button_off", "email off"),
		}), nil
	}
	return t.reply(nil, t.paragraph("email.unknown"), reply.Paragraph{reply.Code(t.example(t.understood.Verb))}), nil
}

func (t *turn) setEmail(ctx context.Context) (reply.Reply, error) {
	outcome, err := t.do(ctx, commitments.SetEmail{Plan: t.slug(), Address: t.args.Value, Language: t.printer.Language()})
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("email.code_sent", "address", outcome.Subject), t.paragraph("email.say_code")), nil
}

func (t *turn) confirmEmail(ctx context.Context) (reply.Reply, error) {
	if t.tooManyTries() {
		return reply.Reply{}, problem.New(problem.Exhausted, "write.join_tries", "tries", mostTries, "minutes", int(remembered.Minutes()))
	}
	outcome, err := t.do(ctx, commitments.ConfirmEmail{Plan: t.slug(), Code: strings.TrimSpace(t.args.Code)})
	if errors.Is(err, commitments.UnknownEmailCode()) {
		t.conversation.Tries = append(t.conversation.Tries, t.now().UTC())
	}
	if err != nil {
		return reply.Reply{}, err
	}
	t.conversation.Tries = nil
	return t.reply(nil, t.paragraph("email.confirmed", "address", outcome.Subject),
		reply.Buttons{t.button("email.button_choose", "reminders by email")}), nil
}

func (t *turn) removeEmail(ctx context.Context) (reply.Reply, error) {
	if _, err := t.do(ctx, commitments.RemoveEmail{Plan: t.slug()}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("email.removed")), nil
}
