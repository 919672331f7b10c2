package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// language sets the language of the answers: in a private conversation the person's; in a shared room the room's, if a
// convener of the plan asks, else the person's own for private conversations.
func language(ctx context.Context, t *turn) (reply.Reply, error) {
	wish := t.args.Language
	if wish == "" {
		return t.reply(nil, reply.Facts{t.languageFact()}, t.languages()), nil
	}
	if !i18n.Known(wish) {
		return reply.Reply{}, problem.New(problem.Invalid, "chat.language_unknown", "language", shortened(wish)).At("language")
	}
	wish = i18n.Match(wish)
	if !t.message.Private && t.actor.ConvenerOf(t.plan.ID) {
		return t.roomLanguage(ctx, wish)
	}
	if err := t.ownLanguage(ctx, wish); err != nil {
		return reply.Reply{}, err
	}
	if !t.message.Private {
		return t.reply(nil, t.paragraph("chat.language_own", "language", t.languageName(wish))), nil
	}
	t.speak(wish)
	return t.reply(nil, t.paragraph("chat.language_set", "language", t.languageName(wish))), nil
}

func (t *turn) languageName(language string) problem.Word {
	return problem.Word("language." + language)
}

func (t *turn) ownLanguage(ctx context.Context, wish string) error {
	t.conversation.Language = wish
	if !t.actor.Known() {
		return nil
	}
	_, err := t.do(ctx, commitments.SetProfile{Locale: &wish})
	return err
}

func (t *turn) roomLanguage(ctx context.Context, wish string) (reply.Reply, error) {
	room, err := t.recall(ctx, t.message.place(), t.message)
	if err != nil {
		return reply.Reply{}, err
	}
	room.now.Language = wish
	if err := t.remember(ctx, room); err != nil {
		return reply.Reply{}, err
	}
	t.speak(wish)
	return t.reply(nil, t.paragraph("chat.language_room", "language", t.languageName(wish))), nil
}

// languages offers each by its own name, so that whoever is lost in one finds the way out.
func (t *turn) languages() reply.Buttons {
	var buttons reply.Buttons
	for _, code := range i18n.Languages() {
		buttons = append(buttons, reply.Button{Label: t.catalogue.Printer(code).Sentence("language.own_name"), Say: "language " + code})
	}
	return buttons
}
