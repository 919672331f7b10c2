package matrix

import (
	"context"
	"sync"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// arrived are messages of ours that a sync has shown, by their transaction. A server may have taken a message, and
// forgotten the transaction because nobody was there any more to hear of it: Dendrite does. Then this is how one knows
// that it arrived, and does not send it again (M-32).
type arrived struct {
	mu     sync.Mutex
	events map[string]id.EventID
	once   sync.Once
	synced chan struct{} // closed after the first sync
}

func newArrived() *arrived {
	return &arrived{events: map[string]id.EventID{}, synced: make(chan struct{})}
}

// mostArrived is how many messages are remembered.
const mostArrived = 10_000

// note takes from a sync what is ours.
func (a *arrived) note(told *mautrix.RespSync, me id.UserID) {
	defer a.once.Do(func() { close(a.synced) })
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, part := range told.Rooms.Join {
		for _, evt := range part.Timeline.Events {
			if evt.Sender != me || evt.Unsigned.TransactionID == "" {
				continue
			}
			if len(a.events) >= mostArrived {
				clear(a.events)
			}
			a.events[evt.Unsigned.TransactionID] = evt.ID
		}
	}
}

// event is the message that a transaction became; empty if none was seen.
func (a *arrived) event(transaction string) id.EventID {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.events[transaction]
}

// wait waits for the first sync: until then nobody knows what an earlier program has sent.
func (a *arrived) wait(ctx context.Context) error {
	select {
	case <-a.synced:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
