package store_test

import (
	"errors"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestABulkThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan, err := storetest.BuiltIn("hres-2018")
		if err != nil {
			t.Fatal(err)
		}
		broken := errors.New("the file was cut short")
		err = s.Bulk(ctx, plan.Slug, func(tx bundle.BulkTx) error {
			organisation := filled[people.Organisation](t, 1)
			if err := tx.SavePlan(ctx, plan); err != nil {
				return err
			}
			if err := tx.AddOrganisations(ctx, []people.Organisation{organisation}); err != nil {
				return err
			}
			endorsement := people.Endorsement{ID: filledID(), CreatedAt: noon(), PlanID: plan.ID, Organisation: organisation.Handle, EndorsedOn: "2026-01-01"}
			if err := tx.AddEndorsements(ctx, []people.Endorsement{endorsement}); err != nil {
				return err
			}
			if holds, err := tx.HoldsAny(ctx, plan.ID); err != nil || !holds {
				t.Errorf("holds any: got %v, %v", holds, err)
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatalf("bulk: got %v, want the error as it is", err)
		}
		if _, err := s.PlanBySlug(ctx, plan.Slug); !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("plan: got %v, want ErrNotFound", err)
		}
		if all, err := s.Organisations(ctx); err != nil || len(all) != 0 {
			t.Errorf("organisations: got %d, %v, want none", len(all), err)
		}
	})
}

func TestABulkTakesUpWhereTheJournalEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		tail, err := s.Head(ctx, plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		late := tail
		late.Position += 5
		move := func(tail commitments.Tail) error {
			return s.Bulk(ctx, plan.Slug, func(tx bundle.BulkTx) error { return tx.MoveTail(ctx, tail) })
		}
		if err := move(late); err != nil {
			t.Fatal(err)
		}
		same(t, "tail", late, func() (commitments.Tail, error) { return s.Head(ctx, plan.ID) })
	})
}

// What bulk writes and what single commands write is found alike: same links, same index.
func TestBulkAndCommandsWriteTheSame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "Voter training", "a note about observers")
		do(t, s, commitments.Edit{Plan: plan.Slug, Ref: "C-1", Title: new("Judges"), Steps: &[]string{actionable(plan, 5)}})
		all := everything(t, s, plan)
		entries, err := s.JournalFrom(ctx, plan.ID, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		other := storetest.SQLite(t).Open(t)
		copied := copyOf(t, other, plan, all, entries)
		for what, f := range map[string]commitments.Filter{
			"by step": {Steps: []string{actionable(plan, 5)}}, "by former step": {Steps: []string{actionable(plan, 0)}},
			"by title": {Text: "judges"}, "by former title": {Text: "training"}, "by note": {Text: "observ"},
			"by lead": {Organisation: "org-1"}, "by another": {Organisation: "org-0"},
		} {
			f.Plan, f.Reader = plan.ID, access.Room(access.ToConveners)
			want, _ := pages(t, s, f)
			f.Plan = copied.ID
			got, _ := pages(t, other, f)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-commands +bulk):\n%s", what, diff)
			}
		}
	})
}

func copyOf(t *testing.T, s *store.Store, plan *plans.Plan, all []commitments.Commitment, entries []commitments.Entry) *plans.Plan {
	t.Helper()
	err := s.Bulk(t.Context(), plan.Slug, func(tx bundle.BulkTx) error {
		if err := tx.SavePlan(t.Context(), plan); err != nil {
			return err
		}
		organisations := []people.Organisation{{ID: filledID(), Handle: "org-0"}, {ID: filledID(), Handle: "org-1"}}
		if err := tx.AddOrganisations(t.Context(), organisations); err != nil {
			return err
		}
		return tx.AddCommitments(t.Context(), all, entries)
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
