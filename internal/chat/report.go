package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
)

// report shows the report of a quarter, the last one that has ended if none is named: the published one, or to conveners
// in private a draft. With a format it hands over the file.
func report(ctx context.Context, t *turn) (reply.Reply, error) {
	t.newList()
	asked, err := t.reportMeant(access.ToPublic)
	if err != nil {
		return reply.Reply{}, err
	}
	switch t.args.Action {
	case "publish":
		return t.publish(ctx, asked)
	case "draft":
		return t.draft(ctx, asked)
	}
	published, err := t.store.Reports(ctx, t.plan.ID)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("list reports: %w", err)
	}
	standing, ok := reports.Standing(published, asked.Period, asked.Audience)
	switch {
	case ok:
		return t.published(ctx, standing, published)
	case t.message.Private && t.actor.ConvenerOf(t.plan.ID):
		return t.draft(ctx, asked)
	}
	return t.notPublished(asked, published), nil
}

// reportMeant is which report the message is about. One for an audience that may not be had here is refused, and so is
// one of a period that has not ended.
func (t *turn) reportMeant(audience access.Audience) (reports.Arguments, error) {
	asked := reports.Arguments{Plan: t.slug(), Period: t.lastQuarter(), Audience: audience}
	if t.args.HasPeriod {
		asked.Period = t.args.Period
	}
	if t.args.Visibility != "" {
		asked.Audience = access.Audience(t.args.Visibility)
	}
	if err := t.mayHave(asked.Audience); err != nil {
		return asked, err
	}
	if t.today < asked.Period.End() {
		return asked, problem.New(problem.Invalid, "figures.period_not_ended", "period", asked.Period, "end", asked.Period.End()).At("period")
	}
	return asked, nil
}

// mayHave refuses a report that shows more than the reader may see.
func (t *turn) mayHave(audience access.Audience) error {
	if !audience.Known() {
		return problem.New(problem.Invalid, "figures.audience_unknown", "audience", string(audience)).At("audience")
	}
	if within(audience, t.reader.Audience) {
		return nil
	}
	if within(audience, access.ReaderOf(t.actor, t.plan.ID).Audience) {
		return t.inPrivate()
	}
	return problem.New(problem.Refused, "chat.report_for_"+string(audience)).At("audience")
}

// within says whether a report for the audience shows nothing but what the other one may see.
func within(audience, other access.Audience) bool {
	return access.Lesser(audience, other) == audience
}

// mayDraft refuses whoever may not publish: nobody else sees a draft, and nobody in a shared room.
func (t *turn) mayDraft() error {
	if access.May(t.actor, access.ManagePlan, access.Object{Plan: t.plan.ID}) != nil {
		return problem.New(problem.Refused, "chat.report_draft_refused",
			"conveners", t.plan.Conveners, "example", i18n.Said(t.printer.Sentence("help.report.example")))
	}
	return t.inPrivate()
}

// draft computes the report as it stands.
func (t *turn) draft(ctx context.Context, asked reports.Arguments) (reply.Reply, error) {
	if err := t.mayDraft(); err != nil {
		return reply.Reply{}, err
	}
	document, names, err := reports.Draw(ctx, t.store, asked, t.now())
	if err != nil {
		return reply.Reply{}, err
	}
	i := &issue{asked: asked, document: document, names: names}
	if t.asksFile() {
		return t.handOver(ctx, i)
	}
	return t.reportSummary(i), nil
}

// published shows a report as it was frozen.
func (t *turn) published(ctx context.Context, standing commitments.Report, all []commitments.Report) (reply.Reply, error) {
	frozen, err := t.store.Report(ctx, standing.ID)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("read report %s: %w", standing.ID, err)
	}
	i := &issue{asked: reports.Arguments{Plan: t.slug(), Period: frozen.Period, Audience: frozen.Audience}, frozen: &frozen, all: all}
	if t.asksFile() {
		i.document, i.names, err = reports.Reopen(ctx, t.store, frozen)
	} else {
		i.document, err = reports.Parse(frozen.Figures)
	}
	switch {
	case err != nil:
		return reply.Reply{}, err
	case t.asksFile():
		return t.handOver(ctx, i)
	}
	return t.reportSummary(i), nil
}

// notPublished says until when news is taken in, and which report there is.
func (t *turn) notPublished(asked reports.Arguments, published []commitments.Report) reply.Reply {
	blocks := []reply.Block{t.paragraph("chat.report_not_published", "period", asked.Period)}
	if cutoff, err := t.cutoffOf(asked); err == nil && t.now().Before(cutoff) {
		blocks = append(blocks, t.paragraph("chat.report_open_until", "cutoff", cutoff))
	}
	if t.actor.ConvenerOf(t.plan.ID) {
		blocks = append(blocks, t.paragraph("chat.report_draft_in_private"))
	}
	last, ok := latest(published, asked.Audience)
	if !ok {
		return t.reply(nil, append(blocks, t.paragraph("chat.report_none_yet"))...)
	}
	return t.reply(nil, append(blocks,
		t.paragraph("chat.report_last", "period", last.Period, "audience", t.audienceOf(last.Audience)),
		reply.Buttons{t.reportButton("chat.button_report", "report", reports.Arguments{Period: last.Period, Audience: last.Audience})})...)
}

// latest is the report of the latest period that shows nothing but what the audience may see, and of several the one
// that shows most.
func latest(published []commitments.Report, audience access.Audience) (last commitments.Report, ok bool) {
	for _, r := range published {
		switch {
		case !within(r.Audience, audience):
		case !ok, r.Period.Start() > last.Period.Start(), r.Period == last.Period && within(last.Audience, r.Audience):
			last, ok = r, true
		}
	}
	return last, ok
}
