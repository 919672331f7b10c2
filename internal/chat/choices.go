package chat

import (
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/reply"
)

// didYouMean offers at most three choices and does nothing else.
func (t *turn) didYouMean() reply.Reply {
	var buttons reply.Buttons
	list := reply.List{}
	for _, choice := range t.understood.Choices[:min(len(t.understood.Choices), 3)] {
		buttons = append(buttons, reply.Button{Label: t.choiceLabel(choice), Say: choice.Say})
		if choice.Step.Step != nil {
			list.Items = append(list.Items, reply.Line{t.stepName(t.named(choice.Step.Plan, choice.Step.Step))})
		}
	}
	blocks := []reply.Block{t.paragraph("chat.did_you_mean")}
	if len(list.Items) > 0 {
		blocks = append(blocks, list)
	}
	if t.understood.Verb.Writes() {
		blocks = append(blocks, t.paragraph("chat.nothing_written"))
	}
	return t.reply(nil, append(blocks, buttons)...)
}

// choiceLabel is short: the step, or what would be said.
func (t *turn) choiceLabel(c understand.Choice) string {
	if c.Step.Step != nil {
		return t.printer.Sentence("chat.button_step", "code", t.codeOf(c.Step.Plan, c.Step.Step.Code))
	}
	return shortened(c.Say)
}

// notUnderstood is short: what to try instead.
func (t *turn) notUnderstood() reply.Reply {
	blocks := []reply.Block{t.paragraph("chat.not_understood")}
	if len(t.understood.Choices) > 0 {
		blocks = append(blocks, t.instead())
		return t.reply(nil, blocks...)
	}
	if v := t.understood.Begins; v != understand.None && v != "" && t.printer.Has("help."+string(v)) {
		return t.notTheRest(v)
	}
	return t.reply(nil, append(blocks, reply.Buttons{
		t.button("chat.button_who", t.example(understand.Who)),
		t.button("chat.button_mine", t.say("mine")),
		t.button("chat.button_help", t.say("help")),
	})...)
}

// notTheRest says what there is to know of the verb that a message begins with.
func (t *turn) notTheRest(v understand.Verb) reply.Reply {
	return t.reply(nil, t.paragraph("chat.begun"), t.paragraph("help."+string(v)), t.forExample(v),
		reply.Buttons{t.button("chat.button_help", t.say("help"))})
}

// shortened is what somebody wrote, short enough to be said back.
func shortened(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
