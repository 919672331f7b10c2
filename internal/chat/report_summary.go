package chat

import (
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/google/uuid"
)

// reportSummary is a report in one screen, and how to get all of it.
func (t *turn) reportSummary(i *issue) reply.Reply {
	blocks := append(t.stateOf(i), t.headFacts(i), t.figureFacts(i.document), t.checkFacts(i))
	return t.reply(t.reportTitle(i), append(blocks, t.reportButtons(i)...)...)
}

func (t *turn) reportTitle(i *issue) reply.Line {
	return reply.Line{
		t.said("render.title", "period", i.asked.Period), reply.Text(" – "), reply.Text(planTitle(t.plan, t.printer.Language())),
	}
}

// stateOf says whether it is a draft, when it was published, and what an erratum changed.
func (t *turn) stateOf(i *issue) []reply.Block {
	if i.frozen == nil {
		return []reply.Block{t.paragraph("render.banner.draft")}
	}
	blocks := []reply.Block{t.paragraph("chat.report_published_on", "at", i.frozen.PublishedAt)}
	if i.frozen.ErratumOf != uuid.Nil {
		blocks = append(blocks, t.paragraph("render.banner.erratum"), reply.Quote(i.frozen.Note))
	}
	return blocks
}

func (t *turn) headFacts(i *issue) reply.Facts {
	d := i.document
	return reply.Facts{
		t.fact("render.fact.period", t.said("render.period", "first", d.Start, "last", d.Last())),
		t.fact("render.fact.cutoff", reply.Said(t.printer.Time(d.Cutoff))),
		t.fact("render.fact.audience", reply.Said(t.word("audience", string(d.Audience)))),
	}
}

// figureFacts are the figures of the plan as a whole, rates with numerator and denominator.
func (t *turn) figureFacts(d *reports.Document) reply.Facts {
	all := &d.Overall
	count := func(key string, n int) reply.Fact { return t.fact(key, reply.Said(t.printer.Number(n))) }
	rate := func(key string, r reports.Rate) reply.Fact {
		return t.fact(key, reply.Said(t.printer.Rate(r.Numerator, r.Denominator)))
	}
	return reply.Facts{
		count("render.figure.live", all.Live),
		rate("render.figure.coverage", all.Coverage),
		rate("render.figure.in_hand", all.InHand),
		count("render.figure.gaps", len(all.Gaps)),
		rate("render.figure.reporting_rate", all.ReportingRate),
		rate("render.figure.on_time_rate", all.OnTimeRate),
		t.fact("render.figure.movement", t.movementOf(all.Movement)),
		count("render.figure.overdue", len(all.Overdue)),
		count("render.figure.stale", len(all.Stale)),
		count("render.figure.reported_late", len(d.ReportedLate)),
		count("render.figure.restated", len(d.Restated)),
	}
}

// movementOf names the moves that there were.
func (t *turn) movementOf(moves reports.Moves) reply.Said {
	var said []string
	for _, move := range reports.AllMoves {
		if n := moves.Of(move); n > 0 {
			word := i18n.Said(t.printer.Word(problem.Word("movement." + string(move))))
			said = append(said, t.printer.Sentence("chat.report_move", "move", word, "count", n))
		}
	}
	if len(said) == 0 {
		return t.said("chat.report_no_move")
	}
	return reply.Said(strings.Join(said, t.printer.Sentence("chat.comma")+" "))
}

// checkFacts are what one needs to find out whether anything was changed afterwards.
func (t *turn) checkFacts(i *issue) reply.Facts {
	if i.frozen == nil {
		return reply.Facts{t.headFact("chat.report_head_at_cutoff", i.names.Head.Position, i.names.Head.Digest)}
	}
	return reply.Facts{
		t.fact("render.fact.report_id", reply.Code(i.frozen.ID.String())),
		t.fact("render.check.sha256", reply.Code(i.frozen.SHA256)),
		t.headFact("chat.report_head_at_publication", i.frozen.Position, i.frozen.Digest),
	}
}

// headFact is where the chain ended: how many entries, and the last digest.
func (t *turn) headFact(label string, position int64, digest string) reply.Fact {
	if position == 0 {
		return t.fact(label, t.said("chat.report_no_head"))
	}
	return t.fact(label, reply.Said(t.printer.Number(position)), reply.Text(" "), reply.Code(digest))
}

// fileFormats are those that most people want; the help names the others.
var fileFormats = [...]string{"pdf", "xlsx", "docx"}

// reportButtons hand over the files, and lead a convener on to publishing.
func (t *turn) reportButtons(i *issue) []reply.Block {
	what := "report"
	if i.frozen == nil {
		what = "report_draft"
	}
	var files, next reply.Buttons
	for _, format := range fileFormats {
		files = append(files, reply.Button{
			Label: t.printer.Sentence("chat.button_report_file", "format", i18n.Said(strings.ToUpper(format))),
			Say:   t.sayReport(what, i.asked) + " " + format,
		})
	}
	next = append(next, reply.Button{
		Label: t.printer.Sentence("chat.button_report_matrix"),
		Say:   t.sayReport(what+"_matrix", i.asked) + " xlsx",
	})
	if i.frozen == nil {
		next = append(next, t.reportButton("chat.button_completeness", "completeness", i.asked),
			t.reportButton("chat.button_report_publish", "report_publish", i.asked))
	}
	return []reply.Block{files, next}
}

// audienceOf is the audience in words.
func (t *turn) audienceOf(audience access.Audience) problem.Word {
	return problem.Word("audience." + string(audience))
}
