package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// S-09, S-17, S-18, S-19, S-20, S-24.
func TestTheProgramTalksInSlackOverBothTransports(t *testing.T) {
	t.Parallel()
	overBoth(t, func(w *slackWorld) {
		w.member("UANA")
		ref := w.commitment("UANA")
		p := w.program()
		w.reach()
		p.ready()
		private := w.server.Private("UANA")
		w.server.Room(fakeslack.Channel{ID: "C0001", Members: []string{"UANA", "UBEN"}})
		asked := func(what string, holds func() bool) {
			t.Helper()
			w.wait(what, 60*time.Second, holds)
		}
		w.server.Says("UANA", private, "who 25")
		asked("an answer in private", func() bool { return w.answersWith("Joint paper") == 1 })
		w.server.Says("UBEN", "C0001", w.server.Mention()+" who 25")
		asked("an answer in the room", func() bool { return w.answersWith("Joint paper") == 2 })
		w.server.Commands("UANA", "C0001", "log "+ref+" 60% consultation held")
		asked("an answer to the command", func() bool { return len(w.notes()) == 1 && w.answersWith("consultation held") == 1 })
		undo := latest(w.server.Seen("C0001"))
		for _, b := range undo.Buttons() {
			if strings.HasPrefix(b.Label, "Undo") {
				w.server.Clicks("UANA", undo, b)
				w.server.Clicks("UANA", undo, b)
			}
		}
		asked("an answer to the button", func() bool { return w.answersWith("Taken back") == 1 })
		w.server.OpensHome("UANA")
		asked("a home", func() bool { _, there := w.server.Home("UANA"); return there })
		home, _ := w.server.Home("UANA")
		for _, b := range home.Buttons() {
			if strings.HasPrefix(b.Action, "form:") {
				w.server.ClicksIn("UANA", home, b)
				break
			}
		}
		asked("a form", func() bool { open := w.server.Modals("UANA"); return len(open) == 1 && len(open[0].Fields()) > 0 })
		p.stop()
		checkLog(w.t, p.said.String())
	})
}

func latest(list []fakeslack.Message) fakeslack.Message { return list[len(list)-1] }

// checkLog looks for what must never be in a log (S-51, S-60).
func checkLog(t testing.TB, text string) {
	t.Helper()
	discreet(t, text, fakeslack.SigningSecret, fakeslack.ClientSecret, storetest.SecretKey)
}
