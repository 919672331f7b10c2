package understand_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/plans"
)

// today is the day on which the cases are read.
const today = "2026-11-25"

var builtIn = sync.OnceValues(func() (*understand.Reader, error) {
	documents, err := plans.BuiltIn()
	if err != nil {
		return nil, fmt.Errorf("built-in plans: %w", err)
	}
	return understand.New(plans.NewResolver(documents))
})

func reader(t testing.TB) *understand.Reader {
	t.Helper()
	r, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// query is a line of testdata/*.tsv: what is written, and what it means.
type query struct {
	text   string
	intent understand.Intent
	steps  []string // any of them may come first; none: no step
	tags   string
	also   understand.Intent // an intent that is right as well
}

func queries(t testing.TB, name string) []query {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []query
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		column := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		if len(column) != 4 {
			t.Fatalf("%s:%d: got %d columns, want 4", name, i+1, len(column))
		}
		q := query{text: column[0], intent: understand.Intent(column[1]), tags: column[3]}
		if column[2] != "-" {
			q.steps = strings.Split(column[2], ",")
		}
		if _, alt, ok := strings.Cut(column[3], "alt="); ok {
			alt, _, _ = strings.Cut(alt, ";")
			q.also = understand.Intent(strings.TrimSpace(alt))
		}
		list = append(list, q)
	}
	return list
}

func (q query) tag(name string) string {
	for _, part := range strings.Split(q.tags, ";") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(part), name+"="); ok {
			return value
		}
	}
	return ""
}

func (q query) intentRight(e understand.Explanation) bool {
	return e.Intent == q.intent || (q.also != "" && e.Intent == q.also)
}

func (q query) stepRight(e understand.Explanation) bool {
	if len(q.steps) == 0 {
		return len(e.Steps) == 0
	}
	return len(e.Steps) > 0 && slices.Contains(q.steps, e.Steps[0]) && (q.tag("tags") == "" || !strings.Contains(q.tag("tags"), "multi") || slices.Equal(q.steps, e.Steps))
}

func (q query) stepFirst(e understand.Explanation) bool {
	return len(q.steps) > 0 && len(e.Steps) > 0 && e.Steps[0] == q.steps[0]
}

// tally counts what came out right.
type tally struct{ rows, intent, step, near, stepRows, chatter, chatterRows int }

func (c *tally) add(q query, e understand.Explanation) {
	c.rows++
	if q.intentRight(e) {
		c.intent++
	}
	if q.stepRight(e) {
		c.step++
	}
	if q.intent == "none" {
		c.chatterRows++
		if e.Intent != "none" {
			c.chatter++
		}
	}
	if len(q.steps) > 0 {
		c.stepRows++
		if q.stepFirst(e) {
			c.near++
		}
	}
}

func (c tally) String() string {
	return fmt.Sprintf("%d rows: intent %.1f %%, first step %.1f %% (the very first: %d of %d), chatter taken as a command %d of %d",
		c.rows, 100*float64(c.intent)/float64(c.rows), 100*float64(c.step)/float64(c.rows), c.near, c.stepRows, c.chatter, c.chatterRows)
}

func TestCases(t *testing.T) {
	r := reader(t)
	for _, name := range []string{"public.tsv", "dev.tsv", "more.tsv"} {
		var all tally
		langs := map[string]*tally{}
		for _, q := range queries(t, name) {
			e := r.Explain(q.text, today)
			all.add(q, e)
			l := q.tag("lang")
			if langs[l] == nil {
				langs[l] = &tally{}
			}
			langs[l].add(q, e)
			if os.Getenv("SHOW") != "" && (!q.intentRight(e) || !q.stepRight(e)) {
				fmt.Printf("%s\t%s\twant %s %v\tgot %s %v\t%s\n", name, q.text, q.intent, q.steps, e.Intent, e.Steps, q.tag("tags"))
			}
		}
		t.Logf("%s: %v", name, all)
		for l, c := range langs {
			t.Logf("  %s: %v", l, c)
		}
	}
}
