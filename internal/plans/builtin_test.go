package plans_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/go-cmp/cmp"
)

func builtIn(t *testing.T) []*plans.Plan {
	t.Helper()
	all, err := plans.BuiltIn()
	if err != nil {
		t.Fatalf("BuiltIn:\n%v", err)
	}
	return all
}

func TestTheBuiltInPlansLoadWithTheDefaultPlanFirst(t *testing.T) {
	t.Parallel()
	all := builtIn(t)
	got := []string{}
	for _, p := range all {
		got = append(got, p.Slug+" "+string(p.Standing)+" "+p.TimeZone)
	}
	want := []string{plans.DefaultSlug + " plan UTC", "digital-2025 recommendations UTC"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(all[0].Steps) != 34 || len(all[1].Steps) != 18 {
		t.Errorf("steps: got %d and %d, want 34 and 18", len(all[0].Steps), len(all[1].Steps))
	}
}

// The bundle of the worked example is about hres-2018 as well. There, the conveners retired step 35 and chose another
// time zone; everything else of its plan is what the document says.
func TestTheDefaultPlanAgreesWithTheBundleOfTheWorkedExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/bundle-plan.json")
	if err != nil {
		t.Fatal(err)
	}
	var want bundlePlan
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	p := builtIn(t)[0]
	got := bundlePlan{Slug: p.Slug, Title: p.Title, Edition: p.Edition, Language: p.Language, ReportingPeriod: p.ReportingPeriod, CutoffDays: p.CutoffDays}
	for _, th := range p.Themes {
		got.Themes = append(got.Themes, bundleTheme{th.Key, th.Position, th.Title})
	}
	for _, s := range p.Steps {
		got.Steps = append(got.Steps, bundleStep{s.Code, s.Parent, s.Theme, s.Position, s.Title, s.Cadence, s.Actionable})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

type bundlePlan struct {
	Slug            string        `json:"slug"`
	Title           string        `json:"title"`
	Edition         string        `json:"edition"`
	Language        string        `json:"language"`
	ReportingPeriod string        `json:"reporting_period"`
	CutoffDays      int           `json:"cutoff_days"`
	Themes          []bundleTheme `json:"themes"`
	Steps           []bundleStep  `json:"steps"`
}

type bundleTheme struct {
	Key      string `json:"key"`
	Position int    `json:"position"`
	Title    string `json:"title"`
}

type bundleStep struct {
	Code       string        `json:"code"`
	Parent     string        `json:"parent"`
	Theme      string        `json:"theme"`
	Position   int           `json:"position"`
	Title      string        `json:"title"`
	Cadence    plans.Cadence `json:"cadence"`
	Actionable bool          `json:"actionable"`
}

func TestEverythingInTheBuiltInPlansIsTranslated(t *testing.T) {
	t.Parallel()
	for _, p := range builtIn(t) {
		for _, tag := range []string{"fr", "es", "ar"} {
			if x := p.Translations[tag]; x.Title == "" || x.Note == "" {
				t.Errorf("%s: the plan has no title or note in %s", p.Slug, tag)
			}
			for _, th := range p.Themes {
				if th.Translations[tag].Title == "" {
					t.Errorf("%s: theme %s has no title in %s", p.Slug, th.Key, tag)
				}
			}
			for _, s := range p.Steps {
				x := s.Translations[tag]
				if x.Title == "" || x.Summary == "" || len(x.Aliases) < 3 || len(x.Keywords) < 3 {
					t.Errorf("%s: step %s lacks a text in %s", p.Slug, s.Code, tag)
				}
			}
		}
	}
}

// Load refuses a phrase that names two steps in one language. In the built-in plans it names one step in all four
// together, so that nobody has to know which language was heard.
func TestABuiltInAliasNamesOneStepInAllLanguages(t *testing.T) {
	t.Parallel()
	for _, p := range builtIn(t) {
		owner := map[string]string{}
		hear := func(code string, aliases []string) {
			for _, a := range aliases {
				said := plans.Phrase(a)
				if other, taken := owner[said]; taken && other != code {
					t.Errorf("%s: %q names %s and %s", p.Slug, a, other, code)
				}
				owner[said] = code
			}
		}
		for _, s := range p.Steps {
			hear(s.Code, s.Aliases)
			for _, text := range s.Translations {
				hear(s.Code, text.Aliases)
			}
		}
	}
}

func TestOrderChildrenAndWhatIsActionableOnADay(t *testing.T) {
	t.Parallel()
	p := builtIn(t)[0]
	codes := []string{"100", "39a", "9", "27b", "29", "27", "9a"}
	slices.SortFunc(codes, p.CodeKey().Compare)
	if diff := cmp.Diff([]string{"27", "27b", "29", "39a", "9", "9a", "100"}, codes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"29a", "29b", "29c", "29d"}, codesOf(p.Children("29"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"34", "35"}, codesOf(p.Of("tools-training"))); diff != "" {
		t.Error(diff)
	}
	s, _ := p.Step("35")
	s.RetiredOn = "2026-07-20"
	s, _ = p.Step("22")
	s.AddedOn = "2026-07-01"
	for _, c := range []struct {
		day                 civil.Date
		current, actionable int
	}{
		{"2026-06-30", 33, 30}, {"2026-07-01", 34, 31}, {"2026-07-19", 34, 31}, {"2026-07-20", 33, 30},
	} {
		if got := len(p.Current(c.day)); got != c.current {
			t.Errorf("Current(%s): got %d steps, want %d", c.day, got, c.current)
		}
		if got := len(p.Actionable(c.day)); got != c.actionable {
			t.Errorf("Actionable(%s): got %d steps, want %d", c.day, got, c.actionable)
		}
	}
}

func codesOf(steps []*plans.Step) []string {
	var codes []string
	for _, s := range steps {
		codes = append(codes, s.Code)
	}
	return codes
}
