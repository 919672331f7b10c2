package bundle_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestASecondImportSaysOfEverythingThatItIsThereAlready(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	before := take(t, s, bundle.ExportOptions{Complete: true})
	counts := map[string]int{}
	for _, e := range bring(t, s, fixture(t)).Errors {
		list, _, _ := strings.Cut(e.Path, "[")
		counts[list+" "+e.Problem.Key]++
	}
	want := map[string]int{
		"organisations bundle.in_store": 9, "members bundle.in_store": 12, "endorsements bundle.endorsed_twice": 9,
		"commitments bundle.in_store": 26, "entries bundle.before_store": 82, "entries bundle.position_taken": 83,
		"entries bundle.position_against_time": 0, "entries bundle.digest_wrong": 0,
	}
	for key, n := range want {
		if counts[key] != n {
			t.Errorf("%s: got %d, want %d", key, counts[key], n)
		}
	}
	if diff := cmp.Diff(before, take(t, s, bundle.ExportOptions{Complete: true})); diff != "" {
		t.Errorf("the refused import changed the store:\n%s", diff)
	}
}

func TestAPlanThatIsInUseMustBeTheSame(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	next := func(change func(plan object)) string {
		return edited(t, func(b object) {
			for name := range b {
				if name != "format" && name != "format_version" && name != "plan" {
					delete(b, name)
				}
			}
			change(b["plan"].(object))
		})
	}
	if got := bring(t, s, next(func(object) {})); got.Total != 0 || got.NewPlan || len(got.TookOver) != 0 {
		t.Fatalf("the same plan: got %+v", got)
	}
	for _, c := range []struct {
		name   string
		change func(plan object)
		want   []string
	}{
		{"another zone", func(p object) { p["time_zone"] = "UTC" }, []string{"plan.time_zone bundle.plan_differs"}},
		{"another cutoff", func(p object) { p["cutoff_days"] = 7 }, []string{"plan.cutoff_days bundle.plan_differs"}},
		{"a step in another theme", func(p object) { list(p, "steps")[0]["theme"] = "awareness" }, []string{"plan.steps[0].theme bundle.plan_differs"}},
		{"a step that asks for action", func(p object) { list(p, "steps")[11]["actionable"] = true }, []string{"plan.steps[11].actionable bundle.plan_differs"}},
		{"a step that is not retired", func(p object) { delete(list(p, "steps")[25], "retired_on") }, []string{"plan.steps[25].retired_on bundle.plan_differs"}},
		{"a step more", func(p object) { p["steps"] = append(p["steps"].([]any), object{"code": "40"}) }, []string{"plan.steps[34].code bundle.plan_step_added"}},
		{"a step less", func(p object) { p["steps"] = p["steps"].([]any)[:33] }, []string{"plan.steps bundle.plan_step_missing"}},
		{"a theme more", func(p object) { p["themes"] = append(p["themes"].([]any), object{"key": "more"}) }, []string{"plan.themes[8].key bundle.plan_theme_added"}},
		{"other titles", func(p object) { p["title"] = "Other words" }, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, said(bring(t, s, next(c.change)).Errors)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestThePlanOfAFreshStoreMustHaveTheSameSteps(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	keepBuiltIn(t, s)
	got := bring(t, s, edited(t, func(b object) { list(b["plan"].(object), "steps")[11]["actionable"] = true }))
	if diff := cmp.Diff([]string{"plan.steps[11].actionable bundle.plan_differs"}, said(got.Errors)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestAWorldOfManyCommitmentsComesThroughUnchanged(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	storetest.World{Organisations: 20, Commitments: 400}.Fill(t, s)
	for _, o := range []bundle.ExportOptions{{Complete: true}, {Complete: true, NDJSON: true}} {
		first := take(t, s, o)
		other := sqlite(t)
		if got := bring(t, other, first); got.Total != 0 || got.Commitments != 400 {
			t.Fatalf("Import: got %d errors, %v", got.Total, got.Errors[:min(5, len(got.Errors))])
		}
		if take(t, other, o) != first {
			t.Errorf("the second export differs")
		}
	}
}
