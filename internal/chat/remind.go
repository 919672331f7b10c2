package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
)

// remind reminds the speaker of a commitment on a day of their choice, whatever their reminders are otherwise.
func remind(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	if t.args.Date.IsZero() {
		return t.reply(titleOf(c), t.paragraph("reminders.remind_when", "ref", c.Ref), reply.Buttons{
			t.button("reminders.button_day", "remind "+c.Ref+" tomorrow"),
			t.button("reminders.button_week", "remind "+c.Ref+" in 1 week"),
			t.button("reminders.button_monday", "remind "+c.Ref+" next monday"),
		}), nil
	}
	if _, err := t.do(ctx, commitments.AskReminder{Plan: t.slug(), Ref: c.Ref, On: t.args.Date}); err != nil {
		return reply.Reply{}, err
	}
	p, err := t.reminded(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(titleOf(c), t.paragraph("reminders.will_remind", "ref", c.Ref, "time", i18n.Said(t.ownHour(&p, t.args.Date))),
		reply.Buttons{t.button("notices.button_settings", "reminders")}), nil
}
