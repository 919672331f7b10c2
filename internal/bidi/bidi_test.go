package bidi_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/bidi"
	"pgregory.net/rapid"
)

func TestAValueIsIsolatedWhereItCouldDisturbTheLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value string
		line  bidi.Direction
		want  string
	}{
		{"NDI", bidi.LTR, "NDI"},
		{"Élections – 漢字", bidi.LTR, "Élections – 漢字"},
		{"شبكة الانتخابات", bidi.LTR, "\u2068شبكة الانتخابات\u2069"},
		{"٢٠٢٧", bidi.LTR, "\u2068٢٠٢٧\u2069"},
		{"NDI", bidi.RTL, "\u2068NDI\u2069"},
		{"", bidi.RTL, ""},
		{"\u202egnp.exe", bidi.LTR, "gnp.exe"},
		{"\u2069\u2067x\u200f", bidi.RTL, "\u2068x\u2069"},
	} {
		if got := bidi.Isolate(c.value, c.line); got != c.want {
			t.Errorf("Isolate(%q, %s): got %q, want %q", c.value, c.line, got, c.want)
		}
	}
}

func TestNoControlSurvivesStripping(t *testing.T) {
	t.Parallel()
	controls := "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
	if got := bidi.Strip("a" + controls + "b"); got != "ab" {
		t.Errorf("Strip: got %q, want ab", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("aب1 \u202e\u2067\u2069"))).Draw(t, "s")
		for _, r := range bidi.Strip(s) {
			if bidi.IsControl(r) {
				t.Fatalf("Strip(%q) kept %U", s, r)
			}
		}
	})
}
