package browsertest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestAPageThatBreaksRulesIsFound(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "bad.html")
	if err := os.WriteFile(page, []byte(`<!DOCTYPE html><title>x</title><main><h1>x</h1><img src="x.png"></main>`), 0o600); err != nil {
		t.Fatal(err)
	}
	found, ok := Look(t, page)
	if !ok {
		return
	}
	var rules []string
	for _, v := range found[0].Violations {
		rules = append(rules, v.Rule)
	}
	for _, want := range []string{"html-has-lang", "image-alt"} {
		if !slices.Contains(rules, want) {
			t.Errorf("rules that are broken: got %v, want %s among them", rules, want)
		}
	}
}
