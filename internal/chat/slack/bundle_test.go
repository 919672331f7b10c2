package slack

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/i18n"
)

// TestAReminderLooksAsItDid keeps what Slack is sent for three reminders in one message. The golden files are to be looked
// at, as those of TestTypicalRepliesLookAsTheyDid.
func TestAReminderLooksAsItDid(t *testing.T) {
	t.Parallel()
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			bundle, words := chattest.Bundle(t, language)
			goldenMessages(t, language+".bundle", messages(bundle, words, tokens()))
		})
	}
}
