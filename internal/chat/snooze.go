package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
)

// snooze keeps the speaker from being reminded of one commitment for a while (U-15). Others are reminded as before.
func snooze(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	switch {
	case t.args.Action == "off":
		return t.remindAgain(ctx, c)
	case t.args.Date.IsZero():
		return t.reply(titleOf(c), t.paragraph("reminders.snooze_when", "ref", c.Ref), reply.Buttons{
			t.button("reminders.button_day", "snooze "+c.Ref+" 1 day"),
			t.button("reminders.button_week", "snooze "+c.Ref+" 1 week"),
			t.button("reminders.button_monday", "snooze "+c.Ref+" next monday"),
			t.button("reminders.button_never", "reminders off "+c.Ref),
		}), nil
	}
	if _, err := t.do(ctx, commitments.Snooze{Plan: t.slug(), Ref: c.Ref, Until: t.args.Date}); err != nil {
		return reply.Reply{}, err
	}
	p, err := t.reminded(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(titleOf(c), t.paragraph("reminders.snoozed", "ref", c.Ref, "time", i18n.Said(t.ownHour(&p, t.args.Date))),
		reply.Buttons{t.button("reminders.button_again", "reminders on "+c.Ref)}), nil
}

// never stops reminders of one commitment for good.
func (t *turn) never(ctx context.Context, c *commitments.Commitment) (reply.Reply, error) {
	if _, err := t.do(ctx, commitments.Snooze{Plan: t.slug(), Ref: c.Ref}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(titleOf(c), t.paragraph("reminders.stopped", "ref", c.Ref),
		reply.Buttons{t.button("reminders.button_again", "reminders on "+c.Ref)}), nil
}

// remindAgain ends a snooze.
func (t *turn) remindAgain(ctx context.Context, c *commitments.Commitment) (reply.Reply, error) {
	if _, err := t.do(ctx, commitments.EndSnooze{Plan: t.slug(), Ref: c.Ref}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(titleOf(c), t.paragraph("reminders.started", "ref", c.Ref)), nil
}
