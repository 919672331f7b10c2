package chattest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// PlayOn plays the conversations of a pattern on a platform, word for word: what is said, pressed and filled in goes the
// platform's way, and what a screen reader would read there is compared with the answers in the file, as Alike has it.
type PlayOn struct {
	Pattern string
	Stage   Stage
	// Differs says of what is said and answered in a file how it is worded on the platform, where it must differ: with its
	// own names of accounts, for example. Nil: nothing differs.
	Differs func(text string) string
	// LeftOut are sections ("file/section") that cannot be played there, each with the reason.
	LeftOut map[string]string
}

// Run plays each section on a store of its own: all on SQLite, and the first of each file on every other database too.
func (p PlayOn) Run(t *testing.T) {
	t.Helper()
	paths, err := filepath.Glob(p.Pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations at %s: %v", p.Pattern, err)
	}
	for _, path := range paths {
		file := strings.TrimSuffix(filepath.Base(path), ".talk")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := parse(text)
		for i, part := range s.sections {
			if p.LeftOut[file+"/"+part.title] != "" {
				continue
			}
			t.Run(file+"/"+part.title, func(t *testing.T) {
				t.Parallel()
				play := func(t *testing.T, kept *store.Store) {
					w := NewWorldOn(t, kept, p.Stage)
					w.through(path, slices.Concat(s.before, part.steps), func(x *step) { p.compare(w, path, x) })
				}
				if i == 0 {
					storetest.Each(t, play)
				} else {
					play(t, Fresh(t))
				}
			})
		}
	}
}

func (p PlayOn) compare(w *World, path string, x *step) {
	w.t.Helper()
	want, says := x.answer, x.says
	if p.Differs != nil {
		want, says = p.Differs(want), p.Differs(says)
	}
	if x.says == "(again)" {
		want = silent // the adapter knows the event by its id
	}
	got := w.say(x.who, says)
	if got == noForms {
		return
	}
	if diff := cmp.Diff(lines(Alike(want)), lines(Alike(got))); diff != "" {
		w.t.Errorf("%s:%d: %s> %s\n(-want +got):\n%s", path, x.line, x.who, x.says, diff)
	}
}
