package render

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestArabicLettersJoin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"بيت":    "\ufe91\ufef4\ufe96",                   // initial, medial, final
		"دار":    "\ufea9\ufe8d\ufead",                   // none of them reaches on
		"لا":     "\ufefb",                               // lam and alef are one letter
		"كلا":    "\ufedb\ufefc",                         // and end a word
		"مُنجَز": "\ufee3\u064f\ufee8\ufea0\u064e\ufeb0", // marks part nothing
		"ب ت":    "\ufe8f \ufe95",                        // a space does
		"abc ٣":  "abc ٣",                                //
		"شيء":    "\ufeb7\ufef2\ufe80",                   // hamza joins nothing
	} {
		if got := join(text); got != want {
			t.Errorf("join(%q): got %+q, want %+q", text, got, want)
		}
	}
}

func TestJoiningChangesNoLetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةى َُ abc١٢"))).Draw(t, "text")
		got, want := norm.NFKC.String(join(text)), norm.NFKC.String(text)
		if withoutMarks(got) != withoutMarks(want) {
			t.Errorf("join(%q): read back %q, want %q", text, got, want)
		}
		if diff := cmp.Diff(counts(want), counts(got)); diff != "" { // a mark between lam and alef follows their one form
			t.Errorf("join(%q): letters (-want +got):\n%s", text, diff)
		}
	})
}

func withoutMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if transparent(r) {
			return -1
		}
		return r
	}, text)
}

func TestLinesAreDrawnInTheOrderOfTheirScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line      string
		direction bidi.Direction
		want      string
	}{
		{"abc 12", bidi.LTR, "abc 12"},
		{"אבג", bidi.RTL, "גבא"},
		{"אב 12 גד", bidi.RTL, "דג 12 בא"},
		{"אב (12) גד", bidi.RTL, "דג (12) בא"},
		{"אב \u2068C-12\u2069, גד", bidi.RTL, "דג ,C-12 בא"},
		{"see \u2068אב (x) גד\u2069: ok", bidi.LTR, "see דג (x) בא: ok"},
		{"see אב 12 גד ok", bidi.LTR, "see דג 12 בא ok"},
		{"\u206829c\u2069, \u206831a\u2069", bidi.RTL, "31a ,29c"},
		{"אב \u2068one \u2068גד\u2069 two\u2069", bidi.RTL, "one דג two בא"},
		{"x\u2068unclosed אב", bidi.LTR, "xunclosed בא"},
		{"", bidi.RTL, ""},
	} {
		if got := visual(c.line, c.direction); got != c.want {
			t.Errorf("visual(%q, %s): got %q, want %q", c.line, c.direction, got, c.want)
		}
	}
}

func TestALineKeepsItsLetters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("אבגד abc 123 ,.-\u2067\u2068\u2069\ufffc"))).Draw(t, "text")
		direction := rapid.SampledFrom([]bidi.Direction{bidi.LTR, bidi.RTL}).Draw(t, "direction")
		got, want := counts(visual(text, direction)), counts(text)
		for r, n := range want {
			if got[r] != n {
				t.Errorf("visual(%q, %s): got %d of %q, want %d", text, direction, got[r], r, n)
			}
		}
	})
}

// counts are the letters of a text, without controls and objects.
func counts(text string) map[rune]int {
	all := map[rune]int{}
	for _, r := range bidi.Strip(text) {
		if r != object {
			all[r]++
		}
	}
	return all
}

func TestWrappedLinesFitAndLoseNothing(t *testing.T) {
	t.Parallel()
	f := newFace(regularType(), newVoice(catalogue(t).Printer("en")))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,12} ){0,12}[a-z]{0,60}`).Draw(t, "text")
		width := rapid.Float64Range(12, 200).Draw(t, "width")
		var all string
		for _, line := range f.wrap(text, 8, width) {
			if f.width(line, 8) > width+0.001 {
				t.Errorf("wrap(%q, %v): the line %q is %v wide", text, width, line, f.width(line, 8))
			}
			all += line
		}
		got, want := counts(all), counts(text)
		delete(got, ' ')
		delete(want, ' ')
		for r, n := range want {
			if got[r] != n {
				t.Errorf("wrap(%q, %v): got %d of %q, want %d", text, width, got[r], r, n)
			}
		}
	})
}
