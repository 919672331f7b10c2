package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// status says how far it is: a commitment, the steps that are named, or the plan as a whole.
func status(ctx context.Context, t *turn) (reply.Reply, error) {
	bare := len(t.args.Steps) == 0 && t.args.Topic == ""
	switch shown := t.conversation.Commitment; {
	case t.args.Ref != "":
		return t.commitment(ctx, t.args.Ref)
	case bare && len(strings.Fields(t.understood.Text)) == 1: // the word alone, not "how far is it?"
		return t.planStatus(ctx)
	case bare && shown != "":
		slug, ref := plans.CutTyped(shown, "")
		if err := t.turnTo(ctx, slug); err != nil {
			return reply.Reply{}, err
		}
		return t.commitment(ctx, ref)
	}
	steps := t.stepsMeant()
	if len(steps) == 0 && bare {
		return t.planStatus(ctx)
	}
	if len(steps) == 0 {
		return t.noStep(), nil
	}
	t.showedSteps(steps)
	var blocks []reply.Block
	for _, s := range steps[:min(len(steps), mostRows)] {
		part, err := t.statusOn(ctx, s)
		if err != nil {
			return reply.Reply{}, err
		}
		blocks = append(blocks, part...)
	}
	t.newList() // each table has a sentence of its own for the rest of it
	return t.reply(nil, append(blocks, t.standings(steps)...)...), nil
}

// statusOn is how far a step is: how many commitments in which status, and which.
func (t *turn) statusOn(ctx context.Context, s namedStep) ([]reply.Block, error) {
	counts, err := t.byStatus(ctx, s.plan, []string{s.step.Code})
	if err != nil {
		return nil, err
	}
	work, err := t.whoOn(ctx, s, t.say("who", "code", s.code))
	return append([]reply.Block{reply.Heading{t.stepName(s)}, counts}, work...), err
}

// planStatus is how far the whole plan is.
func (t *turn) planStatus(ctx context.Context) (reply.Reply, error) {
	p := t.planMeant()
	counts, err := t.byStatus(ctx, p, nil)
	blocks := append(t.standing(p), counts)
	if len(counts) == 0 {
		blocks = append(blocks, t.paragraph("chat.nothing_registered"))
	}
	return t.reply(reply.Line{reply.Text(planTitle(p, t.printer.Language()))}, append(blocks, reply.Buttons{
		t.button("chat.button_overdue", t.say("overdue")), t.button("chat.button_gaps", t.say("gaps")),
	})...), err
}

// byStatus counts commitments by status, on some steps or on the whole plan. What is 0 is left out.
func (t *turn) byStatus(ctx context.Context, p *plans.Plan, codes []string) (reply.Facts, error) {
	reader, err := t.readerOf(ctx, p)
	if err != nil {
		return nil, err
	}
	var facts reply.Facts
	for _, s := range commitments.Statuses {
		page, err := t.store.Find(ctx, commitments.Filter{
			Plan: p.ID, Reader: reader, Steps: codes, Statuses: []commitments.Status{s}, Limit: 1,
		})
		if err != nil {
			return nil, fmt.Errorf("count commitments of %s: %w", p.Slug, err)
		}
		if page.Total == 0 {
			continue
		}
		facts = append(facts, reply.Fact{Label: t.printer.Word(s.Word()), Value: reply.Line{reply.Said(t.printer.Number(page.Total))}})
	}
	return facts, nil
}
