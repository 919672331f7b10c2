package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// who says which organisations work on a step, withdrawn commitments left out, in the order in which they were
// registered: nobody comes first for another reason.
func who(ctx context.Context, t *turn) (reply.Reply, error) {
	steps := t.stepsMeant()
	switch len(steps) {
	case 0:
		return t.noStep(), nil
	case 1:
		t.showedSteps(steps)
		work, err := t.whoOn(ctx, steps[0], t.say("more"))
		blocks := append(t.standing(steps[0].plan), work...)
		return t.reply(reply.Line{t.stepName(steps[0])}, blocks...), err
	}
	t.showedSteps(steps)
	var all []reply.Block
	for _, s := range steps[:min(len(steps), mostRows)] {
		blocks, err := t.whoOn(ctx, s, t.say("who", "code", s.code))
		if err != nil {
			return reply.Reply{}, err
		}
		all = append(append(all, reply.Heading{t.stepName(s)}), blocks...)
	}
	all = append(all, t.standings(steps)...)
	t.newList() // each table has a sentence of its own for the rest of it
	return t.reply(nil, all...), nil
}

// live are all statuses but withdrawn.
func live() []commitments.Status {
	return []commitments.Status{
		commitments.Planned, commitments.InProgress, commitments.MostlyDone, commitments.Paused, commitments.Completed,
	}
}

// whoOn shows who works on one step. If the list is cut, the sentence shows the rest of it.
func (t *turn) whoOn(ctx context.Context, s namedStep, rest string) ([]reply.Block, error) {
	reader, err := t.readerOf(ctx, s.plan)
	if err != nil {
		return nil, err
	}
	page, err := t.store.Find(ctx, commitments.Filter{
		Plan: s.plan.ID, Reader: reader, Steps: []string{s.step.Code}, Statuses: live(), After: t.cursor(), Limit: mostRows,
	})
	if err != nil {
		return nil, fmt.Errorf("find commitments on %s: %w", s.code, err)
	}
	if page.Total == 0 {
		return t.nobody(s), nil
	}
	left := t.restOf(page, "")
	if more := t.conversation.More; more != nil {
		more.Verb, more.Args = understand.Who, understand.Args{Steps: []string{s.code}}
		left.Say = rest
	}
	table, err := t.table(ctx, page.Commitments, left)
	if err != nil {
		return nil, err
	}
	return []reply.Block{reply.Paragraph{t.counted("chat.who_count", page.Total)}, table}, nil
}

// nobody says that a step is free, and what to say to take it up.
func (t *turn) nobody(s namedStep) []reply.Block {
	if !s.step.Actionable {
		return []reply.Block{t.paragraph("chat.introduces"), t.substeps(s)}
	}
	if s.step.RetiredBy(t.today) {
		return []reply.Block{t.paragraph("chat.nobody_retired")}
	}
	return append([]reply.Block{t.paragraph("chat.nobody_yet")}, t.howToCommit(s)...)
}

// howToCommit is a sentence to fill in, and for somebody who may say it, in private, a button that asks for what is
// missing.
func (t *turn) howToCommit(s namedStep) []reply.Block {
	example := reply.Code(t.commitExample(s))
	if len(t.actor.Memberships) == 0 || !t.message.Private {
		return []reply.Block{reply.Paragraph{t.said("chat.nobody_how_stranger"), reply.Text(" "), example}}
	}
	return []reply.Block{
		reply.Paragraph{t.said("chat.nobody_how"), reply.Text(" "), example},
		reply.Buttons{t.button("chat.button_commit", t.say("commit", "code", s.code), "code", s.code)},
	}
}

// commitExample commits to a step; what and until when are to be replaced.
func (t *turn) commitExample(s namedStep) string {
	what := t.printer.Sentence("chat.commit_example")
	if s.step.Cadence == plans.Continuing {
		return t.say("commit_continuing", "code", s.code, "what", what)
	}
	return t.say("commit_once", "code", s.code, "what", what, "date", string(t.today.AddMonths(6)))
}

// substeps are the steps that a step introduces.
func (t *turn) substeps(s namedStep) reply.List {
	var list reply.List
	for _, child := range s.plan.Children(s.step.Code) {
		list.Items = append(list.Items, reply.Line{t.stepName(t.named(s.plan, child))})
	}
	return list
}

// noStep says that no step is named, or that nothing is near what was named.
func (t *turn) noStep() reply.Reply {
	t.outcome = NotUnderstood
	said := t.paragraph("chat.which_step")
	if t.args.Topic != "" {
		said = t.paragraph("chat.no_step_like", "topic", shortened(t.args.Topic))
	}
	return t.reply(nil, said, reply.Buttons{t.button("chat.button_steps", t.say("steps"))})
}
