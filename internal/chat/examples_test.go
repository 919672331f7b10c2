package chat

import (
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
)

// reading is a reader of the built-in plans, and the catalogues.
func reading(t *testing.T) (*understand.Reader, *i18n.Catalogue) {
	t.Helper()
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := understand.New(plans.NewResolver(documents))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return reader, catalogue
}

func TestEveryVerbHasHelpWithAnExampleThatIsUnderstood(t *testing.T) {
	t.Parallel()
	reader, catalogue := reading(t)
	for _, v := range verbs() {
		for _, language := range i18n.Languages() {
			keys := catalogue.Keys(language)
			for _, key := range []string{"help." + string(v.name), "help." + string(v.name) + ".example"} {
				if !slices.Contains(keys, key) {
					t.Errorf("%s has no %s", language, key)
				}
			}
			example := catalogue.Printer(language).Sentence("help." + string(v.name) + ".example")
			expectVerb(t, reader, language, example, v.name)
		}
	}
}

// What answers a question or goes on with an answer is said where it is of use; the demonstration is the terminal's.
func TestTheScreenOfHelpHasEveryVerb(t *testing.T) {
	t.Parallel()
	shown := []understand.Verb{understand.Yes, understand.No, understand.More, understand.Help, understand.Demo}
	for _, group := range helpOn() {
		shown = append(shown, group.verbs...)
	}
	for _, v := range verbs() {
		if !slices.Contains(shown, v.name) {
			t.Errorf("the screen of help has no %s", v.name)
		}
	}
}

func TestWhatButtonsSayIsUnderstood(t *testing.T) {
	t.Parallel()
	reader, catalogue := reading(t)
	for _, language := range i18n.Languages() {
		p := catalogue.Printer(language)
		args := []any{
			"code", i18n.Said("25"), "what", i18n.Said("x y"), "date", i18n.Said("2027-05-25"), "plan", i18n.Said("digital-2025"),
			"period", i18n.Said("2026-Q3"),
		}
		for _, key := range catalogue.Keys("en") {
			if name, ok := strings.CutPrefix(key, "chat.say_"); ok {
				verb, _, _ := strings.Cut(name, "_")
				expectVerb(t, reader, language, p.Sentence(key, args...), understand.Verb(verb))
			}
		}
	}
}

func expectVerb(t *testing.T, reader *understand.Reader, language, text string, want understand.Verb) {
	t.Helper()
	got := reader.Read(text, understand.Context{Today: "2026-11-25", Language: language})
	if got.Verb != want || !got.Sure || len(got.Problems) > 0 {
		t.Errorf("%s: %q is understood as %s (sure: %v, problems: %v), want %s", language, text, got.Verb, got.Sure, got.Problems, want)
	}
	if want.Writes() && !got.Structured {
		t.Errorf("%s: %q is no precise form of %s", language, text, want)
	}
}
