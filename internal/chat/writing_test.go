package chat_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/i18n"
	who "github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestTwoYesAtOnceActOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, kept *store.Store) {
		w := chattest.NewWorld(t, kept)
		w.Given(people)
		w.Say("ana", "withdraw C-1 because funding ended")
		yes := []chat.Message{w.Message("ana", "yes C-1"), w.Message("ana", "yes")}
		answers := make([]chat.Answer, len(yes))
		errs := make([]error, len(yes))
		var group sync.WaitGroup
		for i := range yes {
			group.Go(func() { answers[i], errs[i] = w.Bot().Handle(t.Context(), yes[i]) })
		}
		group.Wait()
		done := 0
		for i := range yes {
			if errs[i] != nil {
				t.Errorf("yes %d: %v", i+1, errs[i])
			}
			if text := w.Text(answers[i]); strings.Contains(text, "withdrawn – funding ended") {
				done++
			} else if answers[i].Outcome != chat.NotUnderstood {
				t.Errorf("yes %d: got %s: %s", i+1, answers[i].Outcome, text)
			}
		}
		if done == 0 {
			t.Error("neither yes withdrew it")
		}
		status := w.Say("ana", "status C-1")
		if n := strings.Count(status, "withdrawn – funding ended"); n != 1 {
			t.Errorf("it is withdrawn %d times: %s", n, status)
		}
	})
}

func TestARefusedChangeIsRefusedForScriptsToo(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, text := range []string{
		"log C-1 140%", "log C-1 40% mostly done", "log C-99 40%", "commit 99 \"Something with partners\"",
		"commit 25 \"Something with partners\" by 2027-02-31", "edit C-1 due 2027-03-31", "edit C-1 due sometime",
		"withdraw C-2 because I say so", "undo C-1 entry 7", "invite contributor cedar", "leave cedar", "endorse ndi",
		"join 00000-00000-00000-00000-00000-0", "redact C-1 entry 1 because I say so", "correct C-1 entry 9 5% because of it",
		"milestone C-1 \"None such\" done", "reopen C-1 because of it",
	} {
		if answer := w.Answer(w.Message("ana", text)); answer.Outcome != chat.Refused {
			t.Errorf("%s: got %s: %s", text, answer.Outcome, w.Text(answer))
		}
	}
	if answer := w.Answer(w.Message("ana", "log C-1")); answer.Outcome != chat.NotUnderstood || len(answer.Reply.Forms()) != 1 {
		t.Errorf("log C-1: got %s: %s, want that it is asked what there is to log", answer.Outcome, w.Text(answer))
	}
	if got := w.Say("ana", "status C-1"); strings.Count(got, "•") != 1 || !strings.Contains(got, "planned") {
		t.Errorf("after all that, C-1 is: %s", got)
	}
}

func TestAStrangerIsRefusedWhateverTheVerbAndLanguage(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, language := range i18n.Languages() {
		p := w.Printer(language)
		for _, verb := range []string{
			"commit", "log", "pause", "withdraw", "reopen", "edit", "hand_over", "milestone", "correct", "redact", "undo",
			"invite", "leave", "endorse", "end_endorsement", "organisation",
		} {
			m := w.Message("visitor", p.Sentence("help."+verb+".example"))
			m.Locale = language
			answer := w.Answer(m)
			if want := w.Printer(answer.Language).Sentence("write.stranger"); answer.Outcome != chat.Refused || !strings.Contains(w.Text(answer), want[:20]) {
				t.Errorf("%s> %s: got %s: %s", language, m.Text, answer.Outcome, w.Text(answer))
			}
		}
	}
}

func TestAnInvitationCodeIsKeptNowhere(t *testing.T) {
	t.Parallel()
	kept := storetest.SQLite(t).Open(t)
	w := chattest.NewWorld(t, kept)
	w.Given(people)
	for _, name := range []string{"ana", "new"} { // so that there is a conversation to keep
		w.Say(name, "who 25")
	}
	w.Say("ana", "invite contributor ndi")
	w.Say("new", "join CODE")
	code := w.Message("new", "CODE").Text
	if !who.LooksLikeCode(code) {
		t.Fatalf("the code is %q", code)
	}
	for _, name := range []string{"ana", "new"} {
		id := who.Identity{Platform: who.Console, Realm: "local", Subject: name}
		c, err := kept.Conversation(t.Context(), id, "private")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(c.Text, code) || strings.Contains(c.Text, who.NormalCode(code)) {
			t.Errorf("the conversation with %s keeps the code: %s", name, c.Text)
		}
	}
}
