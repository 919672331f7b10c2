package webhooks_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// deaf is a store whose worker dies after the message has gone out and before that is kept.
type deaf struct {
	*store.Store
}

var errDied = errors.New("the process was killed here")

func (deaf) NoteDelivered(context.Context, *commitments.Delivery, time.Time) error { return errDied }

func TestAWorkerThatDiesAfterSendingLeavesTheSameMessageToTheNext(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id, _ := w.subscribes("ana", commitments.AddWebhook{})
		ref := w.registers("ana", "ndi", "Joint paper", "public")
		w.logs("ana", ref, "news")
		if err := w.another(deaf{s}).Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		first := w.receiver.arrivals()
		if diff := cmp.Diff([]string{"entry.registered C-1/1"}, told(first)); diff != "" {
			t.Fatalf("before the death (-want +got):\n%s", diff)
		}
		w.pass()
		if got := w.receiver.arrivals(); len(got) != 0 {
			t.Errorf("while the dead worker has the message: got %v, want nothing", told(got))
		}
		w.clock.Forward(time.Minute)
		w.pass()
		got := w.receiver.arrivals()
		if diff := cmp.Diff([]string{"entry.registered C-1/1", "entry.progress C-1/2"}, told(got)); diff != "" {
			t.Fatalf("after the lease (-want +got):\n%s", diff)
		}
		if got[0].id != first[0].id || string(got[0].body) != string(first[0].body) {
			t.Errorf("the second time: got %s, want %s again", got[0].id, first[0].id)
		}
		if n := len(w.deliveries(id, false)); n != 0 {
			t.Errorf("waiting: got %d, want none", n)
		}
	})
}

func TestTwoWorkersSendEverythingOnceAndInOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.subscribes("ana", commitments.AddWebhook{})
		const held, each = 6, 5
		for i := range held {
			ref := w.registers("ana", "ndi", fmt.Sprint("Paper ", i), "public")
			for k := range each {
				w.logs("ana", ref, fmt.Sprint("news ", k))
			}
		}
		var group sync.WaitGroup
		for range 2 {
			worker := w.another(s)
			group.Go(func() {
				for range 20 {
					if err := worker.Pass(context.Background()); err != nil {
						t.Errorf("pass: %v", err)
					}
				}
			})
		}
		group.Wait()
		got := w.receiver.arrivals()
		seen := ids(got)
		slices.Sort(seen)
		if distinct := len(slices.Compact(slices.Clone(seen))); distinct != held*(each+1) || len(seen) != distinct {
			t.Errorf("got %d messages, %d of them different, want %d", len(seen), distinct, held*(each+1))
		}
		for i := range held {
			ref := fmt.Sprint("C-", i+1)
			var seqs []int
			for _, a := range of(got, ref) {
				seqs = append(seqs, a.said.Data.Entry.Seq)
			}
			if !slices.IsSorted(seqs) {
				t.Errorf("%s: got the order %v", ref, seqs)
			}
		}
	})
}

func TestASlowReceiverHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.options.Timeout, w.options.Poll = 300*time.Millisecond, 10*time.Millisecond
	w.worker = w.another(w.store)
	slow, release := newReceiver(t), make(chan struct{})
	slow.answers(func(http.ResponseWriter, arrival) { <-release })
	t.Cleanup(func() { close(release) }) // before the server closes
	late, _ := w.subscribes("ana", commitments.AddWebhook{URL: slow.URL})
	w.subscribes("ben", commitments.AddWebhook{})
	w.registers("ana", "ndi", "Joint paper", "public")

	arrived := make(chan struct{}, 1)
	w.receiver.answers(func(http.ResponseWriter, arrival) { arrived <- struct{}{} })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); w.worker.Run(ctx) }()
	<-arrived
	stop()
	<-ended // Run waits for what it is sending, which ends in time
	waiting := w.deliveries(late, false)
	if len(waiting) != 1 || waiting[0].Trouble != commitments.TroubleTimeout {
		t.Errorf("of the slow one: got %+v, want one that ran out of time", waiting)
	}
}

func TestAWorkerGoesOnWhenTheDatabaseComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.options.Poll = time.Millisecond
	away := &away{Store: w.store, left: 3}
	w.subscribes("ana", commitments.AddWebhook{})
	w.registers("ana", "ndi", "Joint paper", "public")
	arrived := make(chan struct{}, 1)
	w.receiver.answers(func(http.ResponseWriter, arrival) { arrived <- struct{}{} })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	worker := w.another(away)
	go func() { defer close(ended); worker.Run(ctx) }()
	<-arrived
	stop()
	<-ended
	if away.left != 0 {
		t.Errorf("the database was away %d times less than it should", away.left)
	}
}

// away is a store that does not answer a few times.
type away struct {
	*store.Store
	left int
}

func (a *away) WebhooksBehind(ctx context.Context, room int) ([]commitments.Webhook, error) {
	if a.left > 0 {
		a.left--
		return nil, store.ErrUnavailable
	}
	return a.Store.WebhooksBehind(ctx, room)
}
