package i18n

import (
	"regexp"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// sentence is one entry of a catalogue.
type sentence struct {
	key          string
	forms        map[string]string // by plural form; "other" is always there unless the file is broken
	placeholders []string          // of all forms, sorted
}

func newSentence(m *i18n.Message) sentence {
	s := sentence{key: m.ID, forms: map[string]string{}}
	for form, text := range map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other} {
		if text != "" {
			s.forms[form] = text
			s.placeholders = append(s.placeholders, placeholdersOf(text)...)
		}
	}
	slices.Sort(s.placeholders)
	s.placeholders = slices.Compact(s.placeholders)
	return s
}

// plural says whether the sentence has forms for several counts.
func (s sentence) plural() bool { return len(s.forms) > 1 || s.forms["other"] == "" }

func placeholdersOf(text string) []string {
	var names []string
	for _, found := range regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`).FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}
