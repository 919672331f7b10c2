package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// mostEntries is how many of the latest entries a commitment is shown with.
const mostEntries = 5

// find is the commitment with this ref, as the reader of the answer may see it. One that may not be seen is as one
// that does not exist.
func (t *turn) find(ctx context.Context, ref string) (commitments.Commitment, error) {
	c, err := t.store.Commitment(ctx, t.plan.ID, ref, t.reader)
	if errors.Is(err, commitments.ErrNotFound) {
		return c, problem.New(problem.NotFound, "commitment.unknown", "ref", ref).At("commitment")
	}
	if err != nil {
		return c, fmt.Errorf("load %s: %w", ref, err)
	}
	return c, nil
}

// commitment shows one commitment with its latest news.
func (t *turn) commitment(ctx context.Context, ref string) (reply.Reply, error) {
	c, err := t.find(ctx, ref)
	if err != nil {
		return reply.Reply{}, err
	}
	facts, err := t.commitmentFacts(ctx, &c)
	if err != nil {
		return reply.Reply{}, err
	}
	entries, err := t.store.Entries(ctx, t.plan.ID, c.Ref, t.reader)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("entries of %s: %w", c.Ref, err)
	}
	t.showedCommitment(&c)
	blocks := []reply.Block{facts}
	if c.Description != "" {
		blocks = append(blocks, reply.Quote(c.Description))
	}
	if news := t.news(entries); len(news.Items) > 0 {
		blocks = append(blocks, reply.Heading{t.said("chat.latest_news")}, news)
	}
	return t.reply(reply.Line{reply.Strong(c.Ref), reply.Text(" "), reply.Text(c.Title)}, blocks...), nil
}

func (t *turn) commitmentFacts(ctx context.Context, c *commitments.Commitment) (reply.Facts, error) {
	organisations, err := t.organisationsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	facts := reply.Facts{
		t.fact("chat.column.organisation", organisations...),
		t.fact("chat.column.status", t.statusOf(c)...),
		t.fact("chat.column.due", reply.Said(t.printer.Date(c.DueOn))),
		t.fact("chat.column.news", reply.Said(t.printer.Date(c.LastNewsOn))),
		t.fact("chat.fact.steps", reply.Said(t.printer.List(t.stepNames(c.Steps)))),
	}
	if c.Measure != "" {
		facts = append(facts, t.fact("chat.fact.measure", reply.Text(c.Measure)))
	}
	for _, m := range c.Milestones {
		state := t.said("chat.milestone_open", "title", m.Title, "due", m.DueOn)
		if !m.DoneOn.IsZero() {
			state = t.said("chat.milestone_done", "title", m.Title, "done", m.DoneOn)
		}
		facts = append(facts, t.fact("chat.fact.milestone", state))
	}
	return append(facts, t.fact("chat.fact.visibility", reply.Said(t.word("visibility", string(c.Visibility))))), nil
}

// news are the latest entries, the last first. What stands corrected is not news any more.
func (t *turn) news(entries []commitments.Entry) reply.List {
	standing := commitments.Standing(entries)
	var list reply.List
	for i := len(standing) - 1; i >= 0 && len(list.Items) < mostEntries; i-- {
		list.Items = append(list.Items, t.entryLine(standing[i]))
	}
	if len(standing) > mostEntries {
		list.Rest.Total = len(standing)
	}
	return list
}

func (t *turn) entryLine(e *commitments.Entry) reply.Line {
	line := reply.Line{t.day(e.EffectiveOn), t.said("chat.comma") + " ", reply.Said(t.word("entry", string(e.Kind)))}
	if stated := e.Stated(); stated != "" && e.Kind != commitments.KindWithdrawn {
		line = append(line, t.said("chat.comma")+" ", reply.Said(t.printer.Word(stated.Word())))
	}
	if e.Percent != nil {
		line = append(line, t.said("chat.comma")+" ", reply.Said(t.printer.Percent(*e.Percent)))
	}
	if e.Confidence != "" {
		line = append(line, t.said("chat.comma")+" ", reply.Said(t.word("confidence", string(e.Confidence))))
	}
	if e.Note != "" {
		line = append(line, reply.Text(" – "), reply.Text(e.Note))
	}
	for _, link := range e.Evidence {
		line = append(line, reply.Text(" "), reply.Link{URL: link.URL, Label: link.Title})
	}
	return line
}
