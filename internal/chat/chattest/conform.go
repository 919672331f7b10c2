package chattest

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

//go:embed testdata/conform/*.cases
var conformance embed.FS

// Conform is the conformance suite: some two hundred small cases of what somebody does somewhere, what is shown of it to
// whom, and what it changes. They are data (testdata/conform/*.cases, read as cases.go says), and are the same for every
// platform.
type Conform struct {
	Stage Stage
	// Lacks are the things that the platform has not; cases that need one are not run: "buttons", "forms", "threads",
	// "replies", "asides" (answers that one person alone sees in a room), "inbox" (what comes twice, late or changed),
	// "guests", "outsiders", "robots", "gone", "commands", "files", "at end".
	Lacks []string
}

// Run runs every case on SQLite, and the first of each file on every other database too.
func (c Conform) Run(t *testing.T) {
	t.Helper()
	files, err := conformance.ReadDir("testdata/conform")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	ran := 0
	for _, f := range files {
		text, err := conformance.ReadFile(path.Join("testdata/conform", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range cases(t, f.Name(), string(text)) {
			if slices.ContainsFunc(one.needs, func(need string) bool { return slices.Contains(c.Lacks, need) }) {
				continue
			}
			ran++
			c.run(t, one, i == 0)
		}
	}
	if ran < 100 {
		t.Errorf("only %d cases ran", ran)
	}
}

func (c Conform) run(t *testing.T, one oneCase, everywhere bool) {
	t.Run(one.file+"/"+one.title, func(t *testing.T) {
		t.Parallel()
		play := func(t *testing.T, kept *store.Store) {
			t.Helper()
			one.play(NewWorldOn(t, kept, c.Stage))
		}
		if everywhere {
			storetest.Each(t, play)
		} else {
			play(t, Fresh(t))
		}
	})
}

// played is a case on its way.
type played struct {
	w      *World
	one    oneCase
	shown  []Shown // of the last thing that was done
	button *Shown  // the last that had buttons
	kept   *Shown
	began  int // entries there were
}

func (one oneCase) play(w *World) {
	w.t.Helper()
	p := &played{w: w, one: one, began: len(w.entries())}
	for _, l := range one.lines {
		w.line = l.number
		p.line(l)
	}
}

func (p *played) line(l caseLine) {
	p.w.t.Helper()
	switch {
	case l.directive != "":
		p.direct(l.directive)
	case l.by != "":
		p.do(l)
	default:
		if wrong := p.check(l.expects); wrong != "" {
			p.w.t.Errorf("%s:%d: %s\n%s\nshown:\n%s", p.one.file, l.number, l.expects, wrong, p.all())
		}
	}
}

// direct does what a directive says: those of conversations, and a few more.
func (p *played) direct(line string) {
	p.w.t.Helper()
	var name, like string
	switch {
	case line == "@keep":
		p.kept = p.button
	case scan(line, "@likeness %s %s", &name, &like):
		p.w.on.Person(name, Likeness(like))
	case scan(line, "@place %s %s", &name, &like):
		p.w.on.Room(name, Likeness(like))
	default:
		before := len(p.entries())
		p.w.direct(p.one.file, line)
		p.began += len(p.entries()) - before // what is given is nobody's doing
	}
}

func scan(line, form string, into ...any) bool {
	n, _ := fmt.Sscanf(line, form, into...)
	return n == len(into)
}

// do lets somebody do something, and looks at what is shown of it.
func (p *played) do(l caseLine) {
	w := p.w
	w.t.Helper()
	w.Forward(3e9)
	text := strings.ReplaceAll(l.text, "CODE", w.code)
	var n int
	form, values, isForm := formIn(text)
	switch {
	case scan(text, "[kept %d]", &n):
		w.on.Press(l.by, *p.must(p.kept), n)
	case scan(text, "[%d]", &n):
		w.on.Press(l.by, *p.must(p.button), n)
	case isForm:
		if !w.on.Submit(l.by, Form{Name: form, Room: w.room, Values: values, From: p.last()}) {
			w.t.Errorf("%s:%d: nobody offers that form", p.one.file, l.number)
		}
	default:
		w.on.Say(p.saying(l, text))
	}
	p.shown = w.on.Shown()
	for i := range p.shown {
		if len(p.shown[i].Trouble) > 0 {
			w.t.Errorf("%s:%d: %v in %q", p.one.file, l.number, p.shown[i].Trouble, p.shown[i].Text)
		}
		if len(p.shown[i].Buttons) > 0 && !p.shown[i].Edits {
			p.button = &p.shown[i]
		}
		w.hideCode(p.shown[i].Text)
	}
}

func (p *played) must(s *Shown) *Shown {
	p.w.t.Helper()
	if s == nil {
		p.w.t.Fatalf("%s:%d: nothing with buttons was shown", p.one.file, p.w.line)
	}
	return s
}

func (p *played) last() *Shown {
	if len(p.shown) == 0 {
		return nil
	}
	return &p.shown[len(p.shown)-1]
}

func (p *played) saying(l caseLine, text string) Saying {
	y := Saying{By: l.by, Room: p.w.room, Text: text, How: l.how, Age: l.age, Times: l.times, Locale: p.w.locales[l.by]}
	if l.how == InReply || l.how == InThread {
		y.In = p.last()
	}
	return y
}

// all is everything that was shown, for whoever reads a failure.
func (p *played) all() string {
	var out strings.Builder
	for _, s := range p.shown {
		fmt.Fprintf(&out, "--- room %q to %q thread %t edits %t buttons %d files %d\n%s\n", s.Room, s.To, s.Thread, s.Edits, len(s.Buttons), len(s.Files), s.Text)
	}
	return out.String()
}
