package chat

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// mostSteps is how many of the organisation's steps allies looks at.
const mostSteps = 20

// allies shows, for each step that the speaker's organisations work on, who else does, and what.
func allies(ctx context.Context, t *turn) (reply.Reply, error) {
	own := t.actor.Organisations()
	if len(own) == 0 {
		return t.reply(nil, t.paragraph("chat.no_organisation"), t.howToJoin()), nil
	}
	codes, err := t.stepsWorkedOn(ctx, own)
	if err != nil {
		return reply.Reply{}, err
	}
	if len(codes) == 0 {
		return t.reply(nil, t.paragraph("chat.allies_no_steps"), reply.Buttons{t.button("chat.button_gaps", t.say("gaps"))}), nil
	}
	var blocks []reply.Block
	for _, code := range codes[:min(len(codes), mostSteps)] {
		part, err := t.alliesOn(ctx, code, own)
		if err != nil {
			return reply.Reply{}, err
		}
		blocks = append(blocks, part...)
	}
	if len(blocks) == 0 {
		blocks = append(blocks, t.paragraph("chat.allies_none", "steps", codes))
	}
	return t.reply(reply.Line{t.said("chat.allies_title")}, append(blocks, t.publicOnly()...)...), nil
}

// stepsWorkedOn are the steps of the organisations' open commitments, in plan order.
func (t *turn) stepsWorkedOn(ctx context.Context, own []string) ([]string, error) {
	var codes []string
	for _, handle := range own {
		page, err := t.store.Find(ctx, commitments.Filter{Plan: t.plan.ID, Reader: t.reader, Organisation: handle, Open: true, Limit: 200})
		if err != nil {
			return nil, fmt.Errorf("find the commitments of %s: %w", handle, err)
		}
		for _, c := range page.Commitments {
			codes = append(codes, c.Steps...)
		}
	}
	slices.SortFunc(codes, t.plan.CodeKey().Compare)
	return slices.Compact(codes), nil
}

// alliesOn shows the commitments of others on the step, or nothing if there are none. Joint ones are not of others.
func (t *turn) alliesOn(ctx context.Context, code string, own []string) ([]reply.Block, error) {
	page, err := t.store.Find(ctx, commitments.Filter{
		Plan: t.plan.ID, Reader: t.reader, Steps: []string{code}, Statuses: live(), Limit: 200,
	})
	if err != nil {
		return nil, fmt.Errorf("find commitments on %s: %w", code, err)
	}
	others := slices.DeleteFunc(page.Commitments, func(c commitments.Commitment) bool {
		return c.Lead == "" || slices.ContainsFunc(c.Organisations(), func(o string) bool { return slices.Contains(own, o) })
	})
	s, ok := t.stepByCode(code)
	if len(others) == 0 || !ok {
		return nil, nil
	}
	rest := reply.Rest{}
	if len(others) > mostRows {
		rest = reply.Rest{Total: len(others), Say: t.say("who", "code", code)}
	}
	table, err := t.table(ctx, others[:min(len(others), mostRows)], rest)
	return []reply.Block{reply.Heading{t.stepName(s)}, table}, err
}
