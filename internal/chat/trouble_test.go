package chat_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestADatabaseThatCannotBeWrittenStillAnswersQuestions(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	w := chattest.NewWorld(t, database.Open(t))
	w.Given(people)
	readOnly, err := store.Open(t.Context(), database.Address, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	bot := w.BotOn(readOnly)

	answer, err := bot.Handle(t.Context(), w.Message("ana", "who 25"))
	if err == nil || answer.Outcome != chat.Answered || !strings.Contains(w.Text(answer), "Joint paper") {
		t.Errorf("who 25: got %s, error %v: %s", answer.Outcome, err, w.Text(answer))
	}
	answer, err = bot.Handle(t.Context(), w.Message("ana", "log C-1 60% met the Committee"))
	if err == nil || answer.Outcome != chat.Refused {
		t.Errorf("log: got %s, error %v: %s", answer.Outcome, err, w.Text(answer))
	}
}

func TestAFailureHasOneReferenceForThePersonAndForTheLog(t *testing.T) {
	t.Parallel()
	kept := storetest.SQLite(t).Open(t)
	w := chattest.NewWorld(t, kept)
	w.Given(people)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	for _, say := range []string{"who 25", "qui travaille sur 25", "log C-1 100%"} {
		answer, err := w.Bot().Handle(t.Context(), w.Message("ana", say))
		if err == nil || answer.Outcome != chat.Refused {
			t.Fatalf("%s: got %s, error %v", say, answer.Outcome, err)
		}
		reference := strings.Fields(err.Error())[1]
		reference = strings.TrimSuffix(reference, ":")
		if text := w.Text(answer); len(reference) != 8 || !strings.Contains(text, reference) {
			t.Errorf("%s: the log has %q, the person reads %q", say, reference, text)
		}
	}
}
