package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// due lists open commitments that fall due in the days that are asked for, 30 from today if none are.
func due(ctx context.Context, t *turn) (reply.Reply, error) {
	from, to := t.stretch()
	answer, err := t.list(ctx, list{
		filter: commitments.Filter{Open: true, DueFrom: from, DueTo: to, Order: commitments.ByDue},
		title:  "chat.due_title", count: "chat.open_count", none: "chat.due_none",
		after: []reply.Block{reply.Buttons{t.button("chat.button_overdue", t.say("overdue"))}},
	})
	days := t.paragraph("chat.due_days", "from", from, "to", to)
	answer.Blocks = append([]reply.Block{days}, answer.Blocks...)
	return answer, err
}

// stretch are the days asked for, both included.
func (t *turn) stretch() (from, to civil.Date) {
	from, to = t.args.From, t.args.To
	if from.IsZero() && to.IsZero() && !t.args.Date.IsZero() {
		return min(t.today, t.args.Date), t.args.Date
	}
	if from.IsZero() {
		from = t.today
	}
	if to.IsZero() {
		to = from.AddDays(commitments.DueSoonDays)
	}
	return from, to
}

// overdue lists one-off commitments whose day has passed, the oldest first.
func overdue(ctx context.Context, t *turn) (reply.Reply, error) {
	return t.list(ctx, list{
		filter: commitments.Filter{OverdueOn: t.today, Order: commitments.ByDue},
		title:  "chat.overdue_title", count: "chat.overdue_count", none: "chat.overdue_none",
	})
}

// stale lists open commitments without news for 90 days, the longest silence first.
func stale(ctx context.Context, t *turn) (reply.Reply, error) {
	return t.list(ctx, list{
		filter: commitments.Filter{StaleOn: t.today, Order: commitments.ByNews},
		title:  "chat.stale_title", count: "chat.stale_count", none: "chat.stale_none",
	})
}
