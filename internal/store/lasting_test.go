package store_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestWhatIsRememberedOfASearchEndsWithTheNextEntry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 60}.Fill(t, s)
		filter := commitments.Filter{Plan: plan.ID, Steps: []string{actionable(plan, 0)}, Limit: 5}
		before := found(t, s, filter)
		if again := found(t, s, filter); again.Total != before.Total || len(again.Commitments) != len(before.Commitments) {
			t.Errorf("again: got %d of %d, want %d of %d", len(again.Commitments), again.Total, len(before.Commitments), before.Total)
		}
		again := found(t, s, filter)
		again.Commitments[0].Title = "changed by whoever was given it"
		if got := found(t, s, filter).Commitments[0].Title; got != before.Commitments[0].Title {
			t.Errorf("after a caller changed its own copy: got %q", got)
		}
		do(t, s, commitments.Register{
			Plan: plan.Slug, Title: "One more", Steps: []string{actionable(plan, 0)}, Lead: "org-1", Visibility: access.VisiblePublic,
		})
		if after := found(t, s, filter); after.Total != before.Total+1 {
			t.Errorf("after one more: got %d, want %d", after.Total, before.Total+1)
		}
	})
}

func TestWhatIsRememberedForOneReaderIsNotShownToAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 200}.Fill(t, s)
		totals := map[int]string{}
		for who, reader := range readers() {
			page := found(t, s, commitments.Filter{Plan: plan.ID, Reader: reader})
			if who == "the public" || who == "an endorser" || who == "a convener" {
				if other, known := totals[page.Total]; known {
					t.Errorf("%s and %s are both told of %d", who, other, page.Total)
				}
				totals[page.Total] = who
			}
		}
	})
}

func TestAnotherEditionOfThePlanEndsWhatIsRemembered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 60}.Fill(t, s)
		from, to := plan.Themes[0].Key, plan.Themes[1].Key
		before := found(t, s, commitments.Filter{Plan: plan.ID, Theme: to})
		next := *plan
		next.Edition, next.Steps = plan.Edition+"b", append([]plans.Step{}, plan.Steps...)
		moved := 0
		for i := range next.Steps {
			if next.Steps[i].Theme == from {
				next.Steps[i].Theme = to
				moved++
			}
		}
		if moved == 0 {
			t.Fatal("no step has moved")
		}
		operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
		if _, err := commitments.NewService(s, noon).Do(t.Context(), operator, commitments.ImportPlan{Document: &next}); err != nil {
			t.Fatal(err)
		}
		if after := found(t, s, commitments.Filter{Plan: plan.ID, Theme: to}); after.Total <= before.Total {
			t.Errorf("a theme with more steps: got %d, had %d", after.Total, before.Total)
		}
	})
}

func found(t *testing.T, s *store.Store, filter commitments.Filter) commitments.Page {
	t.Helper()
	page, err := s.Find(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return page
}
