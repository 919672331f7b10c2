package chat

import (
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// unreadable says why a message is not read at all. Notes and titles are far shorter.
func (t *turn) unreadable() (problem.Problem, bool) {
	if len(t.message.Text) > understand.MostBytes {
		return problem.New(problem.Invalid, "chat.too_long", "most", understand.MostBytes/2), true
	}
	return problem.Problem{}, false
}

// refusal says what was wrong.
func (t *turn) refusal(trouble problem.Problem) reply.Reply {
	return t.reply(nil, reply.Paragraph{t.trouble(trouble)})
}

// troubles says everything that is wrong with the message, what was understood, and what would work.
func (t *turn) troubles() reply.Reply {
	var blocks []reply.Block
	for _, trouble := range t.understood.Problems {
		blocks = append(blocks, reply.Paragraph{t.trouble(trouble)})
	}
	if steps := t.stepNames(t.args.Steps); len(steps) > 0 {
		blocks = append(blocks, reply.Paragraph{t.said("chat.understood", "what", steps)})
	}
	if t.understood.Verb.Writes() {
		blocks = append(blocks, t.paragraph("chat.nothing_written"))
	}
	return t.reply(nil, append(blocks, t.instead())...)
}

// instead are the nearest sentences that would work.
func (t *turn) instead() reply.Buttons {
	var buttons reply.Buttons
	for _, choice := range t.understood.Choices {
		buttons = append(buttons, reply.Button{Label: t.choiceLabel(choice), Say: choice.Say})
	}
	if !t.understood.Verb.Writes() && len(buttons) == 0 {
		buttons = t.aboutTheRest()
	}
	if len(t.args.BadCodes) > 0 && len(buttons) < 3 {
		buttons = append(buttons, t.button("chat.button_steps", t.say("steps")))
	}
	if len(buttons) == 0 {
		buttons = append(buttons, t.button("chat.button_help", "help "+spoken(t.understood.Verb)))
	}
	return buttons
}

// aboutTheRest asks the same of the steps that were understood.
func (t *turn) aboutTheRest() reply.Buttons {
	if len(t.args.Steps) == 0 {
		return nil
	}
	what := "who"
	if t.understood.Verb == understand.Step {
		what = "step"
	}
	var buttons reply.Buttons
	meant := t.stepsMeant()
	for _, s := range meant[:min(len(meant), 2)] {
		buttons = append(buttons, t.button("chat.button_step", t.say(what, "code", s.code), "code", s.code))
	}
	return buttons
}

// spoken is a verb as one types it.
func spoken(v understand.Verb) string { return strings.ReplaceAll(string(v), "_", " ") }
