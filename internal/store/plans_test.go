package store_test

import (
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestARenamedStepKeepsItsCommitments(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		old := actionable(plan, 0)
		renamed := *plan
		renamed.Steps = slices.Clone(plan.Steps)
		for i := range renamed.Steps {
			if renamed.Steps[i].Code == old {
				renamed.Steps[i].Code, renamed.Steps[i].Was = "new", []string{old}
			}
		}
		change(t, s, plan.Slug, func(tx commitments.Tx) error { return tx.SavePlan(ctx, &renamed) })
		do(t, s, commitments.Withdraw{Plan: plan.Slug, Ref: "C-1", Reason: "funding ended"})
		register(t, s, &renamed, "Second", "")
		for _, c := range []struct {
			code  string
			total int
		}{{"new", 2}, {old, 0}} {
			page, err := s.Find(ctx, commitments.Filter{Plan: plan.ID, Steps: []string{c.code}})
			if err != nil || page.Total != c.total || len(page.Commitments) != c.total {
				t.Errorf("find by %s: got %d, %v, want %d", c.code, page.Total, err, c.total)
			}
		}
		counts, err := s.StepCounts(ctx, plan.ID, access.Reader{})
		if err != nil || counts["new"] != (commitments.StepCount{Live: 1, Open: 1}) {
			t.Errorf("counts: got %v, %v", counts, err)
		}
		change(t, s, plan.Slug, func(tx commitments.Tx) error {
			same(t, "held", map[string]bool{"new": true}, func() (map[string]bool, error) { return tx.HeldSteps(ctx, plan.ID) })
			return nil
		})
	})
}

func TestAStepThatHoldsCommitmentsCannotBeDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := small(t, s)
		register(t, s, plan, "First", "")
		without := func(code string) error {
			p := *plan
			p.Steps = slices.DeleteFunc(slices.Clone(plan.Steps), func(step plans.Step) bool { return step.Code == code })
			return s.Change(ctx, plan.Slug, func(tx commitments.Tx) error { return tx.SavePlan(ctx, &p) })
		}
		if err := without(actionable(plan, 0)); err == nil {
			t.Error("the step of C-1 was deleted")
		}
		if err := without(actionable(plan, len(plan.Steps)-1)); err != nil {
			t.Errorf("delete a step without commitments: %v", err)
		}
		if stored, err := s.PlanBySlug(ctx, plan.Slug); err != nil || len(stored.Steps) != len(plan.Steps)-1 {
			t.Errorf("steps: got %d, %v, want %d", len(stored.Steps), err, len(plan.Steps)-1)
		}
	})
}

func TestOneStoreSeesThePlanThatAnotherHasChanged(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		ctx := t.Context()
		s, other := d.Open(t), d.Open(t)
		plan := small(t, s)
		if p, err := other.PlanBySlug(ctx, plan.Slug); err != nil || p.Title != plan.Title {
			t.Fatalf("plan: got %v, %v", p, err)
		}
		p := *plan
		p.Title = "Another title"
		change(t, s, plan.Slug, func(tx commitments.Tx) error { return tx.SavePlan(ctx, &p) })
		if p, err := other.PlanBySlug(ctx, plan.Slug); err != nil || p.Title != "Another title" {
			t.Errorf("plan: got %q, %v, want the new title", p.Title, err)
		}
	})
}
