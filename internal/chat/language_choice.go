package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/words"
)

// chooseLanguage: in a private conversation the language that the person has chosen, else the one that the message is
// in, else the one heard before, else the platform's; in a shared room the room's.
func (t *turn) chooseLanguage(ctx context.Context) error {
	heard := languageOf(t.message.Text)
	if heard != "" {
		t.conversation.Heard = heard
	}
	wish := firstOf(t.actor.Member.Locale, t.conversation.Language, t.conversation.Heard, t.message.Locale)
	if !t.message.Private {
		room, err := t.recall(ctx, t.message.place(), t.message)
		if err != nil {
			return err
		}
		wish = firstOf(room.now.Language, heard, t.plan.Language)
	}
	t.speak(wish)
	return nil
}

// speak makes the answer one in this language.
func (t *turn) speak(language string) {
	t.printer = t.catalogue.Printer(i18n.Match(language)).In(t.zone)
}

// languageOf is the language that a text is in, or nothing if that cannot be told. The letters of an invitation code are
// of no language.
func languageOf(text string) string {
	if len(text) > understand.MostBytes {
		return ""
	}
	plain := strings.Fields(words.Clean(text))
	plain = slices.DeleteFunc(plain, func(word string) bool { return people.LooksLikeCode(word) || people.LooksLikeLinkCode(word) })
	return words.Language(words.Tokens(strings.Join(plain, " ")))
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
