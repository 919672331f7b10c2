package matrix_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakematrix"
	"github.com/accord-tracker/accord/internal/problem"
)

// The conversations of the foundation go in Matrix as they are written.
func TestConversationsGoThroughMatrixAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	chattest.PlayOn{Pattern: "../testdata/*.talk", Stage: onMatrix, Differs: inMatrix(t)}.Run(t)
}

// Labels of buttons are cut at some length, and accounts in Matrix are longer.
var label = regexp.MustCompile(`(?m)^\[\d\] @\S+, on Matrix`)

const buttonRunes = 24

// inMatrix says what is another one in Matrix than in the terminal: what accounts are called (M-43), and that the bot can
// write first.
func inMatrix(t *testing.T) func(string) string {
	t.Helper()
	words, err := furnished()
	if err != nil {
		t.Fatal(err)
	}
	type change struct {
		from *regexp.Regexp
		to   string
	}
	changes := []change{{regexp.MustCompile(`unlink ([a-z]+\d)\b`), "unlink @$1:" + fakematrix.Name}, {regexp.MustCompile(`console local (\S+)`), "matrix " + fakematrix.Name + " @$1:" + fakematrix.Name}}
	for _, language := range []string{"en", "fr", "es", "ar"} {
		p := words.Printer(language)
		on := func(platform, subject string) string {
			return chattest.Alike(p.Sentence("chat.account_on", "subject", subject, "platform", problem.Word("via."+platform)))
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(on("console", "WHO")), "WHO", `([a-z][a-z0-9]*)`)
		changes = append(changes,
			change{regexp.MustCompile(pattern), on("matrix", "@${1}:"+fakematrix.Name)},
			change{regexp.MustCompile(regexp.QuoteMeta(chattest.Alike(p.Sentence("follow.terminal"))) + `\n*`), ""},
		)
	}
	return func(answer string) string {
		answer = chattest.Alike(answer)
		for _, c := range changes {
			answer = c.from.ReplaceAllString(answer, c.to)
		}
		return label.ReplaceAllStringFunc(answer, func(long string) string {
			if runes := []rune(long); len(runes) > buttonRunes+len("[1] ") {
				return string(runes[:len("[1] ")+buttonRunes-1]) + "…"
			}
			return long
		})
	}
}
