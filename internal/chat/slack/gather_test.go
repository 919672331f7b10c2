package slack_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
		g := slack.Gather(inbox, time.Now)
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

// lazy is an inbox that takes half a second for whatever it is given, and notes in which order it had what.
type lazy struct {
	mutex sync.Mutex
	begun []string
	kept  []string
}

func (l *lazy) Receive(_ context.Context, list []queue.Received, _ ...queue.Keepsake) ([]queue.Received, error) {
	l.note(&l.begun, list)
	<-time.After(500 * time.Millisecond)
	l.note(&l.kept, list)
	return list, nil
}

func (l *lazy) note(to *[]string, list []queue.Received) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, r := range list {
		*to = append(*to, r.External)
	}
}

func (l *lazy) what(from *[]string) []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(*from)
}

// S-01.
func TestWhoeverArrivesWaitsLittleLongerThanTheDatabaseTakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := slack.Gather(&lazy{}, time.Now)
		var group sync.WaitGroup
		waits := make([]time.Duration, 1000)
		for n := range waits {
			group.Go(func() {
				began := time.Now()
				_, err := g.Receive(t.Context(), []queue.Received{{Realm: "T1", External: fmt.Sprint(n), Conversation: fmt.Sprint(n)}})
				if waits[n] = time.Since(began); err != nil {
					t.Error(err)
				}
			})
			<-time.After(10 * time.Millisecond)
		}
		group.Wait()
		slices.Sort(waits)
		if p95, most := waits[950], waits[999]; p95 > 600*time.Millisecond || most > 800*time.Millisecond {
			t.Errorf("waited %v, and at most %v, for a database that takes half a second", p95, most)
		}
	})
}

func TestWhatComesAgainHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &lazy{}
		g := slack.Gather(inbox, time.Now)
		receive := func(external string) (int, error) {
			fresh, err := g.Receive(t.Context(), []queue.Received{{Realm: "T1", External: external, Conversation: "A"}})
			return len(fresh), err
		}
		var group sync.WaitGroup
		fresh := make(chan int, 100)
		for range 100 {
			group.Go(func() {
				n, err := receive("e1")
				if err != nil {
					t.Error(err)
				}
				fresh <- n
			})
		}
		group.Wait()
		close(fresh)
		all := 0
		for n := range fresh {
			all += n
		}
		began := time.Now()
		n, err := receive("e1")
		if waited := time.Since(began); n != 0 || err != nil || waited > 0 {
			t.Errorf("once it is kept: %d new, %v, after %v", n, err, waited)
		}
		if kept := inbox.what(&inbox.kept); all != 1 || len(kept) != 1 {
			t.Errorf("one event that came a hundred times: %d new, kept %d times", all, len(kept))
		}
	})
}

func TestThoseOfOneConversationAreKeptInTheOrderInWhichTheyArrive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &lazy{}
		g := slack.Gather(inbox, time.Now)
		var group sync.WaitGroup
		for n, conversation := range []string{"A", "B", "A", "", "A", "C", ""} {
			group.Go(func() {
				_, _ = g.Receive(t.Context(), []queue.Received{{Realm: "T1", External: fmt.Sprint(n, conversation), Conversation: conversation}})
			})
			<-time.After(time.Millisecond)
		}
		<-time.After(400 * time.Millisecond)
		if got, want := inbox.what(&inbox.begun), []string{"0A", "1B", "3", "5C", "6"}; !slices.Equal(got, want) {
			t.Errorf("while the first of A is being kept: got %v, want %v", got, want)
		}
		group.Wait()
		if got, want := inbox.what(&inbox.kept), []string{"0A", "1B", "3", "5C", "6", "2A", "4A"}; !slices.Equal(got, want) {
			t.Errorf("kept: got %v, want %v", got, want)
		}
	})
}

func TestWhoeverGivesUpWaitingHoldsUpNobody(t *testing.T) {
	t.Parallel()
	inbox := &narrow{Store: storetest.SQLite(t).Open(t), opened: make(chan struct{})}
	g := slack.Gather(inbox, time.Now)
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
