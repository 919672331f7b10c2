package chattest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// Reminders are tried on a platform with somebody of every language: a ticker finds what is due, the outbox brings it,
// and it is answered where it stands (U-14, U-20, U-22).
type Reminders struct {
	Stage Stage
}

// speaker is somebody who is reminded of one commitment.
type speaker struct{ name, language, ref string }

// Run tries them on both databases.
func (r Reminders) Run(t *testing.T) {
	t.Helper()
	all := []speaker{{"ana", "en", "C-1"}, {"fay", "fr", "C-2"}, {"eva", "es", "C-3"}, {"sami", "ar", "C-4"}}
	storetest.Each(t, func(t *testing.T, kept *store.Store) {
		w := NewWorldOn(t, kept, r.Stage)
		w.Given(before)
		for _, s := range all {
			w.begin(s.name, s.language)
		}
		w.tickAtOnce()
		w.told(all) // the welcomes
		w.Given("@today " + string(monday))
		w.tickAtOnce()
		came := w.told(all)
		for i, s := range all {
			w.answersTwice(s, w.reminded(s, came[i]), i)
			w.asksWhy(s)
		}
		w.hearsNoMore(all)
	})
}

// tickAtOnce lets two programs tick at the same time, each twice.
func (w *World) tickAtOnce() {
	w.t.Helper()
	w.tick()
	var both sync.WaitGroup
	for range 2 {
		other := notices.New(notices.Parts{Store: w.store, Catalogue: w.catalogue}, w.noticeOptions())
		both.Go(func() {
			for range 2 {
				if _, err := other.Tick(w.t.Context()); err != nil {
					w.t.Errorf("a tick: %v", err)
				}
			}
		})
	}
	both.Wait()
}

// told is what each was told since.
func (w *World) told(all []speaker) [][]Shown {
	w.t.Helper()
	list := make([][]Shown, len(all))
	for i, s := range all {
		mine := w.watched(s.name, "a tick")
		list[i] = slices.Concat(w.unasked[s.name], mine)
		delete(w.unasked, s.name)
	}
	return list
}

// reminded is the one message that came on the day, with everything that belongs in it.
func (w *World) reminded(s speaker, came []Shown) Shown {
	w.t.Helper()
	if len(came) != 1 {
		w.t.Fatalf("%s: %d messages came, want one: %+v", s.language, len(came), came)
	}
	words := w.catalogue.Printer(s.language)
	for _, part := range []string{
		words.Plural("notices.title", 1), s.ref, joint,
		notices.Counted("notices.line.due", 7, "date", dueOn).In(words), words.Sentence("notices.answer"),
	} {
		if !strings.Contains(came[0].Text, Alike(part)) {
			w.t.Errorf("%s: %q is not in\n%s", s.language, part, came[0].Text)
		}
	}
	var labels []string
	for _, key := range []string{"no_change", "done", "snooze", "hand_over", "stop", "why", "settings"} {
		labels = append(labels, Alike(words.Sentence("notices.button_"+key)))
	}
	if len(came[0].Buttons) != len(labels) || came[0].To != s.name {
		w.t.Fatalf("%s: buttons %q for %q, want %q", s.language, came[0].Buttons, came[0].To, labels)
	}
	for i, label := range labels {
		if !strings.HasPrefix(came[0].Buttons[i], label) {
			w.t.Errorf("%s: button %d is %q, want %q", s.language, i+1, came[0].Buttons[i], label)
		}
	}
	return came[0]
}

// presses lets somebody press a button of a reminder, and is what they then see.
func (w *World) presses(name string, told Shown, n int) string {
	w.t.Helper()
	w.Forward(time.Second)
	w.on.Press(name, told, n)
	return w.shownTo(name, "a button")
}

// answersTwice records one entry: the second press is answered too, and records nothing.
func (w *World) answersTwice(s speaker, told Shown, already int) {
	w.t.Helper()
	first := w.presses(s.name, told, 1)
	if got := w.attested(); got != already+1 || !strings.Contains(first, s.ref) {
		w.t.Fatalf("%s: %d entries after No change, want %d; it was answered by\n%s", s.language, got, already+1, first)
	}
	second := w.presses(s.name, told, 1)
	if got := w.attested(); got != already+1 {
		w.t.Errorf("%s: %d entries after No change twice, want %d", s.language, got, already+1)
	}
	if second == silent || second == first {
		w.t.Errorf("%s: the second press is answered by\n%s", s.language, second)
	}
}

// asksWhy is answered by the rule of the reminder, in the language of whoever asks.
func (w *World) asksWhy(s speaker) {
	w.t.Helper()
	rule := Alike(notices.RuleWords(notices.Due).In(w.catalogue.Printer(s.language)))
	if got := w.say(s.name, "why"); !strings.Contains(got, rule) {
		w.t.Errorf("%s: why is answered by\n%s\nwant %q", s.language, got, rule)
	}
}

// attested is how often it was recorded that there is no change.
func (w *World) attested() int {
	w.t.Helper()
	entries, err := w.store.JournalFrom(w.t.Context(), w.plan.ID, 0, 1000)
	w.must(err)
	return len(slices.DeleteFunc(entries, func(e commitments.Entry) bool { return e.Kind != commitments.KindNoChange }))
}

// hearsNoMore ticks on the same day and on the next ones: what was answered is quiet.
func (w *World) hearsNoMore(all []speaker) {
	w.t.Helper()
	for range 3 {
		w.tickAtOnce()
		for i, more := range w.told(all) {
			if len(more) > 0 {
				w.t.Errorf("more came for %s on %v: %+v", all[i].name, w.Now(), more)
			}
		}
		w.Forward(24 * time.Hour)
	}
}
