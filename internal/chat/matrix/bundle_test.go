package matrix

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/i18n"
)

// TestAReminderLooksAsItDid keeps what Matrix is sent for three reminders in one message: the HTML, and below it the body
// that is read where there is no HTML. The golden files are to be looked at; -update writes them.
func TestAReminderLooksAsItDid(t *testing.T) {
	t.Parallel()
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			bundle, words := chattest.Bundle(t, language)
			out := render(words, bundle, mostEncrypted)
			if len(out.texts) != 1 || len(out.files) != 0 {
				t.Fatalf("%d messages and %d files, want one message", len(out.texts), len(out.files))
			}
			got := strings.ReplaceAll(out.texts[0].FormattedBody, "><", ">\n<") + "\n\n<!--\n" + out.texts[0].Body + "\n-->\n"
			goldentest.Same(t, filepath.Join("testdata", language+".reminder.html"), got)
		})
	}
}
