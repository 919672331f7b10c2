package bundle_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/google/go-cmp/cmp"
)

// breakage is one way of breaking the fixture, and all the errors that come of it.
type breakage struct {
	name   string
	change func(b object)
	want   []string // "path key"
}

func TestEveryBrokenBundleIsRefusedWithEveryError(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	for _, all := range [][]breakage{brokenShape(), brokenNames(), brokenJournal(), brokenCorrections(), brokenPlan(), brokenChain()} {
		for _, c := range all {
			t.Run(c.name, func(t *testing.T) {
				jsonForm := edited(t, c.change)
				if diff := cmp.Diff(sorted(c.want), refused(t, s, jsonForm)); diff != "" {
					t.Errorf("JSON (-want +got):\n%s", diff)
				}
				lines, places := linesOf(t, jsonForm)
				if diff := cmp.Diff(inLines(c.want, places), refused(t, s, lines)); diff != "" {
					t.Errorf("NDJSON (-want +got):\n%s", diff)
				}
			})
		}
	}
	if got := bring(t, s, fixture(t)); got.Total != 0 || !got.NewPlan {
		t.Errorf("the refused bundles left something: %v", got.Errors)
	}
}

// refused imports a bundle that must be refused, and returns its errors.
func refused(t *testing.T, s *store.Store, text string) []string {
	t.Helper()
	got := bring(t, s, text)
	if got.Total != len(got.Errors) || got.Total == 0 {
		t.Errorf("Total: got %d, want %d", got.Total, len(got.Errors))
	}
	return said(got.Errors)
}

func said(errors []bundle.Error) []string {
	all := make([]string, len(errors))
	for i, e := range errors {
		all[i] = e.Path + " " + e.Problem.Key
	}
	return sorted(all)
}

func sorted(all []string) []string {
	all = slices.Clone(all)
	slices.Sort(all)
	return all
}

// inLines are the errors by the lines in which the records stand.
func inLines(want []string, places map[string]string) []string {
	all := make([]string, len(want))
	for i, w := range want {
		path, key, _ := strings.Cut(w, " ")
		base, rest, _ := strings.Cut(path, "]")
		switch at := places[base+"]"]; {
		case at != "":
			path = at + rest
		default:
			path = "line[1]." + path
		}
		all[i] = path + " " + key
	}
	return sorted(all)
}

// entry of the fixture by ref and seq.
func entry(b object, ref string, seq int) object {
	for _, e := range list(b, "entries") {
		if e["commitment"] == ref && e["seq"] == float64(seq) {
			return e
		}
	}
	panic("no such entry")
}

// journal breaks the entries alone: without chain, and without the records that repeat them.
func journal(change func(b object)) func(object) {
	return func(b object) {
		for _, e := range list(b, "entries") {
			for _, field := range []string{"position", "digest", "salt", "text_digest"} {
				delete(e, field)
			}
		}
		for _, c := range list(b, "commitments") {
			for field := range c {
				if field != "ref" {
					delete(c, field)
				}
			}
		}
		delete(b, "milestones")
		change(b)
	}
}

// set changes members of an entry.
func set(ref string, seq int, pairs ...any) func(object) {
	return journal(func(b object) { put(entry(b, ref, seq), pairs...) })
}

func put(o object, pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		name := pairs[i].(string)
		if pairs[i+1] == nil {
			delete(o, name)
		} else {
			o[name] = pairs[i+1]
		}
	}
}

// changes of an entry, by field.
func changing(ref string, seq int, field string, to any) func(object) {
	return journal(func(b object) {
		e := entry(b, ref, seq)
		if e["changes"] == nil {
			e["changes"] = object{}
		}
		e["changes"].(object)[field] = object{"new": to}
	})
}

func insert(b object, after string, seq int, e object) {
	all := b["entries"].([]any)
	for i, x := range all {
		if x.(object)["commitment"] == after && x.(object)["seq"] == float64(seq) {
			b["entries"] = slices.Insert(all, i+1, any(e))
			return
		}
	}
	panic("no such entry")
}
