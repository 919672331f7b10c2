package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/reply"
)

// helpOn are the groups of verbs on the one screen of help, in this order.
func helpOn() []helpGroup {
	return []helpGroup{
		{"help_screen.group_ask", []understand.Verb{
			understand.Who, understand.Step, understand.Steps, understand.Plan, understand.Status, understand.Search,
			understand.Gaps, understand.Allies, understand.Calendar, understand.Report,
		}},
		{"help_screen.group_own", []understand.Verb{understand.Mine, understand.Due, understand.Overdue, understand.Stale, understand.Follow, understand.Following, understand.Unfollow}},
		{"help_screen.group_do", []understand.Verb{
			understand.Commit, understand.Log, understand.Edit, understand.Milestone, understand.HandOver,
			understand.Pause, understand.Withdraw, understand.Reopen, understand.Undo, understand.Correct, understand.Redact,
		}},
		{"help_screen.group_unasked", []understand.Verb{
			understand.Reminders, understand.Remind, understand.Snooze, understand.Away, understand.Why,
		}},
		{"help_screen.group_people", []understand.Verb{
			understand.Join, understand.Link, understand.Unlink, understand.Whoami, understand.Invite, understand.Leave, understand.Servers, understand.Language, understand.Email,
		}},
		{"help_screen.group_convene", []understand.Verb{
			understand.Organisation, understand.Endorse, understand.EndEndorsement, understand.Completeness,
		}},
	}
}

type helpGroup struct {
	title string // key
	verbs []understand.Verb
}

// help shows one screen with an example of each verb, or what there is to know of one. Examples can be typed as they
// are.
func help(_ context.Context, t *turn) (reply.Reply, error) {
	if v := t.args.Verb; v != "" && v != understand.None && t.printer.Has("help."+string(v)) {
		return t.helpWith(v), nil
	}
	var blocks []reply.Block
	for _, group := range helpOn() {
		if group.title == "help_screen.group_convene" && len(t.actor.Convenes) == 0 {
			continue
		}
		var list reply.List
		for _, v := range group.verbs {
			if _, ok := t.verbs[v]; ok {
				list.Items = append(list.Items, reply.Line{reply.Code(t.example(v))})
			}
		}
		if len(list.Items) > 0 {
			blocks = append(blocks, reply.Heading{t.said(group.title)}, list)
		}
	}
	return t.reply(reply.Line{t.said("help_screen.title")}, append(blocks, t.paragraph("help_screen.more"))...), nil
}

func (t *turn) helpWith(v understand.Verb) reply.Reply {
	return t.reply(reply.Line{reply.Strong(spoken(v))},
		t.paragraph("help."+string(v)),
		t.forExample(v),
		reply.Buttons{t.button("chat.button_help", t.say("help"))})
}

func (t *turn) forExample(v understand.Verb) reply.Paragraph {
	return reply.Paragraph{t.said("help_screen.for_example"), reply.Text(" "), reply.Code(t.example(v))}
}

// example is a sentence that uses the verb, in the language of the answer.
func (t *turn) example(v understand.Verb) string {
	return t.printer.Sentence("help." + string(v) + ".example")
}
