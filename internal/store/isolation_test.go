package store_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// meanwhile is how long one side of a test waits for another that should be waiting for it.
const meanwhile = 300 * time.Millisecond

func TestTheLastUseOfAnInvitationIsUsedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		invitation := people.Invitation{
			ID: filledID(), CreatedAt: noon(), PlanID: plan.ID, Organisation: "org-1", Role: people.Contributor,
			CodeHash: "hash", ExpiresAt: noon().Add(time.Hour), UsesLeft: 1,
		}
		change(t, s, "", func(tx commitments.Tx) error { return tx.SaveInvitation(ctx, invitation) })
		usesLeft := make(chan int, 1)
		change(t, s, "", func(tx commitments.Tx) error {
			i, err := tx.InvitationByHash(ctx, "hash")
			if err != nil {
				return err
			}
			go func() {
				left := -1
				if err := s.Change(ctx, "", func(tx commitments.Tx) error {
					i, err := tx.InvitationByHash(ctx, "hash")
					left = i.UsesLeft
					return err
				}); err != nil {
					t.Errorf("the other: %v", err)
				}
				usesLeft <- left
			}()
			select {
			case left := <-usesLeft:
				t.Errorf("the other did not wait, and saw %d uses left", left)
				usesLeft <- left
			case <-time.After(meanwhile):
			}
			i.UsesLeft--
			return tx.SaveInvitation(ctx, i)
		})
		if left := <-usesLeft; left != 0 {
			t.Errorf("uses left after the last: got %d, want 0", left)
		}
	})
}

func TestChangesOfOnePlanWaitForEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		done := make(chan struct{})
		change(t, s, plan.Slug, func(commitments.Tx) error {
			go func() {
				defer close(done)
				if err := s.Change(ctx, plan.Slug, func(commitments.Tx) error { return nil }); err != nil {
					t.Errorf("the other: %v", err)
				}
			}()
			select {
			case <-done:
				t.Error("the other did not wait")
			case <-time.After(meanwhile):
			}
			return nil
		})
		<-done
	})
}

func TestASnapshotDoesNotSeeWhatIsWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		err := s.Snapshot(ctx, func(source bundle.Source) error {
			before, err := source.Tail(ctx, plan.ID)
			if err != nil {
				return err
			}
			register(t, s, plan, "Second", "")
			same(t, "tail", before, func() (commitments.Tail, error) { return source.Tail(ctx, plan.ID) })
			links, held := 0, 0
			if err := source.EachLink(ctx, plan.ID, func(*commitments.Entry) error { links++; return nil }); err != nil {
				return err
			}
			err = source.EachCommitment(ctx, plan.ID, func(*commitments.Commitment, []commitments.Entry) error { held++; return nil })
			if links != 1 || held != 1 {
				t.Errorf("in the snapshot: got %d entries of %d commitments, want one", links, held)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if tail, err := s.Head(ctx, plan.ID); err != nil || tail.Position != 2 {
			t.Errorf("after it: got %+v, %v, want position 2", tail, err)
		}
	})
}

func TestFiguresComeFromWhatWasRecordedBeforeTheCutoff(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := storetest.World{Organisations: 5, Commitments: 700}.Fill(t, s) // more than one page of entries
		all, err := s.JournalFrom(ctx, plan.ID, 0, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, cutoff := range []time.Time{all[0].RecordedAt, all[300].RecordedAt, all[len(all)/2].RecordedAt, noon().AddDate(5, 0, 0)} {
			want := map[string]int{}
			for _, e := range all {
				if e.RecordedAt.Before(cutoff) {
					want[e.Commitment]++
				}
			}
			got, last := map[string]int{}, 0
			err := s.EachJournal(ctx, plan.ID, cutoff, func(ref string, entries []commitments.Entry) error {
				got[ref] = len(entries)
				for i, e := range entries {
					if e.Seq != i+1 || e.Commitment != ref || e.Note != "" || e.Salt != "" {
						t.Errorf("%s: entry %d is %+v", ref, i+1, e)
					}
				}
				last = len(entries)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			same(t, "entries before "+cutoff.String(), want, func() (map[string]int, error) { return got, nil })
			if len(want) > 0 && last == 0 {
				t.Error("the last commitment has no entries")
			}
		}
	})
}
