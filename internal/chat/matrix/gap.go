package matrix

import (
	"context"
	"fmt"
	"slices"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Bounds of what is fetched of a gap in a timeline (M-10).
const (
	gapEvents = 500
	gapTime   = time.Hour
	gapPage   = 100
)

// fill fetches what a limited timeline left out, the oldest first, as far as the bounds go. If they do not go far
// enough, the room is told since when the bot was away.
func (b *batch) fill(ctx context.Context, room id.RoomID, from string) ([]*event.Event, error) {
	var found []*event.Event
	oldest := b.at.Add(-gapTime)
	for from != "" {
		page, err := b.client.Messages(ctx, room, from, b.since, mautrix.DirectionBackward, nil, gapPage)
		if err != nil {
			if status(err) == 403 || status(err) == 404 { // we may not read it: so be it
				return nil, nil
			}
			return nil, fmt.Errorf("fetch what was left out: %w", err)
		}
		parseAll(room, page.Chunk, event.MessageEventType)
		for _, evt := range page.Chunk {
			if len(found) == gapEvents || time.UnixMilli(evt.Timestamp).Before(oldest) {
				return reversed(found), b.away(room, found, oldest)
			}
			found = append(found, evt)
		}
		if len(page.Chunk) == 0 || page.End == from {
			break
		}
		from = page.End
	}
	return reversed(found), nil
}

// away tells the room from when on messages were read again.
func (b *batch) away(room id.RoomID, found []*event.Event, oldest time.Time) error {
	from := oldest
	if len(found) > 0 {
		from = time.UnixMilli(found[len(found)-1].Timestamp)
	}
	return b.news(kindAway, roomNews{Room: room, From: from.UTC()}, b.since)
}

func reversed(events []*event.Event) []*event.Event {
	slices.Reverse(events)
	return events
}
