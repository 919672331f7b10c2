package store_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	gocmp "github.com/google/go-cmp/cmp"
)

// readers are everybody who may look at a world.
func readers() map[string]access.Reader {
	return map[string]access.Reader{
		"the public": {}, "an endorser": {Audience: access.ToEndorsers, Organisations: []string{"org-3"}},
		"a lapsed endorser":   {Audience: access.ToPublic, Organisations: []string{"org-3", "org-4"}},
		"a convener":          {Audience: access.ToConveners, Attributed: true},
		"the conveners' room": access.Room(access.ToConveners),
	}
}

func filters(plan *plans.Plan) map[string]commitments.Filter {
	a, b := actionable(plan, 0), actionable(plan, 9)
	return map[string]commitments.Filter{
		"everything":         {},
		"a step":             {Steps: []string{a}},
		"a step, overdue":    {Steps: []string{a}, OverdueOn: "2026-10-01"},
		"a step, open":       {Steps: []string{b}, Open: true, Order: commitments.ByDue},
		"two steps":          {Steps: []string{a, b}, Order: commitments.ByNews},
		"a theme":            {Theme: plan.Themes[1].Key, Statuses: []commitments.Status{commitments.Completed, commitments.Withdrawn}},
		"an organisation":    {Organisation: "org-3", Order: commitments.ByNewest},
		"another one's":      {Organisation: "org-5", Open: true},
		"a country":          {Country: "KE"},
		"a country, a step":  {Country: "FR", Steps: []string{a}},
		"due in a span":      {DueFrom: "2025-01-01", DueTo: "2025-12-31", Order: commitments.ByDue},
		"overdue":            {OverdueOn: "2026-06-01", Order: commitments.ByDue},
		"stale":              {StaleOn: "2026-10-01", Order: commitments.ByNews},
		"the newest news":    {Order: commitments.ByNewest, Open: true},
		"a step nobody has":  {Steps: []string{"no such step"}},
		"a country's wild %": {Country: "%"},
	}
}

func TestWhatIsFoundIsWhatTheReaderMaySeeAndNothingElse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 400}.Fill(t, s)
		all := everything(t, s, plan)
		for who, reader := range readers() {
			for what, filter := range filters(plan) {
				filter.Plan, filter.Reader, filter.Limit = plan.ID, reader, 7
				want := wanted(plan, all, filter)
				got, total := pages(t, s, filter)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("%s for %s (-want +got):\n%s", what, who, diff)
				}
				if total != len(want) {
					t.Errorf("%s for %s: total %d, want %d", what, who, total, len(want))
				}
			}
		}
	})
}

func everything(t *testing.T, s *store.Store, plan *plans.Plan) []commitments.Commitment {
	t.Helper()
	var all []commitments.Commitment
	err := s.Snapshot(t.Context(), func(source bundle.Source) error {
		return source.EachCommitment(t.Context(), plan.ID, func(c *commitments.Commitment, _ []commitments.Entry) error {
			all = append(all, *c)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// pages reads all pages of a list and makes them one.
func pages(t *testing.T, s *store.Store, f commitments.Filter) (found []string, total int) {
	t.Helper()
	for {
		page, err := s.Find(t.Context(), f)
		if err != nil {
			t.Fatalf("find: %v", err)
		}
		for _, c := range page.Commitments {
			found = append(found, shown(c))
		}
		if page.Next == "" {
			return found, page.Total
		}
		f.After = page.Next
	}
}

func shown(c commitments.Commitment) string {
	return fmt.Sprintf("%s %s %v %v %s", c.Ref, c.Lead, c.Partners, c.Countries, c.Contact)
}

// wanted is the filter in plain Go, over everything there is.
func wanted(plan *plans.Plan, all []commitments.Commitment, f commitments.Filter) []string {
	var kept []commitments.Commitment
	for _, c := range all {
		sight := access.See(f.Reader, c.Visibility, c.Organisations())
		if sight == access.Hidden || !matches(plan, c, f, sight == access.Whole) {
			continue
		}
		if sight == access.Unattributed {
			c.Lead, c.Partners, c.Countries, c.Contact = "", nil, nil, ""
		}
		kept = append(kept, c)
	}
	slices.SortFunc(kept, func(a, b commitments.Commitment) int {
		switch f.Order {
		case commitments.ByDue:
			return cmp.Or(cmp.Compare(orLast(a.DueOn), orLast(b.DueOn)), cmp.Compare(a.Number, b.Number))
		case commitments.ByNews:
			return cmp.Or(cmp.Compare(a.LastNewsOn, b.LastNewsOn), cmp.Compare(a.Number, b.Number))
		case commitments.ByNewest:
			return -cmp.Or(cmp.Compare(a.LastNewsOn, b.LastNewsOn), cmp.Compare(a.Number, b.Number))
		}
		return cmp.Compare(a.Number, b.Number)
	})
	var refs []string
	for _, c := range kept {
		refs = append(refs, shown(c))
	}
	return refs
}

func orLast(d civil.Date) civil.Date { return cmp.Or(d, "9999-12-31") }

func matches(plan *plans.Plan, c commitments.Commitment, f commitments.Filter, whole bool) bool {
	onStep := func(code string) bool { return slices.Contains(f.Steps, code) }
	inTheme := func(code string) bool { step, _ := plan.Step(code); return step.Theme == f.Theme }
	return (len(f.Steps) == 0 || slices.ContainsFunc(c.Steps, onStep)) &&
		(f.Theme == "" || slices.ContainsFunc(c.Steps, inTheme)) &&
		(f.Organisation == "" || whole && slices.Contains(c.Organisations(), f.Organisation)) &&
		(f.Country == "" || whole && slices.Contains(c.Countries, f.Country)) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, c.Status)) &&
		(!f.Open || c.Status.Open()) &&
		(f.DueFrom == "" || c.DueOn >= f.DueFrom) && (f.DueTo == "" || c.DueOn <= f.DueTo) &&
		(f.OverdueOn == "" || c.Overdue(f.OverdueOn)) && (f.StaleOn == "" || c.Stale(f.StaleOn))
}

func TestStepsAreCountedAsFarAsTheReaderMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 12, Commitments: 400}.Fill(t, s)
		all := everything(t, s, plan)
		for who, reader := range readers() {
			want := map[string]commitments.StepCount{}
			for _, c := range all {
				if access.See(reader, c.Visibility, c.Organisations()) == access.Hidden {
					continue
				}
				for _, code := range c.Steps {
					count := want[code]
					if c.Status != commitments.Withdrawn {
						count.Live++
					}
					if c.Status.Open() {
						count.Open++
					}
					want[code] = count
				}
			}
			same(t, "counts for "+who, want, func() (map[string]commitments.StepCount, error) {
				return s.StepCounts(t.Context(), plan.ID, reader)
			})
		}
	})
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan := storetest.World{Organisations: 2, Commitments: 20}.Fill(t, s)
		page, err := s.Find(t.Context(), commitments.Filter{Plan: plan.ID, Reader: access.Room(access.ToConveners), Limit: 5})
		if err != nil || page.Next == "" {
			t.Fatalf("find: got %q, %v", page.Next, err)
		}
		for _, f := range []commitments.Filter{
			{After: page.Next, Order: commitments.ByDue}, {After: "no cursor"}, {After: "e30\x00"}, {After: strings.Repeat("x", 1<<20)},
		} {
			if _, err := s.Find(t.Context(), f); !errors.Is(err, store.ErrCursor) && !errors.Is(err, store.ErrText) {
				t.Errorf("find after %.20q by %q: got %v, want ErrCursor", f.After, f.Order, err)
			}
		}
	})
}

func TestACommitmentIsShownAsFarAsTheReaderMaySeeIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		plan := storetest.World{Organisations: 12, Commitments: 120}.Fill(t, s)
		for _, c := range everything(t, s, plan) {
			for who, reader := range readers() {
				sight := access.See(reader, c.Visibility, c.Organisations())
				got, err := s.Commitment(ctx, plan.ID, c.Ref, reader)
				entries, entriesErr := s.Entries(ctx, plan.ID, c.Ref, reader)
				if sight == access.Hidden {
					if !errors.Is(err, commitments.ErrNotFound) || !errors.Is(entriesErr, commitments.ErrNotFound) {
						t.Errorf("%s for %s: got %v, %v, want ErrNotFound", c.Ref, who, err, entriesErr)
					}
					continue
				}
				if err != nil || entriesErr != nil || len(entries) != c.Version {
					t.Fatalf("%s for %s: got %d entries, %v, %v", c.Ref, who, len(entries), err, entriesErr)
				}
				if attributed := got.Lead != ""; attributed != (sight == access.Whole) {
					t.Errorf("%s for %s: lead %q", c.Ref, who, got.Lead)
				}
				mustHide(t, entries, sight)
			}
		}
		_, err := s.Commitment(context.WithoutCancel(ctx), plan.ID, "C-012", access.Reader{})
		if !errors.Is(err, commitments.ErrNotFound) {
			t.Errorf("C-012: got %v, want ErrNotFound", err)
		}
	})
}

func mustHide(t *testing.T, entries []commitments.Entry, sight access.Sight) {
	t.Helper()
	for _, e := range entries {
		if e.Salt != "" || e.Cause != "" {
			t.Errorf("entry %d of %s shows its salt or cause", e.Seq, e.Commitment)
		}
		if sight == access.Whole {
			continue
		}
		_, lead := e.Changes[commitments.FieldLead]
		_, countries := e.Changes[commitments.FieldCountries]
		if e.Member != "" || e.Source != "" || len(e.Evidence) > 0 || lead || countries {
			t.Errorf("entry %d of %s says whose it is: %+v", e.Seq, e.Commitment, e)
		}
	}
}
