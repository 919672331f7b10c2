package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// writes are the operations that a fuzzer feeds, with a body that makes sense.
func writes(ref string) map[string]string {
	c := "/v1/plans/hres-2018/commitments"
	return map[string]string{
		c:                                       `{"title":"T","lead":"ndi","partners":["anfrel"],"steps":["25"],"due_on":"2027-03-31","percent":0,"visibility":"public"}`,
		c + "/" + ref + "/progress":             `{"status":"in_progress","percent":40,"note":"n","evidence":[{"url":"https://example.org","title":"t"}],"effective_on":"2026-11-25"}`,
		c + "/" + ref + "/pause":                `{"reason":"r","effective_on":"2026-11-25"}`,
		c + "/" + ref + "/handover":             `{"to":"m-1","lead":"anfrel","note":"n"}`,
		c + "/" + ref + "/milestones":           `{"title":"M","due_on":"2027-01-01"}`,
		c + "/" + ref + "/entries/1/correction": `{"reason":"r","percent":30,"changes":{"title":"x","steps":["24"],"due_on":"2027-01-01"},"milestone":{"key":"m1","title":"M"}}`,
		"/v1/plans/hres-2018/progress":          `{"logs":[{"ref":"C-1","version":1,"percent":10}]}`,
		"/v1/plans/hres-2018/events":            `{"kind":"meeting","title":"M","starts_on":"2027-01-20","ends_on":"2027-01-21","country":"CH","link":"https://example.org"}`,
		"/v1/plans/hres-2018/tokens":            `{"label":"l","scope":"read","organisation":"ndi","days":3}`,
		"/v1/plans/hres-2018/endorsements":      `{"organisation":"outside","endorsed_on":"2026-12-01","note":"n"}`,
		"/v1/plans/hres-2018/reports":           `{"period":"2026-Q2","cutoff":"2026-08-01T00:00:00Z","audience":"public"}`,
		"/v1/plans/hres-2018/organisations":     `{"organisations":[{"handle":"x","name":"X","kind":"ngo","country":"KE"}]}`,
	}
}

// unharmed demands that whatever was sent, the answer is a success or a whole problem, and never a fault of ours.
func unharmed(t testing.TB, got answer, path, body string) {
	t.Helper()
	if got.status >= http.StatusInternalServerError {
		t.Fatalf("%s %q: got %d %s", path, body, got.status, got.body)
	}
	if got.status >= http.StatusBadRequest {
		problemOf(t, path, got, got.status)
	}
	if got.body != "" && !json.Valid([]byte(got.body)) {
		t.Fatalf("%s %q: the answer is no JSON: %q", path, body, got.body)
	}
}

func FuzzBodies(f *testing.F) {
	w := onSQLite(f, freely())
	ref := w.registers()
	all := writes(ref)
	var paths []string
	for path, body := range all {
		paths = append(paths, path)
		f.Add(len(paths)-1, body)
	}
	f.Add(0, "{\"title\":\"\xff\xfe\"}")
	f.Add(0, `{"title":"a","title":"b","lead":"ndi","steps":["25"]}`)
	f.Add(0, strings.Repeat("[", 2000))
	f.Fuzz(func(t *testing.T, n int, body string) {
		path := paths[(n%len(paths)+len(paths))%len(paths)]
		here := *w
		here.TB = t
		for _, as := range []string{"kim", "ana"} {
			unharmed(t, here.ask(as, "POST", path, body, "If-Match", "*"), path, body)
		}
	})
}

// TestMutatedBodiesNeverHarm changes one value of a body that makes sense into one of another type, an extreme one, or
// nothing, and adds and drops fields.
func TestMutatedBodiesNeverHarm(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	all := writes(w.registers())
	strange := rapid.Map(rapid.SampledFrom([]string{
		"null", "true", "-1", "1e300", "1.5", `""`, `"x"`, `"\u0000"`, `"\u202e"`, `"` + strings.Repeat("y", 5000) + `"`, "[]", "[null]", "{}",
		`"2026-02-30"`, `"9999-12-31"`, `"0001-01-01"`, `"C-1"`, `"m1"`, "9007199254740993", `["25", "25"]`, `"0000-00-00"`,
	}), func(text string) (value any) { // made anew, because it is changed further
		_ = json.Unmarshal([]byte(text), &value)
		return value
	})
	paths := rapid.SampledFrom(keysOf(all))
	rapid.Check(t, func(r *rapid.T) {
		path := paths.Draw(r, "path")
		var value any
		if err := json.Unmarshal([]byte(all[path]), &value); err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(r, "changes") {
			value = mutate(r, value, strange)
		}
		body, err := json.Marshal(value)
		if err != nil {
			r.Fatal(err)
		}
		as := rapid.SampledFrom([]string{"ana", "kim", "cleo"}).Draw(r, "as")
		unharmed(t, w.ask(as, "POST", path, string(body), "If-Match", "*"), path, string(body))
	})
}

func mutate(r *rapid.T, value any, strange *rapid.Generator[any]) any {
	switch value := value.(type) {
	case map[string]any:
		if len(value) > 0 && rapid.IntRange(0, 4).Draw(r, "inside") > 0 {
			name := rapid.SampledFrom(keysOf(value)).Draw(r, "field")
			if rapid.IntRange(0, 9).Draw(r, "drop") == 0 {
				delete(value, name)
			} else {
				value[name] = mutate(r, value[name], strange)
			}
			return value
		}
	case []any:
		if len(value) > 0 && rapid.Bool().Draw(r, "element") {
			value[0] = mutate(r, value[0], strange)
			return value
		}
	}
	return strange.Draw(r, "value")
}

func keysOf[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
