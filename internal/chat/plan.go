package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// plan shows what a plan is, who called for it, and how much of it is taken up.
func plan(ctx context.Context, t *turn) (reply.Reply, error) {
	p := t.planMeant()
	counts, err := t.countsOf(ctx, p)
	if err != nil {
		return reply.Reply{}, err
	}
	asked, covered := 0, 0
	for _, s := range p.Actionable(t.today) {
		asked++
		if !isGap(s, counts[s.Code].Live) {
			covered++
		}
	}
	facts := reply.Facts{
		t.fact("chat.fact.name", reply.Code(p.Slug)),
		t.fact("chat.fact.standing", reply.Said(t.word("standing", string(p.Standing)))),
		t.fact("chat.fact.edition", reply.Text(p.Edition)),
		t.fact("chat.fact.conveners", reply.Said(t.printer.List(p.Conveners))),
		t.fact("chat.fact.actionable", reply.Said(t.printer.Number(asked))),
		t.fact("chat.fact.covered", reply.Said(t.printer.Rate(covered, asked))),
	}
	if p.Source.URL != "" {
		facts = append(facts, t.fact("chat.fact.source", reply.Link{URL: p.Source.URL}))
	}
	blocks := append(t.standing(p), facts)
	if note := firstOf(p.Translations[t.printer.Language()].Note, p.Note); note != "" {
		blocks = append(blocks, reply.Paragraph{reply.Text(note)})
	}
	return t.reply(reply.Line{reply.Text(planTitle(p, t.printer.Language()))}, append(blocks, t.planButtons(p))...), nil
}

// planButtons lead to the steps, and to the other documents.
func (t *turn) planButtons(shown *plans.Plan) reply.Buttons {
	buttons := reply.Buttons{t.button("chat.button_steps", t.say("steps_of", "plan", shown.Slug))}
	if shown == t.plan {
		buttons = reply.Buttons{t.button("chat.button_steps", t.say("steps")), t.button("chat.button_gaps", t.say("gaps"))}
	}
	for _, p := range t.plans {
		if p != shown && len(buttons) < 5 {
			buttons = append(buttons, reply.Button{Label: p.Slug, Say: t.say("plan", "plan", p.Slug)})
		}
	}
	return buttons
}
