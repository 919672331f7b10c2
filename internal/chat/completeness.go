package chat

import (
	"context"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
)

// completeness shows conveners, before they publish, who has reported, who has not, and what is unclear.
func completeness(ctx context.Context, t *turn) (reply.Reply, error) {
	t.newList()
	if err := t.mayDraft(); err != nil {
		return reply.Reply{}, err
	}
	asked, err := t.reportMeant(access.ToConveners)
	if err != nil {
		return reply.Reply{}, err
	}
	document, names, err := reports.Draw(ctx, t.store, asked, t.now())
	if err != nil {
		return reply.Reply{}, err
	}
	i := &issue{asked: asked, document: document, names: names}
	from, _ := strconv.Atoi(t.cursor())
	blocks := append([]reply.Block{t.headFacts(i)}, t.completenessOf(i, from, t.say("more"))...)
	if next := from + mostRows; next < longest(reports.CompletenessOf(document, names)) {
		t.args.Period, t.args.HasPeriod = asked.Period, true
		t.conversation.More = &More{Verb: t.understood.Verb, Args: t.args, After: strconv.Itoa(next), Shown: next}
	}
	return t.reply(reply.Line{t.said("chat.completeness_title", "period", asked.Period)}, append(blocks, reply.Buttons{
		t.reportButton("chat.button_report_draft", "report_draft", reports.Arguments{Period: asked.Period, Audience: access.ToPublic}),
		t.reportButton("chat.button_report_publish", "report_publish", reports.Arguments{Period: asked.Period, Audience: access.ToPublic}),
	})...), nil
}

// longest is how many rows the longest list has.
func longest(c reports.Completeness) int {
	return max(len(c.Silent), len(c.Reported), len(byRef(c.Unclear)))
}

// completenessOf shows the counts, and of each list the rows from one on. The sentence shows more of them.
func (t *turn) completenessOf(i *issue, from int, more string) []reply.Block {
	c := reports.CompletenessOf(i.document, i.names)
	var blocks []reply.Block
	if from == 0 {
		blocks = append(blocks, t.completenessFacts(c))
	}
	if rows, rest := cut(c.Silent, from, more); len(rows) > 0 {
		blocks = append(blocks, reply.Heading{t.said("chat.completeness_silent")}, t.silent(i, rows, rest))
	}
	if rows, rest := cut(byRef(c.Unclear), from, more); len(rows) > 0 {
		blocks = append(blocks, reply.Heading{t.said("chat.completeness_unclear")}, t.unclear(i, rows, rest))
	}
	if rows, rest := cut(c.Reported, from, more); len(rows) > 0 {
		list := reply.List{Rest: rest}
		for _, handle := range rows {
			list.Items = append(list.Items, reply.Line{reply.Text(i.names.Organisation(handle))})
		}
		blocks = append(blocks, reply.Heading{t.said("chat.completeness_reported")}, list)
	}
	return blocks
}

// cut is the part of a list that one answer shows, and what it says of the rest.
func cut[Row any](list []Row, from int, more string) ([]Row, reply.Rest) {
	left := list[min(from, len(list)):]
	if len(left) <= mostRows {
		return left, reply.Rest{}
	}
	return left[:mostRows], reply.Rest{Total: len(left), Say: more}
}

func (t *turn) completenessFacts(c reports.Completeness) reply.Facts {
	asked := len(c.Reported) + len(c.Silent)
	facts := reply.Facts{
		t.fact("chat.completeness_reported", reply.Said(t.printer.Rate(len(c.Reported), asked))),
		t.fact("chat.completeness_silent", reply.Said(t.printer.Number(len(c.Silent)))),
		t.fact("chat.completeness_not_asked", reply.Said(t.printer.Number(len(c.NotAsked)))),
		t.fact("chat.completeness_unclear", reply.Said(t.printer.Number(len(byRef(c.Unclear))))),
	}
	if c.Nameless.Denominator > 0 {
		facts = append(facts, t.fact("chat.completeness_nameless", reply.Said(t.printer.Rate(c.Nameless.Numerator, c.Nameless.Denominator))))
	}
	return facts
}

// silent has a row for each organisation without news.
func (t *turn) silent(i *issue, rows []reports.Silence, rest reply.Rest) reply.Table {
	table := reply.Table{Rest: rest, Header: []string{
		t.word("chat.column", "organisation"), t.word("chat.column", "commitment"), t.word("chat.column", "news"),
	}}
	for _, s := range rows {
		table.Rows = append(table.Rows, []reply.Line{
			{reply.Text(i.names.Organisation(s.Organisation))}, refsOf(s.Commitments), {t.day(s.LastNewsOn)},
		})
	}
	return table
}

// refsOf names commitments, as many as fit in a cell.
func refsOf(refs []string) reply.Line {
	if len(refs) <= mostRows {
		return reply.Line{reply.Text(strings.Join(refs, " "))}
	}
	return reply.Line{reply.Text(strings.Join(refs[:mostRows], " ") + " …")}
}

// byRef gathers what is unclear about each commitment.
func byRef(doubts []reports.Doubt) [][]reports.Doubt {
	var all [][]reports.Doubt
	for n, d := range doubts {
		if n == 0 || doubts[n-1].Ref != d.Ref {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], d)
	}
	return all
}

// unclear has a row for each commitment about which something is.
func (t *turn) unclear(i *issue, rows [][]reports.Doubt, rest reply.Rest) reply.Table {
	table := reply.Table{Rest: rest, Header: []string{t.word("chat.column", "commitment"), t.printer.Sentence("chat.completeness_unclear")}}
	for _, doubts := range rows {
		ref := doubts[0].Ref
		var reasons []string
		for _, d := range doubts {
			reasons = append(reasons, t.printer.Word(problem.Word("unclear."+string(d.Reason))))
		}
		table.Rows = append(table.Rows, []reply.Line{
			{reply.Strong(ref), reply.Text(" "), reply.Text(i.names.Commitments[ref].Title)},
			{reply.Said(strings.Join(reasons, t.printer.Sentence("chat.comma")+" "))},
		})
	}
	return table
}
