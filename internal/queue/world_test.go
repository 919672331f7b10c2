package queue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// world is a queue on a store of its own, and what its workers noted.
type world struct {
	*queue.Queue
	t     *testing.T
	store *store.Store

	mutex sync.Mutex
	seen  []string
	noted []queue.Noted
}

func newWorld(t *testing.T, s *store.Store, now func() time.Time) *world {
	w := &world{t: t, store: s}
	w.Queue = queue.New(queue.Parts{
		Store: s, Now: now, Chance: func() float64 { return 1 }, Log: slog.New(slog.DiscardHandler),
		Note: func(n queue.Noted) {
			w.mutex.Lock()
			defer w.mutex.Unlock()
			w.noted = append(w.noted, n)
		},
	})
	return w
}

// open is a store on SQLite.
func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(context.WithoutCancel(t.Context()), storetest.SQLite(t).Address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) seef(format string, args ...any) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.seen = append(w.seen, fmt.Sprintf(format, args...))
}

func (w *world) sight() []string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return append([]string(nil), w.seen...)
}

func (w *world) outcomes() map[queue.Outcome]int {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	all := map[queue.Outcome]int{}
	for _, n := range w.noted {
		all[n.Outcome]++
	}
	return all
}

// until waits for something to become true, in the time of the test.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	deadline, every := time.NewTimer(30*time.Minute), time.NewTicker(5*time.Millisecond)
	defer deadline.Stop()
	defer every.Stop()
	for !is() {
		select {
		case <-every.C:
		case <-deadline.C:
			w.t.Fatalf("never: %s; seen %q", what, w.sight())
		}
	}
}

func (w *world) receive(list ...queue.Received) {
	w.t.Helper()
	if _, err := w.Receive(w.t.Context(), list); err != nil {
		w.t.Fatal(err)
	}
}

func event(external, conversation string, at time.Time) queue.Received {
	return queue.Received{Platform: "slack", Realm: "T1", External: external, Conversation: conversation, Kind: "event", Payload: []byte(external), At: at}
}

func letter(key, conversation string, at time.Time) queue.Sending {
	return queue.Sending{Platform: "slack", Realm: "T1", Key: key, Conversation: conversation, Kind: queue.KindLetter, Payload: []byte(key), CreatedAt: at}
}

// work runs workers until the function it returns is called, which waits for them.
func (w *world) work(workers ...func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.t.Context()))
	var group sync.WaitGroup
	for _, worker := range workers {
		group.Go(func() {
			if err := worker(ctx); err != nil {
				w.t.Errorf("a worker ended: %v", err)
			}
		})
	}
	return func() {
		cancel()
		group.Wait()
	}
}

func (w *world) handling(h queue.Handling) func(context.Context) error {
	h.Platform = "slack"
	return func(ctx context.Context) error { return w.Handle(ctx, h) }
}

func (w *world) sending(send func(context.Context, *queue.Sending) queue.Result) func(context.Context) error {
	return func(ctx context.Context) error { return w.Send(ctx, queue.Delivery{Platform: "slack", Send: send}) }
}

var errNoLuck = errors.New("no luck")
