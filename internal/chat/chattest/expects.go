package chattest

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
)

// check says what is wrong with what was shown; empty: nothing.
func (p *played) check(expects string) string {
	sign, what := expects[:1], strings.TrimSpace(expects[1:])
	switch sign {
	case "+", "-":
		if p.says(what) != (sign == "+") {
			return "that is " + map[string]string{"+": "not shown", "-": "shown"}[sign]
		}
		return ""
	case "!":
		return p.changed(what)
	}
	return p.placed(what)
}

func (p *played) says(text string) bool {
	for _, s := range p.shown {
		if !s.Edits && strings.Contains(Alike(s.Text), Alike(text)) {
			return true
		}
	}
	return false
}

// placed checks where and how it is shown.
func (p *played) placed(what string) string {
	said := 0
	for _, s := range p.shown {
		if !s.Edits && (s.Text != "" || len(s.Files) > 0) {
			said++
		}
	}
	pattern, isFile := strings.CutPrefix(what, "file ")
	name, isTo := strings.CutPrefix(what, "to ")
	number, err := strconv.Atoi(what)
	switch {
	case what == "silent":
		return unless(said == 0, "%d messages", said)
	case what == "one":
		return unless(said == 1, "%d messages", said)
	case what == "many":
		return unless(said > 1, "%d messages", said)
	case err == nil:
		return unless(said == number, "%d messages", said)
	case what == "edited":
		return unless(p.any(func(s Shown) bool { return s.Edits }), "nothing was changed")
	case what == "thread":
		return unless(p.any(func(s Shown) bool { return s.Thread }), "it does not stand in a thread")
	case what == "no file":
		return unless(!p.any(func(s Shown) bool { return len(s.Files) > 0 }), "there is one")
	case isFile:
		return unless(p.any(func(s Shown) bool { return hasFile(s, pattern) }), "no such file")
	case isTo:
		return unless(p.any(func(s Shown) bool { return s.To == name }), "nothing was shown to %s alone", name)
	case what == "private":
		return unless(said > 0 && !p.any(func(s Shown) bool { return !s.Edits && s.To == "" }), "shown to everybody")
	case what == "room":
		return unless(said > 0 && !p.any(func(s Shown) bool { return !s.Edits && s.To != "" }), "shown to one person alone")
	}
	return "nobody knows how to check that"
}

func unless(holds bool, wrong string, args ...any) string {
	if holds {
		return ""
	}
	return fmt.Sprintf(wrong, args...)
}

func (p *played) any(holds func(Shown) bool) bool {
	return slices.ContainsFunc(p.shown, holds)
}

func hasFile(s Shown, pattern string) bool {
	for _, f := range s.Files {
		if ok, _ := path.Match(pattern, f.Name); ok && len(f.Content) > 0 {
			return true
		}
	}
	return false
}

// changed checks how many entries of a kind there are since the case began.
func (p *played) changed(what string) string {
	count, kind, _ := strings.Cut(what, " ")
	want, err := strconv.Atoi(count)
	if err != nil {
		return "how many?"
	}
	got := 0
	for _, e := range p.entries()[p.began:] {
		if kind == "" || string(e.Kind) == kind {
			got++
		}
	}
	return unless(got == want, "%d entries", got)
}

func (p *played) entries() []commitments.Entry { return p.w.entries() }

// entries are all of the journal.
func (w *World) entries() []commitments.Entry {
	w.t.Helper()
	all, err := w.store.JournalFrom(w.t.Context(), w.plan.ID, 0, 100_000)
	w.must(err)
	return all
}
