package plans_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/go-cmp/cmp"
)

// Every bad document has a list of all its errors beside it: place, path, key and arguments.
func TestABadDocumentSaysEverythingThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no bad documents", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.Count(name, ".") > 1 {
			continue // an overlay
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := plans.LoadFS(os.DirFS("testdata/bad"), name)
			var all plans.Errors
			if p != nil || !errors.As(err, &all) {
				t.Fatalf("LoadFS: got %v and %v, want no plan and Errors", p, err)
			}
			goldentest.Same(t, strings.TrimSuffix(file, ".yaml")+".errors", all.Error()+"\n")
		})
	}
}

const small = `
id: small
title: "A small plan"
published: 2020-05-01
language: en
themes:
  - {id: law, title: "Law"}
steps:
  - {code: 27, theme: law, title: "One", cadence: continuing}
  - {code: "27a", parent: "27", theme: law, title: "Two", cadence: one_off, was: ["26", "25"], keywords: [öffnung, co-op]}
`

func TestWhatASmallDocumentLeavesOutHasADefault(t *testing.T) {
	t.Parallel()
	overlay := plans.File{Name: "small.ar.yaml", Text: []byte("plan: small\nlanguage: ar\ntitle: خطة\nsteps:\n  27a: {title: اثنان, aliases: [أ]}\n")}
	got, err := plans.Load(plans.File{Name: "small.yaml", Text: []byte(small)}, overlay)
	if err != nil {
		t.Fatal(err)
	}
	want := &plans.Plan{
		Slug: "small", Title: "A small plan", Edition: "2020-05-01", Published: "2020-05-01", Language: "en",
		Standing: plans.Endorsable, TimeZone: "UTC", ReportingPeriod: "quarter", CutoffDays: 14,
		Translations: map[string]plans.Text{"ar": {Title: "خطة"}},
		Themes:       []plans.Theme{{Key: "law", Position: 1, Title: "Law"}},
		Steps: []plans.Step{
			{Code: "27", Theme: "law", Position: 1, Title: "One", Cadence: plans.Continuing, Actionable: true},
			{
				Code: "27a", Was: []string{"26", "25"}, Parent: "27", Theme: "law", Position: 2, Title: "Two", Cadence: plans.OneOff,
				Actionable: true, Keywords: []string{"öffnung", "co-op"},
				Translations: map[string]plans.Text{"ar": {Title: "اثنان", Aliases: []string{"أ"}}},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s, ok := got.Step("25"); !ok || s.Code != "27a" {
		t.Errorf("Step by a former code: got %v", s)
	}
}

func TestATooLargeDocumentIsRefusedUnread(t *testing.T) {
	t.Parallel()
	endless := bytes.NewReader(bytes.Repeat([]byte("#"), plans.MaxSize+1000))
	file, err := plans.ReadFile("large.yaml", endless)
	if err != nil || endless.Len() != 999 {
		t.Fatalf("ReadFile: %v, %d bytes left, want 999", err, endless.Len())
	}
	if _, err := plans.Load(file); !errors.Is(err, problem.Problem{Key: "plans.too_large"}) {
		t.Errorf("Load: got %v, want plans.too_large", err)
	}
}

func TestADeepDocumentIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("[", 100_000), strings.Repeat("{a: ", 100_000), strings.Repeat("- ", 100_000)} {
		if _, err := plans.Load(plans.File{Text: []byte(text)}); err == nil {
			t.Errorf("Load of %.8s…: got no error", text)
		}
	}
}

// Without the limit, a list of a million items in the wrong place would be a million errors and half a minute.
func TestListsAndMappingsHaveALimit(t *testing.T) {
	t.Parallel()
	var fields strings.Builder
	for i := range 5001 {
		fmt.Fprintf(&fields, "  a%d: x\n", i)
	}
	for name, text := range map[string]string{
		"steps":            "steps: [" + strings.Repeat("a,", plans.MaxSize/2-10) + "]",
		"instrument_names": "instrument_names:\n" + fields.String(),
	} {
		var all plans.Errors
		if _, err := plans.Load(plans.File{Name: name, Text: []byte(text)}); !errors.As(err, &all) {
			t.Fatalf("%s: got %v, want Errors", name, err)
		}
		if !slices.ContainsFunc(all, func(e plans.PlaceError) bool { return e.Path == name && e.Problem.Key == "plans.too_many" }) || len(all) > 10 {
			t.Errorf("%s: got %d errors, want few, plans.too_many among them", name, len(all))
		}
	}
}

func TestOverlaysAreTheFilesNamedByALanguage(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"small.yaml":         {Data: []byte(small)},
		"small.fr.yaml":      {Data: []byte("plan: small\nlanguage: fr\ntitle: Un petit plan\n")},
		"small.draft.2.yaml": {Data: []byte("not: read")},
		"smaller.yaml":       {Data: []byte("not: read")},
		"small.es.txt":       {Data: []byte("not: read")},
	}
	p, err := plans.LoadFS(folder, "small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Translations["fr"].Title; got != "Un petit plan" {
		t.Errorf("French title: got %q", got)
	}
	if _, err := plans.LoadFS(folder, "none.yaml"); !errors.Is(err, problem.Problem{Key: "plans.no_file"}) {
		t.Errorf("LoadFS of a file that is not there: got %v", err)
	}
}

// Every key that this package names has a sentence in every language.
func TestEveryErrorHasASentence(t *testing.T) {
	t.Parallel()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"(plans\.[a-z0-9_]+)"`)
	used := 0
	for _, language := range i18n.Languages() {
		known := map[string]bool{}
		for _, k := range catalogue.Keys(language) {
			known[k] = true
		}
		for _, file := range sources {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range key.FindAllStringSubmatch(string(text), -1) {
				used++
				if !known[found[1]] {
					t.Errorf("%s: no sentence %s in %s", file, found[1], language)
				}
			}
		}
	}
	if used < 100 {
		t.Errorf("found only %d keys: is the pattern right?", used)
	}
}

func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.yaml", "builtin/digital*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text, []byte("plan: small\nlanguage: fr\nsteps: {\"27a\": {title: Deux}}\n"))
			f.Add([]byte(small), text)
		}
	}
	f.Add([]byte(small), []byte(""))
	f.Fuzz(func(t *testing.T, document, overlay []byte) {
		p, err := plans.Load(plans.File{Name: "a", Text: document}, plans.File{Name: "b", Text: overlay})
		if (p == nil) == (err == nil) {
			t.Fatalf("got %v and %v", p, err)
		}
		var all plans.Errors
		if err != nil && (!errors.As(err, &all) || len(all) == 0) {
			t.Fatalf("the error is no list: %v", err)
		}
		for _, e := range all {
			if e.Problem.Key == "" || e.Line < 0 || e.Column < 0 {
				t.Fatalf("an error without key or place: %+v", e)
			}
		}
		if p == nil {
			return
		}
		if d := plans.Diff(p, p); !d.Empty() {
			t.Fatalf("a plan differs from itself: %+v", d)
		}
		again, d, err := plans.Apply(p, p, func(string) bool { return false }, "2027-01-01")
		if err != nil || !d.Empty() || len(again.Steps) != len(p.Steps) {
			t.Fatalf("importing the same again: %+v, %v", d, err)
		}
		for _, s := range p.Current("2027-01-01") {
			if found, ok := p.Step(s.Code); !ok || found != s {
				t.Fatalf("step %s is not found by its code", s.Code)
			}
		}
	})
}
