package matrix

import (
	"testing"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// M-47.
func TestNumbersAreReadInTheDigitsOfEveryone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"1": 1, " 2 ": 2, "[3]": 3, "4.": 4, "(5)": 5, "٣": 3, "۴": 4, "12": 12, "0": 0, "": 0, "123": 0, "1a": 0, "C-1": 0, "-1": 0, "1 2": 0, "½": 0,
	} {
		if got := number(text); got != want {
			t.Errorf("number(%q): got %d, want %d", text, got, want)
		}
	}
}

// M-24, M-46.
func TestTheMentionIsTakenAway(t *testing.T) {
	t.Parallel()
	me := id.UserID("@accord:hs.example")
	for text, want := range map[string]string{
		"accord: who 25": "who 25", "Accord, who 25": "who 25", "@accord:hs.example who 25": "who 25", "who 25 @accord": "who 25",
		"The Bot: who 25": "who 25", "who is accord?": "who is accord?", "accordion 25": "accordion 25", "who 25": "who 25", "accord": "",
	} {
		content := &event.MessageEventContent{Body: text, FormattedBody: `<a href="https://matrix.to/#/@accord:hs.example">The Bot</a>: who 25`}
		if got := withoutMention(text, names(me, content)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestThePrefixIsAWordOfItsOwn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"!accord": true, "!accord help": true, "!ACCORD: help": true, "!accord\nhelp": true, "!accordion": false, "say !accord": false,
		"> !accord delete\nhelp": false, "": false,
	} {
		if got := hasPrefix(text); got != want {
			t.Errorf("hasPrefix(%q): got %v, want %v", text, got, want)
		}
	}
}
