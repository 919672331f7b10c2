package i18n

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/google/go-cmp/cmp"
)

// formsOf are the plural forms that a language needs, by CLDR.
var formsOf = map[string][]string{
	"en": {"one", "other"},
	"fr": {"many", "one", "other"}, // many: un million de …
	"es": {"many", "one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"},
}

func builtIn(t *testing.T) *Catalogue {
	t.Helper()
	cat, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(cat.sentences["en"]) == 0 {
		t.Fatal("the English catalogue is empty")
	}
	return cat
}

func TestEveryLanguageHasEveryKey(t *testing.T) {
	t.Parallel()
	cat := builtIn(t)
	for _, lang := range Languages() {
		if diff := cmp.Diff(cat.Keys("en"), cat.Keys(lang)); diff != "" {
			t.Errorf("keys of en (-) and %s (+):\n%s", lang, diff)
		}
	}
}

func TestEverySentenceTakesTheSameArgumentsInEveryLanguage(t *testing.T) {
	t.Parallel()
	cat := builtIn(t)
	for key, english := range cat.sentences["en"] {
		for _, lang := range Languages()[1:] {
			s, ok := cat.sentences[lang][key]
			if !ok {
				continue // told by TestEveryLanguageHasEveryKey
			}
			if diff := cmp.Diff(english.placeholders, s.placeholders); diff != "" {
				t.Errorf("%s in en (-) and %s (+):\n%s", key, lang, diff)
			}
			if english.plural() != s.plural() {
				t.Errorf("%s has plural forms in one of en and %s only", key, lang)
			}
		}
	}
}

func TestEveryPluralHasTheFormsOfItsLanguage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, lang string, s sentence) {
		want := []string{"other"}
		if s.plural() {
			want = formsOf[lang]
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(s.forms))); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", s.key, lang, diff)
		}
	})
}

func TestEverySentenceIsWellFormed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, lang string, s sentence) {
		for form, text := range s.forms {
			for _, fault := range faults(text) {
				if fault == hasMachineWord && slices.ContainsFunc(ofFiles, func(area string) bool { return strings.HasPrefix(s.key, area) }) {
					continue
				}
				t.Errorf("%s of %s, %s: %s: %q", s.key, lang, form, fault, text)
			}
		}
	})
}

func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"{{.name}} works on it": 0, "log C-12 “done”": 0, "accord_token is fine in {{.code_name}}": 1,
		" x": 1, "x ": 1, "a  b": 1, "it's": 1, "wait...": 1, "{{.a": 1, "{{printf .a}}": 1, "{{ if .x }}y{{ end }}": 2, "a\u202eb": 1, "": 1, "a\u20662027-03-31\u2069": 0, "\u2066a": 1,
	} {
		if got := faults(text); len(got) != want {
			t.Errorf("faults(%q): got %q, want %d", text, got, want)
		}
	}
}

const hasMachineWord = "has a word of machines"

// ofFiles are the areas that speak of files and settings, whose fields have such names.
var ofFiles = []string{"plans.", "bundle.", "import.", "admin.", "config."}

var (
	placeholder = regexp.MustCompile(`\{\{\.[a-z][a-z0-9_]*\}\}`)
	machineWord = regexp.MustCompile(`\b[a-z]+_[a-z_]+\b`)
	leftToRight = regexp.MustCompile("\u2066([^\u2066-\u2069]*)\u2069")
	apostrophe  = regexp.MustCompile(`\pL'\pL`)
)

// faults are what a reader would stumble over, whatever the language.
func faults(text string) []string {
	var found []string
	say := func(wrong bool, what string) {
		if wrong {
			found = append(found, what)
		}
	}
	bare := placeholder.ReplaceAllString(text, "")
	say(text == "", "is empty")
	say(strings.TrimSpace(text) != text, "begins or ends with a space")
	say(strings.Contains(text, "  "), "has two spaces in a row")
	say(strings.Contains(text, "..."), "has three dots for an ellipsis (…)")
	say(apostrophe.MatchString(text), "has a straight apostrophe (’)")
	say(machineWord.MatchString(bare), hasMachineWord)
	for range strings.Count(bare, "{{") {
		say(true, "has a placeholder other than {{.name}}")
	}
	say(strings.ContainsFunc(leftToRight.ReplaceAllString(text, "$1"), func(r rune) bool {
		return unicode.Is(unicode.Cc, r) && r != '\n' || bidi.IsControl(r)
	}), "has a control character")
	return found
}

// Between Arabic letters, 2027-03-31 is shown as 31-03-2027. Examples are as the person will see them when typing.
func TestNoArabicSentenceHasADateThatTurnsRound(t *testing.T) {
	t.Parallel()
	turns := regexp.MustCompile(`[0-9]+(?:-[0-9]+)+`)
	for key, s := range builtIn(t).sentences["ar"] {
		for _, text := range s.forms {
			found := turns.FindString(leftToRight.ReplaceAllString(text, ""))
			if found != "" && !strings.Contains(key, "example") {
				t.Errorf(`%s: write %s as \u2066%[2]s\u2069 or give it as an argument: %q`, key, found, text)
			}
		}
	}
}

func TestNoSentenceIsLeftInEnglish(t *testing.T) {
	t.Parallel()
	cat := builtIn(t)
	for key, english := range cat.sentences["en"] {
		if strings.Contains(key, "example") || isCommandLine(english.forms["other"]) || words(english.forms["other"]) < 4 {
			continue
		}
		for _, lang := range Languages()[1:] {
			if s := cat.sentences[lang][key]; s.forms["other"] == english.forms["other"] {
				t.Errorf("%s of %s is still English: %q", key, lang, english.forms["other"])
			}
		}
	}
}

// isCommandLine says whether the text is what an administrator types, which is the same in every language.
func isCommandLine(text string) bool { return strings.HasPrefix(text, "bin/") }

// words counts the words of a sentence that would have to be translated.
func words(text string) int {
	return len(strings.FieldsFunc(placeholder.ReplaceAllString(text, " "), func(r rune) bool { return !unicode.IsLetter(r) }))
}

func TestEverySentenceCanBeSaidForEveryCount(t *testing.T) {
	t.Parallel()
	cat := builtIn(t).WhenMissing(func(lang, key string) { t.Errorf("%s of %s cannot be said", key, lang) })
	each(t, func(t *testing.T, lang string, s sentence) {
		var args []any
		for _, name := range s.placeholders {
			args = append(args, name, "<{{.x}}>")
		}
		for _, count := range []int{0, 1, 2, 3, 11, 100, 1_000_000} {
			got := cat.Printer(lang).Plural(s.key, count, args...)
			if got == "" || strings.Contains(strings.ReplaceAll(got, "<{{.x}}>", ""), "{{") {
				t.Errorf("%s of %s for %d: got %q", s.key, lang, count, got)
			}
		}
	})
}

func each(t *testing.T, check func(t *testing.T, lang string, s sentence)) {
	t.Helper()
	cat := builtIn(t)
	for _, lang := range Languages() {
		for _, key := range cat.Keys(lang) {
			check(t, lang, cat.sentences[lang][key])
		}
	}
}

// said is a key in the sources, and where.
type said struct{ key, where string }

func (s said) String() string { return fmt.Sprintf("%s: %s", s.where, s.key) }
