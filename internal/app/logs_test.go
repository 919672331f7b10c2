package app_test

import (
	"regexp"
	"strings"
	"testing"
)

// tellsTooMuch is what only a token, a code, an address at which one may answer, or a sentence to the bot looks like.
var tellsTooMuch = regexp.MustCompile(`xox[a-z]{1,2}[-.]|xapp-|syt_|Bearer |trigger\.\d|/response/|ticket=|` +
	`\b(?:[0-9A-HJKMNP-TV-Z]{5}-){3,5}[0-9A-HJKMNP-TV-Z]{1,5}\b|` +
	`\blog C-\d|\bwho (?:25|is working)|consultation held|Joint paper|event \d+ held`)

// discreet demands that a program's log has none of that, nor any of the secrets of the test.
func discreet(t testing.TB, log string, secrets ...string) {
	t.Helper()
	if strings.TrimSpace(log) == "" {
		t.Error("nothing was logged")
	}
	for line := range strings.Lines(log) {
		if at := tellsTooMuch.FindString(line); at != "" {
			t.Errorf("the log has %q: %s", at, line)
		}
		for _, secret := range secrets {
			if secret = strings.TrimSpace(secret); secret != "" && strings.Contains(line, secret) {
				t.Errorf("the log has a secret of the test: %s", line)
			}
		}
	}
}

func TestALogThatTellsTooMuchIsFound(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"xoxb-1-2", "xapp-1", "syt_YW5h", "Bearer x", "trigger.12", "https://slack.example/response/1", "ticket=1", "7QABC-7QABC-7QABC-7QABC-7QABC-7",
		"log C-1 60%", "who 25", "event 7 held", "a secret of the test",
	} {
		found := &finder{TB: t}
		discreet(found, "time=2026-11-25T09:00:00Z level=INFO msg=well\nlevel=INFO msg=\"it said "+text+" just now\"\n", "a secret of the test\n")
		if found.times != 1 {
			t.Errorf("%q was found %d times", text, found.times)
		}
	}
	silent := &finder{TB: t}
	if discreet(silent, "\n"); silent.times != 1 {
		t.Error("an empty log was taken for a discreet one")
	}
}

// finder counts errors.
type finder struct {
	testing.TB
	times int
}

func (f *finder) Errorf(string, ...any) { f.times++ }

func (f *finder) Error(...any) { f.times++ }

func (f *finder) Helper() {}
