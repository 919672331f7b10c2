package words_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/words"
	"pgregory.net/rapid"
)

func TestFoldingBringsTogetherWhatIsWrittenDifferently(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ written, want string }{
		{"Révisión", "revision"},
		{"ÉTAPE", "etape"},
		{"Œuvre", "oeuvre"},
		{"２９ｃ", "29c"},
		{"٢٩", "29"},
		{"۲۹", "29"},
		{"الأُمَم", "الامم"},
		{"إلى", "الي"},
		{"فقرة", "فقره"},
		{"مـــن", "من"},
		{"STRASSE", "strasse"},
		{"Straße", "strasse"},
		{"l’année", "l'annee"},
	} {
		if got := words.Fold(c.written); got != c.want {
			t.Errorf("Fold(%q): got %q, want %q", c.written, got, c.want)
		}
	}
}

func TestDigitsThatOnlyLookAlikeStayApart(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"𝟐𝟗", "२९", "²⁹", "②", "Ⅻ", "২৫"} {
		if got := words.Fold(s); strings.ContainsAny(got, "0123456789") {
			t.Errorf("Fold(%q): got %q, want no ASCII digit", s, got)
		}
		for _, token := range words.Tokens(s) {
			if token.Kind == words.Number {
				t.Errorf("Tokens(%q): got a number", s)
			}
		}
	}
	if words.Fold("29с") == "29c" { // a Cyrillic letter
		t.Error("Fold takes a Cyrillic letter for a Latin one")
	}
}

func TestCleaningTakesOutWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ written, want string }{
		{"a\x00b", "ab"},
		{"a\u202Eb\u2066c\u2069", "abc"},
		{"a\u200Bb\uFEFF", "ab"},
		{"a\xffb", "a\uFFFDb"},
		{"a\nb\tc", "a\nb\tc"},
		{"\u202B29c\u202C", "29c"},
		{"e\u0301", "é"},
		{"👩\u200D💻", "👩\u200D💻"},
		{"2\u200D9", "29"},
		{"x\x07y", "xy"},
	} {
		if got := words.Clean(c.written); got != c.want {
			t.Errorf("Clean(%q): got %q, want %q", c.written, got, c.want)
		}
	}
}

func TestTokensTellLettersDigitsAndSignsApart(t *testing.T) {
	t.Parallel()
	var got []string
	for _, token := range words.Tokens("GC25: see https://example.org/a?b=1. @ana said 60 % (29c)") {
		got = append(got, token.Text)
	}
	want := "GC|25|:|see|https://example.org/a?b=1|.|@ana|said|60|%|(|29|c|)"
	if strings.Join(got, "|") != want {
		t.Errorf("Tokens: got %s, want %s", strings.Join(got, "|"), want)
	}
}

func TestNumbersAreReadInFourLanguages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"thirty-five": 35, "twenty nine": 29, "nineteen": 19, "zero": 0, "vingt et un": 21, "soixante-dix-sept": 77, "quatre-vingts": 80,
		"quatre-vingt-dix-neuf": 99, "quatre": 4, "treinta y dos": 32, "veinticinco": 25, "noventa y nueve": 99, "خمسة وعشرون": 25,
		"الثانية والثلاثين": 32, "تسعة عشر": 19, "ثلاثون": 30, "٢٩": 29, "2027": 2027,
	} {
		tokens := words.Tokens(text)
		got, n := words.NumberAt(tokens, 0)
		if got != want || n != len(tokens) {
			t.Errorf("NumberAt(%q): got %d in %d tokens, want %d in %d", text, got, n, want, len(tokens))
		}
	}
	if _, n := words.NumberAt(words.Tokens("12345"), 0); n != 0 {
		t.Error("NumberAt(12345): want no number, it is too long")
	}
}

func TestTypingErrorsAreCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"ratification", "raitfication", 1}, {"comment", "coment", 1}, {"general", "generl", 1}, {"abc", "abc", 0}, {"abcd", "dcba", 3}, {"ca", "abc", 3}} {
		if got := words.Distance(c.a, c.b, 2); got != min(c.want, 3) {
			t.Errorf("Distance(%s, %s): got %d, want %d", c.a, c.b, got, c.want)
		}
	}
	v := words.NewVocabulary([]string{"ratification", "comment", "help", "show", "step", "report"})
	for wrong, want := range map[string]string{"raitfication": "ratification", "hlep": "help", "stpe": "step", "rpeort": "report", "helm": "", "comment": "", "xyz": "", "lunch": ""} {
		if got := v.Nearest(wrong); got != want {
			t.Errorf("Nearest(%s): got %q, want %q", wrong, got, want)
		}
	}
}

func TestStemsBringFormsTogether(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"submissions", "submission"},
		{"training", "trainings"},
		{"ratify", "ratification"},
		{"ratifier", "ratificacion"},
		{"coalitions", "coalition"},
		{"observateurs", "observateur"},
		{"التحالفات", "تحالف"},
		{"والتصديق", "تصديق"},
		{"submitted", "submit"},
	} {
		if a, b := words.Stem(words.Fold(pair[0])), words.Stem(words.Fold(pair[1])); a != b {
			t.Errorf("Stem: got %q for %s and %q for %s, want the same", a, pair[0], b, pair[1])
		}
	}
	if words.Stem("rapporteur") == words.Stem("rapport") {
		t.Error("Stem: a rapporteur is no rapport")
	}
}

func TestTheLanguageOfASentenceShows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"who is working on 29c?": "en", "qui travaille sur le 29c ?": "fr", "¿quién trabaja en el 29c?": "es", "من يعمل على ٢٩ج؟": "ar", "29c": "", "": "",
	} {
		if got := words.Language(words.Tokens(text)); got != want {
			t.Errorf("Language(%q): got %q, want %q", text, got, want)
		}
	}
}

func TestFoldingAndCleaningTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })).Draw(t, "text")
		if once := words.Clean(s); words.Clean(once) != once || !utf8.ValidString(once) {
			t.Fatalf("Clean(%q) is %q, and again %q", s, once, words.Clean(once))
		}
		if once := words.Fold(s); words.Fold(once) != once {
			t.Fatalf("Fold(%q) is %q, and again %q", s, once, words.Fold(once))
		}
	})
}

func TestTokensAreWhereTheySay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := words.Clean(rapid.String().Draw(t, "text"))
		end := 0
		for _, token := range words.Tokens(s) {
			if token.Start < end || token.End <= token.Start || s[token.Start:token.End] != token.Text {
				t.Fatalf("Tokens(%q): %+v", s, token)
			}
			if strings.TrimSpace(s[end:token.Start]) != "" {
				t.Fatalf("Tokens(%q): %q is in no token", s, s[end:token.Start])
			}
			end = token.End
		}
		if strings.TrimSpace(s[end:]) != "" {
			t.Fatalf("Tokens(%q): %q is in no token", s, s[end:])
		}
	})
}

func TestDistanceIsADistance(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-e]{0,7}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := words.Distance(a, b, 8)
		if d != words.Distance(b, a, 8) || (d == 0) != (a == b) || d > max(len(a), len(b)) {
			t.Fatalf("Distance(%s, %s): got %d, and %d the other way", a, b, d, words.Distance(b, a, 8))
		}
		if bounded := words.Distance(a, b, 2); bounded != min(d, 3) {
			t.Fatalf("Distance(%s, %s) to 2: got %d, want %d", a, b, bounded, min(d, 3))
		}
	})
}

func TestAMegabyteIsReadAtOnce(t *testing.T) {
	t.Parallel()
	s := strings.Repeat("29c ", 1<<18)
	if got := len(words.Tokens(words.Clean(s))); got != 2<<18 {
		t.Errorf("Tokens: got %d, want %d", got, 2<<18)
	}
}
