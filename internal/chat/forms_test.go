package chat_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

const formScene = `
@organisation ndi National Democratic Institute (NDI)
@organisation cedar Cedar Election Watch
@member ana of ndi as focal_point
@member ola of ndi as observer
@member cem of cedar as focal_point
@registered by ana for 25: Joint paper on the GC25 update; due 2026-12-31
@registered by cem for 26: Quiet talks; visibility conveners
@today 2026-11-25
`

func TestAFormComesWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given(formScene)
	for _, c := range []struct {
		name, form, who string
		values          map[string]string
		want            map[string]string // nil: no form
		says            string
	}{
		{"progress on one", "log", "ana", map[string]string{"ref": "C-1", "note": "Met\nthem", "status": "no such"}, map[string]string{"ref": "C-1", "note": "Met\nthem", "status": ""}, ""},
		{"progress on any", "log", "ana", map[string]string{"note": "Met"}, map[string]string{"ref": "", "note": "Met"}, ""},
		{"a commitment", "commit", "ana", map[string]string{"steps": "25", "title": "A paper"}, map[string]string{"steps": "25", "title": "A paper"}, ""},
		{"as it is kept", "edit", "ana", map[string]string{"ref": "C-1"}, map[string]string{"title": "Joint paper on the GC25 update", "due_on": "2026-12-31"}, ""},
		{"as it was typed", "edit", "ana", map[string]string{"ref": "C-1", "title": "Another"}, map[string]string{"title": "Another"}, ""},
		{"a stranger", "commit", "eve", nil, nil, "I do not know you yet"},
		{"what one may not see", "log", "ana", map[string]string{"ref": "C-2"}, nil, "C-2"},
		{"no such form", "report", "ana", nil, nil, ""},
	} {
		m := w.Message(c.who, "")
		m.Form, m.Values = c.form, c.values
		answer, err := w.Bot().Form(t.Context(), m)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		forms := answer.Reply.Forms()
		if (len(forms) == 1) != (c.want != nil) || !strings.Contains(w.Text(answer), c.says) || (c.want != nil) != (answer.Outcome == chat.Answered) {
			t.Errorf("%s: %s with %d forms: %s", c.name, answer.Outcome, len(forms), w.Text(answer))
			continue
		}
		for name, want := range c.want {
			for _, f := range forms[0].Fields {
				if f.Name == name && f.Value != want {
					t.Errorf("%s: %s is %q, want %q", c.name, name, f.Value, want)
				}
			}
		}
	}
}

func TestAnOverviewShowsWhatIsOnesOwn(t *testing.T) {
	t.Parallel()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	w.Given(formScene)
	for who, want := range map[string][]string{
		"ana": {"Overdue", "Falling due", "Joint paper", "A new commitment", "Log progress"},
		"eve": {"I do not know you yet", "invitation code", "What you can say"[:4], "who is working on"},
	} {
		answer, err := w.Bot().Overview(t.Context(), w.Message(who, ""))
		if err != nil {
			t.Fatal(err)
		}
		text := w.Text(answer)
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%s: lacks %q: %s", who, words, text)
			}
		}
		if strings.Contains(text, "Quiet talks") {
			t.Errorf("%s sees what is not theirs: %s", who, text)
		}
	}
	if got := w.Say("ana", "more"); !strings.Contains(got, "no") {
		t.Errorf("an overview is remembered: %s", got)
	}
}

func TestWhatChangesSomethingIsToBeSaidOnce(t *testing.T) {
	t.Parallel()
	w := chattest.NewWorld(t, storetest.SQLite(t).Open(t))
	for say, want := range map[string]bool{
		"log C-12 no change": true, "undo C-1 entry 2": true, "yes C-1": true, "no": true, "withdraw C-12 because funding ended": true,
		"snooze C-12 2 weeks": true, "edit C-1": true, "نعم": true,
		"mine": false, "who 25": false, "help": false, "more": false, "report 2026-Q3 pdf": false, "": false,
	} {
		if got := w.Bot().Once(say); got != want {
			t.Errorf("%q: got %v, want %v", say, got, want)
		}
	}
}
