package chattest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/store"
)

// NewWorldOn is NewWorld with the bot on a platform.
func NewWorldOn(t testing.TB, kept *store.Store, stage Stage) *World {
	t.Helper()
	w := NewWorld(t, kept)
	w.last, w.unasked = map[string][]Shown{}, map[string][]Shown{}
	w.on = stage(t, w)
	w.bot = w.BotOn(kept)
	return w
}

// Plan is the slug of the default plan.
func (w *World) Plan() string { return w.plan.Slug }

// sayOn lets somebody say something on the platform, and returns what is shown of it as plain text.
func (w *World) sayOn(name, text string) string {
	w.t.Helper()
	w.Forward(time.Second) // people take their time
	var number int
	form, values, isForm := formIn(text)
	switch n, _ := fmt.Sscanf(text, "[%d]", &number); {
	case text == "(hears)":
		w.tick()
	case text == "(again)":
		w.on.Say(Saying{By: name, Room: w.room, How: Again})
	case n == 1:
		w.on.Press(name, w.withButton(name, number), number)
	case isForm:
		if !w.on.Submit(name, Form{Name: form, Room: w.room, Values: values, From: w.lastShown(name)}) {
			return noForms
		}
	default:
		w.on.Say(Saying{By: name, Room: w.room, Text: strings.ReplaceAll(text, "CODE", w.code), Locale: w.locales[name]})
	}
	return w.shownTo(name, text)
}

// noForms is what comes of a form where the platform has none.
const noForms = "(no forms)"

// silent is an answer that is none.
const silent = "(silent)"

// shownTo is all that was shown since, in the place of an answer; of what people are told unasked, what one was told.
func (w *World) shownTo(name, text string) string {
	w.t.Helper()
	unasked := text == "(hears)"
	mine := w.watched(name, text)
	if unasked {
		mine = append(w.unasked[name], mine...)
		delete(w.unasked, name)
	}
	w.last[name] = mine
	var parts []string
	for _, s := range mine {
		if !s.Edits && s.Text != "" {
			parts = append(parts, s.Text)
		}
	}
	switch {
	case len(parts) == 0 && unasked:
		return "(nothing)"
	case len(parts) == 0:
		return silent
	}
	return hideChance(w.hideCode(strings.Join(parts, "\n\n")))
}

// watched is what was shown since, for somebody or for everybody; what was for others is kept for them.
func (w *World) watched(name, text string) (mine []Shown) {
	w.t.Helper()
	for _, s := range w.on.Shown() {
		if len(s.Trouble) > 0 {
			w.t.Errorf("line %d: %s> %s: %v in %q", w.line, name, text, s.Trouble, s.Text)
		}
		if s.To != "" && s.To != name {
			w.unasked[s.To] = append(w.unasked[s.To], s)
			continue
		}
		mine = append(mine, s)
	}
	return mine
}

// withButton is what was shown last to somebody, the part of it that has the nth button.
func (w *World) withButton(name string, n int) Shown {
	w.t.Helper()
	for _, s := range slices.Backward(w.last[name]) {
		if n <= len(s.Buttons) {
			return s
		}
	}
	w.t.Fatalf("line %d: nothing with %d buttons was shown to %s", w.line, n, name)
	return Shown{}
}

func (w *World) lastShown(name string) *Shown {
	list := w.last[name]
	if len(list) == 0 {
		return nil
	}
	return &list[len(list)-1]
}

// Alike is a text as those of two platforms are compared: without the marks that only say in which direction letters are
// read or keep an @ from mentioning somebody, without white space at the ends of lines, and with one blank line at most.
func Alike(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200e', '\u200f', '\u2060', '\u2066', '\u2067', '\u2068', '\u2069', '\ufeff':
			return -1
		case '\u00a0', '\u202f':
			return ' '
		}
		return r
	}, text)
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" && len(kept) > 0 && kept[len(kept)-1] == "" {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Trim(strings.Join(kept, "\n"), "\n")
}
