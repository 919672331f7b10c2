// Package chattest plays conversations. A .talk file says who is there and what is said; what the bot answers is
// compared with the answers in the file, on every database. With -update the answers are written into the file: read
// the difference before you commit it.
//
//	# Who works on a step.
//	@today 2026-11-25
//	@organisation ndi National Democratic Institute (NDI)
//	@member ana of ndi as focal_point
//	@registered by ana for 25: Joint paper on GC25; due 2027-03-31
//	== English
//	ana> who 25
//	Step 25 (¶25): …
//
// What stands before the first section (==) is done before each section, which has a store of its own. Directives
// (they are told in directives.go) go through commitments.Service. A line may also press a button of the last answer
// (ana> [1]), send a form (ana> {commit} title: …; due_on: …), or let the last message come again with the same event
// id, as after a crash (ana> (again)), or show what somebody was told unasked by now (ana> (hears)). An invitation code is written CODE, in both directions; ids and digests in
// answers are written ID and DIGEST.
package chattest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// Play plays every file that the pattern matches ("testdata/*.talk"), each section on every database.
func Play(t *testing.T, pattern string) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations at %s: %v", pattern, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".talk"), func(t *testing.T) {
			t.Parallel()
			playFile(t, path)
		})
	}
}

func playFile(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := parse(text)
	if len(s.sections) == 0 {
		t.Fatalf("%s has no section (== title)", path)
	}
	if goldentest.Updating() {
		rewrite(t, path, &s)
		return
	}
	for _, part := range s.sections {
		t.Run(part.title, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, kept *store.Store) {
				w := NewWorld(t, kept)
				w.play(path, s.before)
				w.play(path, part.steps)
			})
		})
	}
}

// rewrite plays the file on SQLite and puts what is answered in the place of what was expected.
func rewrite(t *testing.T, path string, s *script) {
	t.Helper()
	for i := range s.sections {
		w := NewWorld(t, Fresh(t))
		w.record(path, s.before)
		w.record(path, s.sections[i].steps)
	}
	if err := os.WriteFile(path, s.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// through takes the steps one after the other; of what somebody says something else knows what is to become of it.
func (w *World) through(path string, steps []step, said func(x *step)) {
	w.t.Helper()
	for i := range steps {
		x := &steps[i]
		w.line = x.line
		switch {
		case x.directive != "":
			w.direct(path, x.directive)
		case x.who != "":
			said(x)
		}
	}
}

func (w *World) play(path string, steps []step) {
	w.t.Helper()
	w.through(path, steps, func(x *step) {
		w.t.Helper()
		if diff := cmp.Diff(lines(x.answer), lines(w.say(x.who, x.says))); diff != "" {
			w.t.Errorf("%s:%d: %s> %s\n(-want +got):\n%s", path, x.line, x.who, x.says, diff)
		}
	})
}

// lines are compared one by one, so that a difference can be read.
func lines(answer string) []string { return strings.Split(answer, "\n") }

func (w *World) record(path string, steps []step) {
	w.t.Helper()
	w.through(path, steps, func(x *step) { x.answer = w.say(x.who, x.says) })
}
