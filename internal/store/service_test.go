package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// noon is the present of these tests.
func noon() time.Time { return time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC) }

// focalPoint speaks for an organisation of a world.
func focalPoint(handle string) commitments.Origin {
	origin := by(handle)
	origin.Actor.Memberships[0].Role = people.FocalPoint
	return origin
}

// do gives a command as the focal point of org-1.
func do(t testing.TB, s *store.Store, c commitments.Command) commitments.Outcome {
	t.Helper()
	outcome, err := commitments.NewService(s, noon).Do(t.Context(), focalPoint("org-1"), c)
	if err != nil {
		t.Fatalf("%s: %v", c.Verb(), err)
	}
	return outcome
}

func TestWritersThatInterleaveLoseNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const writers, each = 8, 26
		plan := small(t, s)
		register(t, s, plan, "First", "")
		register(t, s, plan, "Second", "")
		service := commitments.NewService(s, noon)
		var wg sync.WaitGroup
		for writer := range writers {
			wg.Go(func() {
				for i := range each {
					origin := focalPoint("org-1")
					origin.Cause = fmt.Sprintf("cause %d/%d", writer, i)
					c := commitments.Log{Plan: plan.Slug, Ref: fmt.Sprintf("C-%d", 1+i%2), Note: origin.Cause}
					if _, err := service.Do(t.Context(), origin, c); err != nil {
						t.Errorf("log: %v", err)
					}
				}
			})
		}
		wg.Wait()
		entries, err := s.JournalFrom(t.Context(), plan.ID, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		notes := map[string]int{}
		digest := commitments.Genesis
		for i, e := range entries {
			notes[e.Note]++
			digest = commitments.Link(digest, &e).Chain
			if e.Position != int64(i+1) || e.Digest != digest {
				t.Fatalf("entry %d has position %d; the chain holds: %v", i+1, e.Position, e.Digest == digest)
			}
		}
		if len(entries) != 2+writers*each || len(notes) != 1+writers*each {
			t.Errorf("journal: got %d entries with %d notes, want %d and %d", len(entries), len(notes), 2+writers*each, 1+writers*each)
		}
		for _, c := range everything(t, s, plan) {
			own, err := s.Entries(t.Context(), plan.ID, c.Ref, access.Reader{})
			if err != nil || len(own) != c.Version || c.Version != 1+writers*each/2 {
				t.Errorf("%s: version %d, %d entries, %v", c.Ref, c.Version, len(own), err)
			}
		}
		again := focalPoint("org-1")
		again.Cause = "cause 3/7"
		outcome, err := service.Do(t.Context(), again, commitments.Log{Plan: plan.Slug, Ref: "C-2", Note: "once more"})
		if err != nil || !outcome.Repeated {
			t.Errorf("the same cause again: got %+v, %v, want what came of it then", outcome, err)
		}
	})
}

func TestAChangeThatFailsWritesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		broken := errors.New("broken")
		err := s.Change(ctx, plan.Slug, func(tx commitments.Tx) error {
			p := *plan
			p.Title = "Another title"
			if err := tx.SavePlan(ctx, &p); err != nil {
				return err
			}
			if err := tx.SaveMember(ctx, filled[people.Member](t, 1)); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatalf("change: got %v, want the error as it is", err)
		}
		stored, err := s.PlanBySlug(ctx, plan.Slug)
		if err != nil || stored.Title != plan.Title {
			t.Errorf("title: got %q, %v, want %q", stored.Title, err, plan.Title)
		}
		if _, err := s.MembersByKey(ctx, []string{filled[people.Member](t, 1).Key}); err != nil {
			t.Error(err)
		}
	})
}

func TestWhoeverWasOvertakenIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		register(t, s, plan, "Second", "")
		var c commitments.Commitment
		var entry commitments.Entry
		var tail commitments.Tail
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			var err error
			if c, err = tx.Commitment(ctx, plan.ID, "C-1"); err != nil {
				return err
			}
			entries, err := tx.Entries(ctx, c.ID)
			if err != nil {
				return err
			}
			entry = entries[0]
			tail, err = tx.Tail(ctx, plan.ID)
			return err
		})
		for what, spoil := range map[string]func(e *commitments.Entry, c *commitments.Commitment, tail *commitments.Tail){
			"version":  func(e *commitments.Entry, c *commitments.Commitment, _ *commitments.Tail) { c.Version++; e.Seq++ },
			"seq":      func(e *commitments.Entry, _ *commitments.Commitment, _ *commitments.Tail) { e.Seq-- },
			"position": func(e *commitments.Entry, _ *commitments.Commitment, _ *commitments.Tail) { e.Position-- },
			"tail":     func(_ *commitments.Entry, _ *commitments.Commitment, tail *commitments.Tail) { tail.Position++ },
			"nothing":  func(*commitments.Entry, *commitments.Commitment, *commitments.Tail) {},
		} {
			e, c, tail := entry, c, tail
			e.ID, e.Seq, e.Position = filled[commitments.Entry](t, 1).ID, 2, tail.Position+1
			c.Version, tail.Position = 2, tail.Position+1
			spoil(&e, &c, &tail)
			rollBack := errors.New("roll back")
			err := s.Change(ctx, plan.Slug, func(tx commitments.Tx) error {
				if _, err := tx.Commitment(ctx, plan.ID, c.Ref); err != nil {
					return err
				}
				if err := tx.Append(ctx, []commitments.Entry{e}, c, tail); err != nil {
					return err
				}
				return rollBack
			})
			if what == "nothing" && !errors.Is(err, rollBack) || what != "nothing" && !errors.Is(err, commitments.ErrConflict) {
				t.Errorf("%s is taken: got %v, want ErrConflict", what, err)
			}
		}
	})
}

func TestRecentEntriesOfAMemberAreTheLatestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := small(t, s)
		register(t, s, plan, "First", "")
		clock := noon()
		service := commitments.NewService(s, func() time.Time { clock = clock.Add(time.Second); return clock })
		for i := range 450 { // more than two pages of the journal
			c := commitments.Log{Plan: plan.Slug, Ref: "C-1", Note: fmt.Sprint(i)}
			if _, err := service.Do(t.Context(), focalPoint("org-1"), c); err != nil {
				t.Fatal(err)
			}
		}
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			since := noon().Add(20 * time.Second)
			mine, err := tx.RecentBy(t.Context(), plan.ID, focalPoint("org-1").Actor.Member.Key, since)
			if err != nil || len(mine) != 431 || mine[0].Note != "449" || mine[430].RecordedAt != since {
				t.Errorf("recent: got %d, %v", len(mine), err)
			}
			none, err := tx.RecentBy(t.Context(), plan.ID, "m-somebody else", since)
			if err != nil || len(none) != 0 {
				t.Errorf("recent of another: got %d, %v", len(none), err)
			}
			return nil
		})
		for _, seconds := range []int{-1, 0, 1, 7, 450, 451, 1000} {
			head, err := s.HeadBefore(t.Context(), plan.ID, noon().Add(time.Duration(seconds)*time.Second+time.Millisecond))
			if want := int64(min(max(seconds+1, 0), 451)); err != nil || head.Position != want {
				t.Errorf("head after %d s: got %d, %v, want %d", seconds, head.Position, err, want)
			}
		}
	})
}
