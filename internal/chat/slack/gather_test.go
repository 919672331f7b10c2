package slack_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// narrow is the inbox of a store that lets nobody in before it is opened, counts its transactions, and refuses one event.
type narrow struct {
	*store.Store
	opened chan struct{}
	refuse string
	mu     sync.Mutex
	times  int
}

func (n *narrow) Receive(ctx context.Context, list []queue.Received, keep ...queue.Keepsake) ([]queue.Received, error) {
	<-n.opened
	n.mu.Lock()
	n.times++
	n.mu.Unlock()
	for _, r := range list {
		if r.External == n.refuse {
			return nil, errors.New("cannot be kept")
		}
	}
	return n.Store.Receive(ctx, list, keep...)
}

// S-01, S-02.
func TestWhatArrivesTogetherIsKeptTogetherAndOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, kept *store.Store) {
		inbox := &narrow{Store: kept, opened: make(chan struct{}), refuse: "event 7"}
		g := slack.Gather(inbox)
		var group sync.WaitGroup
		var mu sync.Mutex
		fresh, refused := 0, 0
		for n := range 120 {
			group.Go(func() {
				r := queue.Received{Platform: "slack", Realm: "T1", External: fmt.Sprint("event ", n%60), Conversation: fmt.Sprint(n % 5), Kind: "said", Payload: []byte("{}")}
				got, err := g.Receive(t.Context(), []queue.Received{r})
				mu.Lock()
				defer mu.Unlock()
				fresh += len(got)
				if err != nil {
					refused++
				}
			})
		}
		close(inbox.opened)
		group.Wait()
		if fresh != 59 || refused != 2 {
			t.Errorf("new: got %d, refused: %d, of 60 events that came twice, one of which cannot be kept", fresh, refused)
		}
	})
}

func TestWhoeverGivesUpWaitingHoldsUpNobody(t *testing.T) {
	t.Parallel()
	inbox := &narrow{Store: storetest.SQLite(t).Open(t), opened: make(chan struct{})}
	g := slack.Gather(inbox)
	one := func(ctx context.Context, external string) error {
		_, err := g.Receive(ctx, []queue.Received{{Platform: "slack", Realm: "T1", External: external, Conversation: "c", Kind: "said", Payload: []byte("{}")}})
		return err
	}
	hurried, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for n := range 20 {
		group.Go(func() { _ = one(hurried, fmt.Sprint("hurried ", n)) })
	}
	cancel()
	close(inbox.opened)
	group.Wait()
	if err := one(t.Context(), "last"); err != nil {
		t.Error(err)
	}
}
