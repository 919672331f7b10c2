package render

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
)

// fixture is the worked example: its figures of a period for the public, and the names beside them.
type fixture struct {
	figures []byte
	names   *reports.Names
}

func readFixture(t testing.TB, name string) fixture {
	t.Helper()
	var expected struct {
		Reports []struct {
			Name    string
			Figures json.RawMessage
		}
	}
	decode(t, "report-fixture.expected.json", &expected)
	for _, r := range expected.Reports {
		if r.Name == name {
			document, err := reports.Parse(r.Figures)
			if err != nil {
				t.Fatal(err)
			}
			return fixture{document.JSON(), readNames(t, document.Cutoff)}
		}
	}
	t.Fatalf("the worked example has no report %s", name)
	return fixture{}
}

func readNames(t testing.TB, cutoff time.Time) *reports.Names {
	t.Helper()
	var bundle struct {
		Plan struct {
			TimeZone string `json:"time_zone"`
		}
		Organisations []people.Organisation
		Commitments   []struct{ Ref, Title string }
		Entries       []struct {
			Position   int64
			Digest     string
			RecordedAt time.Time `json:"recorded_at"`
		}
	}
	decode(t, "report-fixture.json", &bundle)
	names := &reports.Names{Plan: builtIn(t), Organisations: map[string]people.Organisation{}, Commitments: map[string]reports.Caption{}}
	names.Plan.TimeZone = bundle.Plan.TimeZone
	for _, o := range bundle.Organisations {
		names.Organisations[o.Handle] = o
	}
	for _, c := range bundle.Commitments {
		names.Commitments[c.Ref] = reports.Caption{Title: c.Title}
	}
	for _, e := range bundle.Entries {
		if e.RecordedAt.Before(cutoff) && e.Position > names.Head.Position {
			names.Head = commitments.Tail{Position: e.Position, Digest: e.Digest}
		}
	}
	return names
}

// builtIn is the plan of the worked example, with its titles in all languages.
func builtIn(t testing.TB) *plans.Plan {
	t.Helper()
	all, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Slug == "hres-2018" {
			return p
		}
	}
	t.Fatal("the plan hres-2018 is not built in")
	return nil
}

func decode(t testing.TB, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.WhenMissing(func(language, key string) { t.Errorf("%s of %s cannot be said", key, language) })
}

// secondQuarter is the published report of the worked example in a language.
func secondQuarter(t testing.TB, language string) *Report {
	t.Helper()
	f := readFixture(t, "2026-Q2")
	document, err := reports.Parse(f.figures)
	if err != nil {
		t.Fatal(err)
	}
	return &Report{
		Document: document, Figures: f.figures, Names: f.names, Printer: catalogue(t).Printer(language),
		Publication: &Publication{ID: "0198c2a4-6f00-7c3e-9a51-7b1d6c0f2e10", At: time.Date(2026, 7, 16, 9, 30, 0, 0, time.UTC)},
	}
}

func rendered(t testing.TB, format string, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Render(t.Context(), format, r, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
