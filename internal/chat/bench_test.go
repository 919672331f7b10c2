package chat_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkWho is a whole message, from its text to a reply that is remembered.
func BenchmarkWho(b *testing.B) {
	w := chattest.NewWorld(b, storetest.SQLite(b).Open(b))
	w.Given(people)
	m := w.Message("ana", "who is working on the GC25 update?")
	for b.Loop() {
		w.Answer(m)
	}
}
