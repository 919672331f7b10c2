package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// away keeps reminders from the speaker until the first day back, or lets them come again.
func away(ctx context.Context, t *turn) (reply.Reply, error) {
	today := civil.DateOf(t.now(), t.zone)
	until := t.args.Date
	switch {
	case t.args.Action == "off":
		return t.back(ctx)
	case until.IsZero():
		return t.whetherAway(today), nil
	case t.args.From > today:
		return reply.Reply{}, problem.New(problem.Invalid, "reminders.away_from").At("date")
	case !t.args.From.IsZero():
		until = t.args.To.AddDays(1) // both days are away
	}
	if until <= today || until.DaysSince(today) > mostAway {
		return reply.Reply{}, problem.New(problem.Invalid, "reminders.day", "date", until, "days", mostAway).At("date")
	}
	if _, err := t.do(ctx, commitments.SetProfile{AwayUntil: &until}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("reminders.away", "date", until), reply.Buttons{t.button("reminders.button_back", "away off")}), nil
}

// mostAway is how long somebody may be away, in days.
const mostAway = 366

func (t *turn) back(ctx context.Context) (reply.Reply, error) {
	if _, err := t.do(ctx, commitments.SetProfile{AwayUntil: new(civil.Date(""))}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("reminders.back")), nil
}

func (t *turn) whetherAway(today civil.Date) reply.Reply {
	if until := t.actor.Member.AwayUntil; until > today {
		return t.reply(nil, t.paragraph("reminders.away", "date", until), reply.Buttons{t.button("reminders.button_back", "away off")})
	}
	return t.reply(nil, t.paragraph("reminders.here"), reply.Buttons{t.button("reminders.button_away", "away until in 2 weeks")})
}
