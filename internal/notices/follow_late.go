package notices

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
)

// atOnceLasts is how old news may be that is told by itself. What is older has waited, because no program ran or the
// administrator had stopped what is sent: it is told together, not one by one (U-13).
const atOnceLasts = 2 * time.Hour

func (b *batch) isLate(t told) bool { return b.now.Sub(t.entry.RecordedAt) > atOnceLasts }

// late are those that have waited too long to be told by themselves, and soon the others.
func (b *batch) late(list []told) []told {
	return slices.DeleteFunc(slices.Clone(list), func(t told) bool { return !b.isLate(t) })
}

func (b *batch) soon(list []told) []told {
	return slices.DeleteFunc(slices.Clone(list), b.isLate)
}

// tellLate tells a room in one message what it should have heard one by one.
func (b *batch) tellLate(ctx context.Context, i *immediate) error {
	w := &window{entries: b.entries, held: b.held}
	news := w.news(access.Room(access.ToPublic), func(e *commitments.Entry, c *commitments.Commitment) bool {
		return b.isLate(told{entry: e}) && !saidThere(e, i.Room) && slices.ContainsFunc(i.subscriptions, func(s commitments.Subscription) bool {
			return e.Position > s.Since && s.Follows(c, b.themes[c.Number])
		})
	})
	if len(news) == 0 {
		return nil
	}
	for k := range news {
		news[k].plan, news[k].ref = b.plan, b.typed(b.plan, news[k].commitment.Ref)
	}
	message, err := b.roomSending(ctx, i.Room, news, fmt.Sprintf("late/%s/%s/%d", b.plan.Slug, roomKey(i.Room), b.made.To))
	if err != nil {
		return err
	}
	b.made.Sendings = append(b.made.Sendings, *message)
	return nil
}
