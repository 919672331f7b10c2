package reply

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCleanTextIsOneLineThatCanBeSeen(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  a \t\n b\u3000c ":                 "a b c",
		"1\u00a0234\u202f€":                  "1\u00a0234\u202f€", // French needs them
		"\x1b[31mred\x07\u009b":              "[31mred",
		"a\xffb":                             "a\ufffdb",
		"soft\u00adhyphen\u200b\ufeff\u2060": "softhyphen",
		"\u202eabc\u2067\u2069\u200f":        "abc",
		"\U000e0041tag\ufffe\ufdd0":          "tag",
		"می\u200cخواهم 👩\u200d👩":             "می\u200cخواهم 👩\u200d👩", // joiners at work
		"\u0600\u06dd١":                      "\u0600\u06dd١",
		"a" + strings.Repeat("\u0301", 50):   "a" + strings.Repeat("\u0301", maxMarks),
		strings.Repeat("a\u0301", 50):        strings.Repeat("a\u0301", 50),
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestASentenceKeepsItsIsolatesInPairs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\u2068NDI\u2069 and \u2068EU\u2069": "\u2068NDI\u2069 and \u2068EU\u2069",
		"\u2068a\u2068b\u2069\u2069":         "\u2068a\u2068b\u2069\u2069",
		"\u2069a\u2068b":                     "ab",
		"\u2068a\u2069\u2069\u2068":          "\u2068a\u2069",
		"\u202ea\u202c60٪\u061c":             "a60٪\u061c",
		"\u2068\u2068a\u2069":                "\u2068a\u2069",
		"\u2068a\x1b[31m\u2069\n":            "\u2068a[31m\u2069",
	} {
		if got := cleanSaid(in); got != want {
			t.Errorf("cleanSaid(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestLinesOfAQuoteAreKept(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"a", "", "b c"}, cleanLines("\n \r\na\u2028\rb  c\u0085\n")); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestAnAtThatBeginsAWordIsDefused(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"@room": "@\u2060room", "ask @ana, (@room)": "ask @\u2060ana, (@\u2060room)", "info@ndi.org": "info@ndi.org", "@@here": "@\u2060@\u2060here",
	} {
		if got := defuse(in); got != want {
			t.Errorf("defuse(%q): got %q, want %q", in, got, want)
		}
	}
}
