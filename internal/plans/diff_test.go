package plans_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func loadFile(t *testing.T, name string) *plans.Plan {
	t.Helper()
	p, err := plans.LoadFS(os.DirFS("testdata/editions"), name)
	if err != nil {
		t.Fatalf("%s:\n%v", name, err)
	}
	return p
}

// stored is the first edition as it lies in a store: every step has an id.
func stored(t *testing.T) *plans.Plan {
	t.Helper()
	p := loadFile(t, "first.yaml")
	p.ID = uuid.MustParse("01900000-0000-7000-8000-000000000000")
	for i := range p.Steps {
		p.Steps[i].ID = idOf(i)
	}
	return p
}

func idOf(i int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("01900000-0000-7000-8000-%012d", i+1))
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func TestADifferenceNamesWhatIsAddedRenamedMovedChangedAndRetired(t *testing.T) {
	t.Parallel()
	goldentest.Same(t, "testdata/editions/difference.json", asJSON(t, plans.Diff(stored(t), loadFile(t, "second.yaml"))))
}

func TestImportingAnEditionKeepsStepsAndRetiresThem(t *testing.T) {
	t.Parallel()
	before := asJSON(t, stored(t))
	old, edition := stored(t), loadFile(t, "second.yaml")
	held := func(code string) bool { return code == "5" }
	merged, difference, err := plans.Apply(old, edition, held, "2027-02-10")
	if err != nil {
		t.Fatal(err)
	}
	goldentest.Same(t, "testdata/editions/import.json", asJSON(t, difference))
	type row struct {
		Code, Was      string
		ID             int
		Added, Retired civil.Date
	}
	var got []row
	for i, s := range merged.Steps {
		id := 0
		for n := range old.Steps {
			if s.ID == idOf(n) {
				id = n + 1
			}
		}
		got = append(got, row{s.Code, strings.Join(s.Was, " "), id, s.AddedOn, s.RetiredOn})
		if s.Position != i+1 {
			t.Errorf("step %s: position %d, want %d", s.Code, s.Position, i+1)
		}
	}
	want := []row{
		{Code: "0", Added: "2027-02-10"},
		{Code: "1", ID: 1},
		{Code: "2", ID: 2},
		{Code: "6x", ID: 6, Retired: "2027-03-01"},
		{Code: "30", Was: "3", ID: 3},
		{Code: "4", ID: 4, Retired: "2027-02-10"}, // behind 3, as before
		{Code: "5", ID: 5, Retired: "2027-02-10"},
		{Code: "30a", Was: "3a", ID: 7},
		{Code: "8", ID: 8, Retired: "2026-11-11"},
		{Code: "9", ID: 9},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s, _ := merged.Step("5"); len(s.Aliases) != 1 || s.Aliases[0] != "kept phrase" {
		t.Errorf("a retired step keeps only the aliases that no other step has now: got %q", s.Aliases)
	}
	if _, ok := merged.Theme("old"); !ok {
		t.Error("the theme of a retired step is gone")
	}
	if after := asJSON(t, old); after != before {
		t.Errorf("Apply changed the stored plan:\n%s", cmp.Diff(before, after))
	}
	again, second, err := plans.Apply(merged, edition, held, "2027-02-11")
	if err != nil || !second.Empty() {
		t.Errorf("importing the same edition again: got %+v, %v", second, err)
	}
	if diff := cmp.Diff(merged, again); diff != "" {
		t.Error(diff)
	}
}

func TestACodeNeverNamesAnotherStep(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*plans.Plan){
		"a later step takes the code of an earlier one": func(p *plans.Plan) {
			p.Steps[0].Code, p.Steps[0].Was = "2", []string{"1"}
			p.Steps = slices.Delete(p.Steps, 1, 2)
		},
		"a code in another case":            func(p *plans.Plan) { p.Steps[2].Code, p.Steps[5].Code = "33", "3A" },
		"a former code of two editions ago": func(p *plans.Plan) { p.Steps[0].Code = "older" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, edition := stored(t), loadFile(t, "first.yaml")
			old.Steps[1].Was = []string{"older"}
			change(edition)
			_, _, err := plans.Apply(old, edition, func(string) bool { return false }, "2027-01-01")
			if !errors.Is(err, problem.Problem{Key: "plans.code_reused"}) {
				t.Errorf("Apply: got %v, want plans.code_reused", err)
			}
		})
	}
}

func TestAnEditionOfAnotherPlanIsRefused(t *testing.T) {
	t.Parallel()
	all := builtIn(t)
	_, _, err := plans.Apply(all[0], all[1], func(string) bool { return false }, "2027-01-01")
	if !errors.Is(err, problem.Problem{Key: "plans.other_plan"}) {
		t.Errorf("Apply: got %v, want plans.other_plan", err)
	}
}

// Figures of a period ask whether a step was retired before its end, so a retirement can be taken back only while no
// period that saw it has ended.
func TestARetiredStepComesBackOnlyWithinThePeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  civil.Date
		want bool
	}{
		{"2026-11-01", true}, {"2026-11-11", true}, {"2026-12-31", true}, {"2027-01-01", false}, {"2027-11-30", false},
	} {
		old, edition := stored(t), loadFile(t, "first.yaml")
		edition.Steps[7].RetiredOn = ""
		merged, d, err := plans.Apply(old, edition, func(string) bool { return false }, c.day)
		if !c.want {
			if !errors.Is(err, problem.Problem{Key: "plans.reinstated_late"}) {
				t.Errorf("on %s: got %v, want plans.reinstated_late", c.day, err)
			}
			continue
		}
		if err != nil || len(d.Reinstated) != 1 || !merged.Steps[7].RetiredOn.IsZero() {
			t.Errorf("on %s: got %+v, %v, want one step reinstated", c.day, d, err)
		}
	}
}

// Whatever an edition says, an import loses no step, changes no id and no past day, and is done the first time.
func TestAnyEditionKeepsWhatWasPublished(t *testing.T) {
	t.Parallel()
	base := stored(t)
	rapid.Check(t, func(rt *rapid.T) {
		edition := *base
		edition.Steps = nil
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(base.Steps)-1), 0, len(base.Steps), rapid.ID[int]).Draw(rt, "kept") {
			s := base.Steps[i]
			s.ID = uuid.Nil
			if s.RetiredOn.IsZero() {
				s.RetiredOn = rapid.SampledFrom([]civil.Date{"", "", "2026-01-01", "2027-05-05"}).Draw(rt, "retired")
			}
			if rapid.Bool().Draw(rt, "renumbered") {
				s.Code, s.Was = "n"+s.Code, []string{s.Code}
			}
			s.Position = len(edition.Steps) + 1
			edition.Steps = append(edition.Steps, s)
		}
		if rapid.Bool().Draw(rt, "new") {
			edition.Steps = append(edition.Steps, plans.Step{Code: "new", Theme: "law", Title: "New", Position: len(edition.Steps) + 1})
		}
		day := civil.Date("2027-02-10")
		merged, _, err := plans.Apply(base, &edition, func(string) bool { return true }, day)
		if err != nil {
			rt.Fatal(err)
		}
		checkKept(rt, base, merged, day)
		if _, d, err := plans.Apply(merged, &edition, func(string) bool { return true }, day); err != nil || !d.Empty() {
			rt.Fatalf("again: %+v, %v", d, err)
		}
	})
}

func checkKept(rt *rapid.T, base, merged *plans.Plan, day civil.Date) {
	seen := map[string]bool{}
	for i := range base.Steps {
		before := &base.Steps[i]
		after, ok := merged.Step(before.Code)
		if !ok || after.ID != before.ID || after.AddedOn != before.AddedOn {
			rt.Fatalf("step %s: got %+v", before.Code, after)
		}
		if after.RetiredOn != before.RetiredOn && after.RetiredOn < day {
			rt.Fatalf("step %s: retired on %s, before the import", before.Code, after.RetiredOn)
		}
	}
	for i, s := range merged.Steps {
		if seen[s.Code] || s.Position != i+1 {
			rt.Fatalf("step %s twice, or out of place: %d", s.Code, s.Position)
		}
		seen[s.Code] = true
	}
}
