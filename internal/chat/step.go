package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// step shows what a step asks, of whom, and the commitments on it.
func step(ctx context.Context, t *turn) (reply.Reply, error) {
	steps := t.stepsMeant()
	if len(steps) == 0 {
		return t.noStep(), nil
	}
	t.showedSteps(steps)
	if len(steps) > 1 {
		return t.reply(nil, t.stepSummaries(steps)...), nil
	}
	s := steps[0]
	blocks := append(t.standing(s.plan), t.summary(s), t.stepFacts(s))
	if children := t.substeps(s); len(children.Items) > 0 {
		blocks = append(blocks, t.paragraph("chat.introduces"), children)
	}
	if s.step.Actionable {
		work, err := t.whoOn(ctx, s, t.say("more"))
		if err != nil {
			return reply.Reply{}, err
		}
		blocks = append(blocks, work...)
	}
	return t.reply(reply.Line{t.stepName(s)}, blocks...), nil
}

func (t *turn) stepSummaries(steps []namedStep) []reply.Block {
	var blocks []reply.Block
	for _, s := range steps[:min(len(steps), mostRows)] {
		blocks = append(blocks, reply.Heading{t.stepName(s)}, t.summary(s))
	}
	return append(blocks, t.standings(steps)...)
}

// summary is the plan's text, in the language of the answer if it has been translated.
func (t *turn) summary(s namedStep) reply.Paragraph {
	return reply.Paragraph{reply.Text(s.step.SummaryIn(t.printer.Language()))}
}

func (t *turn) stepFacts(s namedStep) reply.Facts {
	facts := reply.Facts{t.fact("chat.fact.plan", reply.Text(planTitle(s.plan, t.printer.Language())))}
	if theme, ok := s.plan.Theme(s.step.Theme); ok {
		facts = append(facts, t.fact("chat.fact.theme", reply.Text(theme.TitleIn(t.printer.Language()))))
	}
	if len(s.step.Audience) > 0 {
		var whom []string
		for _, a := range s.step.Audience {
			whom = append(whom, t.word("audience", a))
		}
		facts = append(facts, t.fact("chat.fact.audience", reply.Said(t.printer.List(whom))))
	}
	if s.step.Actionable {
		facts = append(facts, t.fact("chat.fact.cadence", reply.Said(t.word("cadence", string(s.step.Cadence)))))
	}
	if s.step.RetiredBy(t.today) {
		facts = append(facts, t.fact("chat.fact.retired", t.day(s.step.RetiredOn)))
		if next, ok := s.plan.Step(s.step.SupersededBy); ok {
			facts = append(facts, t.fact("chat.fact.superseded", t.stepName(t.named(s.plan, next))))
		}
	}
	return facts
}

func (t *turn) fact(label string, value ...reply.Inline) reply.Fact {
	return reply.Fact{Label: t.printer.Sentence(label), Value: value}
}

// isGap says whether nobody has taken the step up. Introductions are for nobody to take up.
func isGap(s *plans.Step, live int) bool { return s.Actionable && live == 0 }
