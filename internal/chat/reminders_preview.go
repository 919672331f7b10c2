package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/reply"
)

// previewDays is how far ahead a preview looks.
const previewDays = 30

// previewed shows what would come in the next 30 days, message by message, and why.
func (t *turn) previewed(ctx context.Context) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	out, err := notices.Preview(ctx, t.store, t.home(), t.actor.Member.ID, t.now().UTC(), previewDays)
	if err != nil {
		return reply.Reply{}, err
	}
	var blocks []reply.Block
	for i := range out.Messages[:min(len(out.Messages), mostNotices)] {
		m := &out.Messages[i]
		list := reply.List{}
		for k := range m.Lines {
			list.Items = append(list.Items, m.Lines[k].Item.Line(t.printer))
		}
		blocks = append(blocks, reply.Heading{reply.Said(t.printer.In(out.Person.Zone).Time(m.At))}, list)
	}
	if len(blocks) == 0 {
		blocks = append(blocks, t.paragraph("reminders.preview_none"))
	} else {
		blocks = append(blocks, t.paragraph("reminders.preview_note"), t.rulesOf(out.Messages))
	}
	if quiet := t.quiet(out.Silent); len(quiet.Items) > 0 {
		blocks = append(blocks, t.paragraph("reminders.preview_quiet"), quiet)
	}
	return t.reply(reply.Line{t.said("reminders.preview_title")}, append(blocks, t.reasonButtons())...), nil
}

// rulesOf are the rules behind messages, each once.
func (t *turn) rulesOf(messages []notices.Coming) reply.List {
	seen := map[notices.Kind]bool{}
	var list reply.List
	for i := range messages {
		for _, l := range messages[i].Lines {
			if kind := l.Notice.Kind; !seen[kind] {
				seen[kind] = true
				list.Items = append(list.Items, reply.Line{reply.Said(notices.RuleWords(kind).In(t.printer))})
			}
		}
	}
	return list
}

// quiet is what would not be said, each commitment and reason once.
func (t *turn) quiet(lines []notices.Line) reply.List {
	seen := map[string]bool{}
	var list reply.List
	for i := range lines {
		n, reason := &lines[i].Notice, lines[i].Silent
		key := t.refIn(n.Plan, n.Number) + n.Object + reason + string(n.Kind)
		if seen[key] || len(list.Items) == mostNotices {
			continue
		}
		seen[key] = true
		list.Items = append(list.Items, append(t.noticed(n), t.said("reminders.unsaid",
			"kind", notices.KindWord(n.Kind), "reason", i18n.Said(notices.ReasonWords(reason).In(t.printer)))))
	}
	return list
}

// reasons shows what was said lately, and what was not.
func (t *turn) reasons(ctx context.Context) (reply.Reply, error) {
	decided, _, err := t.store.NoticesOf(ctx, t.actor.Member.ID, mostNotices)
	if err != nil {
		return reply.Reply{}, err
	}
	if len(decided) == 0 {
		return t.reply(nil, t.paragraph("reminders.reasons_none"), t.reasonButtons()), nil
	}
	return t.reply(reply.Line{t.said("reminders.reasons_title")}, reply.List{Items: t.outcomes(decided)}, t.reasonButtons()), nil
}
