package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/google/uuid"
)

// publish freezes a report. It shows first who has reported, and asks: what is published stays.
func (t *turn) publish(ctx context.Context, asked reports.Arguments) (reply.Reply, error) {
	if err := t.mayDraft(); err != nil {
		return reply.Reply{}, err
	}
	document, names, err := reports.Draw(ctx, t.store, asked, t.now())
	if err != nil {
		return reply.Reply{}, err
	}
	t.args.Period, t.args.HasPeriod, t.args.Visibility = asked.Period, true, string(asked.Audience) // what a yes is to
	i := &issue{asked: asked, document: document, names: names}
	shown := append([]reply.Block{t.figureFacts(document)}, t.completenessOf(i, 0, t.sayReport("completeness", asked))...)
	outcome, question, err := t.act(ctx, commitments.PublishReport{Plan: t.slug(), Report: reports.Freeze(document)}, question{
		first: true, danger: true, shown: shown,
		sure: t.said("chat.report_publish_sure", "period", asked.Period, "audience", t.audienceOf(asked.Audience)),
	})
	if err != nil {
		return reply.Reply{}, err
	}
	if question != nil {
		question.Title = t.reportTitle(i)
		return *question, nil
	}
	return t.frozen(ctx, i, outcome)
}

// frozen shows what was published.
func (t *turn) frozen(ctx context.Context, i *issue, outcome commitments.Outcome) (reply.Reply, error) {
	id, err := uuid.Parse(outcome.Subject)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("the id of what was published: %w", err)
	}
	report, err := t.store.Report(ctx, id)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("read report %s: %w", id, err)
	}
	i.frozen = &report
	blocks := append(t.stateOf(i), t.headFacts(i), t.checkFacts(i), t.paragraph("chat.report_is_frozen"))
	return t.reply(t.reportTitle(i), append(blocks, t.reportButtons(i)...)...), nil
}
