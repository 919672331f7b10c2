package mail_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/accord-tracker/accord/internal/i18n"
	sending "github.com/accord-tracker/accord/internal/mail"
	"github.com/accord-tracker/accord/internal/queue"
)

// TestAReminderLooksAsItDid keeps what is mailed for three reminders in one message: the subject and the text, and the HTML
// beside it. The golden files are to be looked at; -update writes them.
func TestAReminderLooksAsItDid(t *testing.T) {
	t.Parallel()
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			bundle, _ := chattest.Bundle(t, language)
			server := &fake{}
			from := sender(t, ana("ana@example.org"), sending.Options{Address: serveFake(t, server)})
			result := from.Send(t.Context(), reminder(t, func(l *queue.Letter) { l.Reply = bundle }))
			taken := server.messages()
			if len(taken) != 1 || came(result) != string(queue.OutcomeDone) {
				t.Fatalf("%d messages arrived: %s", len(taken), came(result))
			}
			subject, parts := read(t, taken[0])
			goldentest.Same(t, filepath.Join("testdata", language+".reminder.txt"), "Subject: "+subject+"\n\n"+parts["text/plain"]+"\n")
			goldentest.Same(t, filepath.Join("testdata", language+".reminder.html"), strings.ReplaceAll(parts["text/html"], "><", ">\n<")+"\n")
		})
	}
}

// read takes a message apart as a mail program does.
func read(t *testing.T, text string) (subject string, parts map[string]string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string]string{}
	for whole := multipart.NewReader(m.Body, parameters["boundary"]); ; {
		part, err := whole.NextRawPart()
		if errors.Is(err, io.EOF) {
			return subject, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		parts[kind] = strings.ReplaceAll(string(content), "\r\n", "\n")
	}
}
