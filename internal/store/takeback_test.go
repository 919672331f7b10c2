package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestWhatADeadProgramWasWorkingOnIsTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	d := storetest.SQLite(t)
	begins := func(want bool) *store.Store {
		s := d.Open(t)
		alone, err := s.TakeBack(t.Context(), queueStart)
		must(t, "TakeBack", err)
		if alone != want {
			t.Fatalf("alone: got %v, want %v", alone, want)
		}
		return s
	}
	first := begins(true)
	receive(t, first, event("a1", "A"), event("a2", "A"), event("b1", "B"))
	enqueue(t, first, letter("k1", "A"), letter("k2", "B"))
	received, sendings := claimReceived(t, first, queueStart), claimSendings(t, first, queueStart)
	must(t, "retry", first.RetryReceived(t.Context(), &received[1], queueStart.Add(time.Second), "no luck"))
	must(t, "delay", first.DelaySending(t.Context(), &sendings[1], queueStart.Add(time.Second)))

	second := begins(false)
	expect(t, "claimed while the first one lives", externals(claimReceived(t, second, queueStart)), nil)
	must(t, "the first dies", first.Close())
	third := begins(false) // the second one lives
	expect(t, "claimed beside somebody", keys(claimSendings(t, third, queueStart)), nil)
	must(t, "the second dies", second.Close())
	must(t, "the third dies", third.Close())

	last := begins(true)
	expect(t, "taken back", externals(claimReceived(t, last, queueStart)), []string{"a1"})
	var got []string
	for _, s := range claimSendings(t, last, queueStart) {
		got = append(got, fmt.Sprint(s.Key, " unknown ", s.Unknown))
	}
	expect(t, "taken back to be sent", got, []string{"k1 unknown true"})
	expect(t, "claimed when its time has come", externals(claimReceived(t, last, queueStart.Add(time.Second))), []string{"b1"})
}

func TestNothingIsTakenBackWhereOthersMayWork(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() == "sqlite" {
			return
		}
		receive(t, s, event("a1", "A"))
		claimReceived(t, s, queueStart)
		if alone, err := s.TakeBack(t.Context(), queueStart); alone || err != nil {
			t.Errorf("alone: got %v, %v", alone, err)
		}
		expect(t, "claimed", externals(claimReceived(t, s, queueStart)), nil)
	})
}
