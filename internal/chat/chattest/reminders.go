package chattest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// Reminders are tried on a platform in every language: a ticker finds what is due, the outbox brings it, and it is
// answered where it stands (U-14, U-20, U-22).
type Reminders struct {
	Stage Stage
}

// Run tries them on both databases.
func (r Reminders) Run(t *testing.T) {
	t.Helper()
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, kept *store.Store) {
				w := NewWorldOn(t, kept, r.Stage)
				w.begin(language)
				told := w.reminded(language)
				w.answersTwice(told, language)
				w.asksWhy(language)
				w.hearsNoMore()
			})
		})
	}
}

// begin lets the reminders of the first person begin.
func (w *World) begin(language string) {
	w.t.Helper()
	w.Given(strings.ReplaceAll(begun, "LANGUAGE", language))
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

// reminded is the one message that comes on the day, with everything that belongs in it.
func (w *World) reminded(language string) Shown {
	w.t.Helper()
	w.tickAtOnce()
	w.watched("ana", "the welcome")
	w.Given("@today " + string(monday))
	w.tickAtOnce()
	mine := w.watched("ana", "the reminder")
	if len(mine) != 1 {
		w.t.Fatalf("%s: %d messages came, want one: %+v", language, len(mine), mine)
	}
	words := w.catalogue.Printer(language)
	for _, part := range []string{
		words.Plural("notices.title", 1), "C-1", "Joint paper <on> the update & its evidence",
		notices.Counted("notices.line.due", 7, "date", dueOn).In(words), words.Sentence("notices.answer"),
	} {
		if !strings.Contains(mine[0].Text, Alike(part)) {
			w.t.Errorf("%s: %q is not in\n%s", language, part, mine[0].Text)
		}
	}
	var labels []string
	for _, key := range []string{"no_change", "done", "snooze", "hand_over", "stop", "why", "settings"} {
		labels = append(labels, Alike(words.Sentence("notices.button_"+key)))
	}
	if len(mine[0].Buttons) != len(labels) || mine[0].To != "ana" {
		w.t.Fatalf("%s: buttons %q for %q, want %q for ana", language, mine[0].Buttons, mine[0].To, labels)
	}
	for i, label := range labels {
		if !strings.HasPrefix(mine[0].Buttons[i], label) {
			w.t.Errorf("%s: button %d is %q, want %q", language, i+1, mine[0].Buttons[i], label)
		}
	}
	return mine[0]
}

// presses lets her press a button of the reminder, and is what she then sees.
func (w *World) presses(told Shown, n int) string {
	w.t.Helper()
	w.Forward(time.Second)
	w.on.Press("ana", told, n)
	return w.shownTo("ana", "a button")
}

// answersTwice records one entry: the second press is answered too, and records nothing.
func (w *World) answersTwice(told Shown, language string) {
	w.t.Helper()
	first := w.presses(told, 1)
	if got := w.attested(); got != 1 || first == silent {
		w.t.Fatalf("%s: %d entries after No change, want one; it was answered by\n%s", language, got, first)
	}
	second := w.presses(told, 1)
	if second == silent || second == first {
		w.t.Errorf("%s: the second press is answered by\n%s", language, second)
	}
	if got := w.attested(); got != 1 {
		w.t.Errorf("%s: %d entries after No change twice, want one", language, got)
	}
}

// asksWhy is answered by the rule of the reminder, in the language of whoever asks.
func (w *World) asksWhy(language string) {
	w.t.Helper()
	rule := Alike(notices.RuleWords(notices.Due).In(w.catalogue.Printer(language)))
	if got := w.say("ana", "why"); !strings.Contains(got, rule) {
		w.t.Errorf("%s: why is answered by\n%s\nwant %q", language, got, rule)
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
func (w *World) hearsNoMore() {
	w.t.Helper()
	for range 3 {
		w.tickAtOnce()
		if more := w.watched("ana", "the next tick"); len(more) > 0 {
			w.t.Errorf("more came on %v: %+v", w.Now(), more)
		}
		w.Forward(24 * time.Hour)
	}
}
