package reply_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/reply"
)

// TestRunsSayWhatTheTextSays: a platform that shows runs shows what all others do.
func TestRunsSayWhatTheTextSays(t *testing.T) {
	t.Parallel()
	for _, text := range append(hostile, "NDI", "two  words ") {
		for _, direction := range []bidi.Direction{bidi.LTR, bidi.RTL} {
			line := reply.Line{reply.Text(text), reply.Said(" by "), reply.Strong(text), reply.Text(" "), reply.Code(text), reply.Text(" "), reply.Status{Word: text}}
			r := reply.Reply{Direction: direction, Blocks: []reply.Block{reply.Paragraph(line)}}
			var shown strings.Builder
			for _, run := range r.Runs(line) {
				if run.Text == "" {
					t.Errorf("%q: an empty run", text)
				}
				shown.WriteString(run.Text)
			}
			if diff := cmp.Diff(reply.AsText(r, reply.Layout{Words: printer(t, "en")}), shown.String()); diff != "" {
				t.Errorf("%q, %s (-text +runs):\n%s", text, direction, diff)
			}
		}
	}
}

func TestARunOfALinkLeadsWhereALinkMay(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://ndi.example/a": "https://ndi.example/a", "javascript:alert(1)": "", "https://matrix.to/#/@a:hs": "", "https://u@evil.example": "",
	} {
		line := reply.Line{reply.Link{URL: address, Label: "label"}}
		runs := reply.Reply{}.Runs(line)
		if len(runs) != 1 || runs[0].URL != want || (runs[0].Kind == reply.LinkRun) != (want != "") {
			t.Errorf("%s: got %+v, want %q", address, runs, want)
		}
	}
}

func TestARestIsSaidWithoutItsSentence(t *testing.T) {
	t.Parallel()
	l := reply.Layout{Words: printer(t, "en")}
	line := l.RestLine(reply.Rest{Total: 12, Say: "more"}, 10)
	r := reply.Reply{Blocks: []reply.Block{reply.Paragraph(line)}}
	if got := reply.AsText(r, l); got != "… and 2 more" {
		t.Errorf("got %q", got)
	}
	if l.RestLine(reply.Rest{}, 10) != nil {
		t.Error("nothing is left, and something is said")
	}
}
