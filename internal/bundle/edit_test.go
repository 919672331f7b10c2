package bundle_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// object is a bundle, or a part of one, that a test changes.
type object = map[string]any

func list(o object, name string) []object {
	all, _ := o[name].([]any)
	objects := make([]object, len(all))
	for i := range all {
		objects[i] = all[i].(object)
	}
	return objects
}

// edited is the fixture with changes.
func edited(t testing.TB, change func(b object)) string {
	t.Helper()
	var b object
	if err := json.Unmarshal([]byte(fixture(t)), &b); err != nil {
		t.Fatal(err)
	}
	change(b)
	return text(t, b)
}

func text(t testing.TB, v any) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// linesOf makes NDJSON of a bundle in JSON, record by record. Where each record stands is returned as well:
// "entries[3]" is "line[17]".
func linesOf(t testing.TB, jsonForm string) (string, map[string]string) {
	t.Helper()
	var b object
	if err := json.Unmarshal([]byte(jsonForm), &b); err != nil {
		t.Fatal(err)
	}
	w := lineWriter{t: t, places: map[string]string{}, counts: object{}, done: map[string]bool{}}
	head := object{}
	for name, v := range b {
		if _, isList := v.([]any); !isList {
			head[name] = v
		}
	}
	w.line("bundle", "", head)
	for _, l := range [][2]string{
		{"organisations", "organisation"}, {"members", "member"}, {"endorsements", "endorsement"}, {"events", "event"},
	} {
		w.list(b, l[0], l[1], func(object) bool { return true })
	}
	for i, c := range list(b, "commitments") {
		w.item("commitments", "commitment", i, c)
		own := func(o object) bool { return o["commitment"] == c["ref"] }
		w.list(b, "milestones", "milestone", own)
		w.list(b, "entries", "entry", own)
	}
	every := func(object) bool { return true }
	w.list(b, "milestones", "milestone", every)
	w.list(b, "entries", "entry", every)
	w.list(b, "withheld", "withheld", every)
	w.line("end", "", object{"counts": w.counts})
	return w.out.String(), w.places
}

type lineWriter struct {
	t      testing.TB
	out    strings.Builder
	number int
	places map[string]string
	counts object
	done   map[string]bool
}

func (w *lineWriter) list(b object, name, record string, of func(object) bool) {
	for i, o := range list(b, name) {
		if of(o) && w.places[place(name, i)] == "" {
			w.item(name, record, i, o)
		}
	}
}

func (w *lineWriter) item(name, record string, i int, o object) {
	n, _ := w.counts[name].(int)
	w.counts[name] = n + 1
	w.line(record, place(name, i), o)
}

func (w *lineWriter) line(record, at string, o object) {
	w.number++
	w.places[at] = place("line", w.number)
	with := object{"record": record}
	maps.Copy(with, o)
	w.out.WriteString(text(w.t, with))
}

func place(list string, i int) string {
	n, _ := json.Marshal(i)
	return list + "[" + string(n) + "]"
}

// keepBuiltIn puts the built-in plan into a store, as a first start does.
func keepBuiltIn(t testing.TB, s *store.Store) {
	t.Helper()
	p, err := storetest.BuiltIn("hres-2018")
	if err != nil {
		t.Fatal(err)
	}
	keep(t, s, p)
}

func keep(t testing.TB, s *store.Store, p *plans.Plan) {
	t.Helper()
	err := s.Bulk(t.Context(), p.Slug, func(tx bundle.BulkTx) error { return tx.SavePlan(t.Context(), p) })
	if err != nil {
		t.Fatal(err)
	}
}
