package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// standing says of each payload in a table whether it is there, sealed.
func standing(t *testing.T, s *store.Store, table string) (all []string) {
	t.Helper()
	payloads, err := s.Payloads(t.Context(), table)
	must(t, "Payloads", err)
	for _, p := range payloads {
		switch {
		case p == "":
			all = append(all, "gone")
		case strings.Contains(p, "says") || !strings.HasPrefix(p, "s1."):
			t.Errorf("%s: a payload can be read: %s", table, p)
		default:
			all = append(all, "sealed")
		}
	}
	return all
}

func TestTextsLeaveTheQueueOnceTheyAreDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("e1", "A"), event("e2", "B"), event("e3", "C"))
		older := letter("k2", "B")
		older.Supersedes = "home"
		newer := older
		newer.Key = "k3"
		enqueue(t, s, letter("k1", "A"), older)
		expect(t, "at first", standing(t, s, "inbox"), []string{"sealed", "sealed", "sealed"})
		received, sendings := claimReceived(t, s, queueStart), claimSendings(t, s, queueStart)
		must(t, "finish", s.FinishReceived(t.Context(), &received[0], queueStart, nil))
		must(t, "park", s.ParkReceived(t.Context(), &received[1], queueStart, "no luck", nil))
		must(t, "sent", s.NoteSent(t.Context(), &sendings[0], queueStart, "r"))
		must(t, "delay", s.DelaySending(t.Context(), &sendings[1], queueStart))
		enqueue(t, s, newer)
		expect(t, "done, given up, claimed", standing(t, s, "inbox"), []string{"gone", "sealed", "sealed"})
		expect(t, "sent, superseded, waiting", standing(t, s, "outbox"), []string{"gone", "gone", "sealed"})
	})
}

func TestWhatIsDoneIsKnownForAWhileAndThenForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("done", "A"), event("parked", "B"), event("waiting", "C"))
		enqueue(t, s, letter("sent", "A"), letter("dropped", "B"), letter("waiting", "C"))
		received, sendings := claimReceived(t, s, queueStart), claimSendings(t, s, queueStart)
		must(t, "finish", s.FinishReceived(t.Context(), &received[0], queueStart, nil))
		must(t, "park", s.ParkReceived(t.Context(), &received[1], queueStart, "no luck", nil))
		must(t, "sent", s.NoteSent(t.Context(), &sendings[0], queueStart, "r"))
		must(t, "drop", s.DropSending(t.Context(), &sendings[1], queueStart, "no luck"))
		prune := func(after time.Duration) int {
			n, err := s.Prune(t.Context(), queueStart.Add(after), 100)
			must(t, "Prune", err)
			return n
		}
		const day = 24 * time.Hour
		for _, c := range []struct {
			after time.Duration
			want  int // rows that go
		}{{13 * day, 0}, {15 * day, 1}, {29 * day, 0}, {31 * day, 2}, {59 * day, 0}, {61 * day, 1}, {1000 * day, 0}} {
			if got := prune(c.after); got != c.want {
				t.Errorf("pruned after %v: got %d, want %d", c.after, got, c.want)
			}
		}
		expect(t, "is new again", externals(receive(t, s, event("done", "A"), event("waiting", "C"))), []string{"done"})
	})
}

func TestWhatStandsInAnotherRowDoesNotOpenAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("e1", "A"), event("e2", "A"), event("e3", "A"))
		must(t, "swap", s.SwapPayloads(t.Context()))
		for range 2 {
			expect(t, "claimed", externals(claimReceived(t, s, queueStart)), nil)
		}
		expect(t, "claimed", externals(claimReceived(t, s, queueStart)), []string{"e3"})
		given, err := s.GivenUp(t.Context(), 10)
		must(t, "GivenUp", err)
		if len(given) != 2 || given[0].Trouble != seal.ErrBroken.Error() {
			t.Errorf("given up: got %+v, want two that are broken", given)
		}
	})
}

func TestWhatWasGivenUpIsListedAndTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		receive(t, s, event("e1", "A"))
		d := letter("k1", "A")
		d.ExpiresAt = queueStart.Add(time.Minute)
		enqueue(t, s, d)
		r, sending := claimReceived(t, s, queueStart)[0], claimSendings(t, s, queueStart)[0]
		must(t, "park", s.ParkReceived(t.Context(), &r, queueStart, "no luck", nil))
		must(t, "drop", s.DropSending(t.Context(), &sending, queueStart.Add(time.Hour), "expired"))
		given, err := s.GivenUp(t.Context(), 10)
		must(t, "GivenUp", err)
		want := []queue.GivenUp{
			{ID: sending.ID, Platform: "slack", Realm: "T1", Kind: "letter", At: queueStart.Add(time.Hour), Attempts: 1, Trouble: "expired"},
			{ID: r.ID, Platform: "slack", Realm: "T1", Inbox: true, Kind: "event", At: queueStart, Attempts: 1, Trouble: "no luck"},
		}
		if diff := cmp.Diff(want, given); diff != "" {
			t.Errorf("given up (-want +got):\n%s", diff)
		}
		later := queueStart.Add(2 * time.Hour)
		for _, g := range given {
			must(t, "Revive", s.Revive(t.Context(), g.ID, later))
			if err := s.Revive(t.Context(), g.ID, later); !errors.Is(err, commitments.ErrNotFound) {
				t.Errorf("revived twice: got %v, want ErrNotFound", err)
			}
		}
		expect(t, "received again", externals(claimReceived(t, s, later)), []string{"e1"})
		again := claimSendings(t, s, later)
		if len(again) != 1 || !again[0].Expiry().After(later) || string(again[0].Payload) != "what k1 says" {
			t.Errorf("to be sent again: got %+v", again)
		}
		if err := s.Revive(t.Context(), uuid.New(), later); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("what is not there: got %v, want ErrNotFound", err)
		}
	})
}

func TestWithoutAKeyNothingIsKeptOnPostgres(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		s, err := store.Open(t.Context(), d.Address, store.Options{})
		must(t, "Open", err)
		defer s.Close()
		_, err = s.Receive(t.Context(), []queue.Received{event("e1", "A")})
		if d.Dialect == "sqlite" {
			must(t, "Receive", err) // the key is made
			return
		}
		if !errors.Is(err, seal.ErrNoKey) {
			t.Errorf("Receive: got %v, want ErrNoKey", err)
		}
	})
}
