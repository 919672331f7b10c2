package chat_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

const people = `
	@organisation ndi National Democratic Institute (NDI)
	@organisation cedar Cedar Election Watch
	@member ana of ndi as focal_point
	@member cem of cedar as focal_point
	@convener lea
	@registered by ana for 25: Joint paper; due 2027-03-31
	@registered by cem for 26: Letters to States; visibility endorsers
`

// world is one with a few people, on SQLite: what is tested here does not reach the database.
func world(t *testing.T) *chattest.World {
	t.Helper()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given(people)
	return w
}

func TestHostileTextIsAnsweredAndHarmless(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, text := range map[string]string{
		"NUL":               "who 25\x00",
		"not UTF-8":         "who 25 \xff\xfe\xc3",
		"only bytes":        "\xff\xff\xff",
		"bidi controls":     "who \u202e25\u202c \u2066x\u2069",
		"zero width":        "w\u200bho 2\u200b5",
		"escape sequence":   "who 25\x1b]8;;https://evil.example\x07bank\x1b]8;;\x07",
		"look-alike digits": "who ２５ and who 𝟐𝟓 and who ②⑤",
		"template":          "who {{.title}} {{printf \"%s\" .}}",
		"markup":            "who <script>alert(1)</script> @channel [a](https://evil.example)",
		"commands in one":   "who 25; withdraw C-1 because; log C-1 100%",
		"line breaks":       "who 25\nwithdraw C-1 because x\r\nlog C-1 100%",
		"only marks":        "??!!…",
		"an unknown ref":    "status C-99999999999999999999999",
		"a huge number":     "who " + strings.Repeat("9", 400),
		"deep quotes":       strings.Repeat(`"«“`, 500),
	} {
		answer := w.Answer(w.Message("ana", text))
		if answer.Outcome == chat.Silent || answer.Reply.IsEmpty() {
			t.Errorf("%s: no answer", name)
		}
		shown := reply.AsHTML(answer.Reply, reply.Layout{Words: w.Printer(answer.Language)})
		if strings.Contains(shown, "<script") || strings.ContainsAny(shown, "\x00\x1b\x07") {
			t.Errorf("%s: got %q", name, shown)
		}
	}
	if got := w.Say("ana", "status C-1"); !strings.Contains(got, "planned") {
		t.Errorf("after all that, C-1 is: %s", got)
	}
}

func TestWhatIsTooLongIsRefusedAndNotRead(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, text := range map[string]string{
		"one word":  "who " + strings.Repeat("x", 1<<20),
		"one line":  strings.Repeat("who 25 ", 1<<17),
		"NUL bytes": strings.Repeat("\x00", 1<<20),
		"digits":    "log C-1 " + strings.Repeat("9", 1<<20) + "%",
	} {
		answer := w.Answer(w.Message("ana", text))
		if answer.Outcome != chat.Refused || !strings.Contains(w.Text(answer), "too long") {
			t.Errorf("%s: got %s, %.200s", name, answer.Outcome, w.Text(answer))
		}
	}
}

func TestNothingSaidIsNothingAnswered(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, text := range []string{"", "   ", "\n\t"} {
		if answer := w.Answer(w.Message("ana", text)); answer.Outcome != chat.Silent || !answer.Reply.IsEmpty() {
			t.Errorf("%q: got %s, %s", text, answer.Outcome, w.Text(answer))
		}
	}
	mention := w.Message("ana", "")
	mention.Private, mention.Room = false, "public"
	if answer := w.Answer(mention); answer.Outcome != chat.NotUnderstood {
		t.Errorf("a mention without a word: got %s, want what can be said", answer.Outcome)
	}
}

func TestWhatMayNotBeSeenIsAsWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, say := range []string{"status C-2", "who is on C-2", "C-2?"} {
		hidden := w.Say("visitor", say)
		absent := strings.ReplaceAll(w.Say("visitor", strings.ReplaceAll(say, "C-2", "C-77")), "C-77", "C-2")
		if hidden != absent {
			t.Errorf("%s: got %q, and for one that does not exist %q", say, hidden, absent)
		}
	}
	shown := w.Say("ana", "status C-2")
	if !strings.Contains(shown, "Letters to States") {
		t.Errorf("an endorser reads %q", shown)
	}
}

func TestASharedRoomHearsWhatIsPublicAlone(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, say := range []string{"who 26", "step 26", "status 26", "status C-2", "search letters", "mine", "allies", "stale", "gaps"} {
		m := w.Message("cem", say)
		m.Private, m.Room = false, "public"
		if got := w.Text(w.Answer(m)); strings.Contains(got, "Letters") {
			t.Errorf("%s tells the room: %s", say, got)
		}
	}
}

func TestTheSameMessageTwiceIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := chattest.NewWorld(t, s)
		w.Given(people)
		w.Say("ana", "who 25")
		m := w.Message("ana", "who is on it?")
		first := w.Text(w.Answer(m))
		if again := w.Text(w.Answer(m)); again != first || !strings.Contains(first, "Joint paper") {
			t.Errorf("got %q, then %q", first, again)
		}
	})
}

func TestAConversationIsOnesOwn(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Say("ana", "who 25")
	if got := w.Say("cem", "who is on it?"); strings.Contains(got, "Joint paper") {
		t.Errorf("cem hears what ana was shown: %s", got)
	}
	elsewhere := w.Message("ana", "who is on it?")
	elsewhere.Room = "another room"
	if got := w.Text(w.Answer(elsewhere)); strings.Contains(got, "Joint paper") {
		t.Errorf("ana hears in one room what was shown in another: %s", got)
	}
	w.Given("@later 16m")
	if got := w.Say("ana", "who is on it?"); strings.Contains(got, "Joint paper") {
		t.Errorf("it is remembered for longer than 15 minutes: %s", got)
	}
}

func TestAStrangerIsAnsweredInTheLanguageHeardLast(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Say("visitor", "qui travaille sur 27a ?")
	w.Given("@later 2h")
	if got := w.Say("visitor", "25"); !strings.HasPrefix(got, "Action 25") {
		t.Errorf("after French, a code alone: got %s", got)
	}
	if got := w.Say("visitor", "who is on 27a?"); !strings.HasPrefix(got, "Step 27a") {
		t.Errorf("after English: got %s", got)
	}
}

func TestWhoHasChosenALanguageIsAnsweredInIt(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Say("ana", "language es")
	w.Say("visitor", "language ar")
	if got := w.Say("ana", "who is on 25?"); !strings.HasPrefix(got, "Acción 25") {
		t.Errorf("a member who has chosen Spanish: got %s", got)
	}
	w.Given("@later 48h")
	if got := w.Say("visitor", "who is on 25?"); !strings.Contains(got, "الإجراء") {
		t.Errorf("a stranger who has chosen Arabic: got %s", got)
	}
}
