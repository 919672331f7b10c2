package render

import (
	"time"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
)

// build is a model in the making.
type build struct {
	*model
	report   *Report
	document *reports.Document
	names    *reports.Names
	shown    map[string]bool // refs that have a row in the list of commitments, as a document shows it
}

// modelOf says a report in words.
func modelOf(r *Report) *model {
	b := newBuild(r)
	b.head()
	b.overall()
	b.status()
	b.movement()
	b.themes()
	b.steps()
	b.gaps()
	b.organisations()
	b.overdue()
	b.stale()
	b.movedDates()
	b.reportedLate()
	b.restated()
	b.commitments()
	b.scales()
	b.howToRead()
	b.howToCheck()
	return b.model
}

func newBuild(r *Report) *build {
	b := &build{
		model:  &model{voice: newVoice(r.Printer.In(zoneOf(r.Names.Plan))), rows: r.Options.Rows, bom: r.Options.BOM},
		report: r, document: r.Document, names: r.Names, shown: map[string]bool{},
	}
	if b.rows == 0 {
		b.rows = DefaultRows
	}
	b.made = r.Document.Cutoff
	if r.Publication != nil {
		b.made = r.Publication.At
	}
	for i := range r.Document.Movement {
		if b.rows >= 0 && i == b.rows {
			break
		}
		b.shown[r.Document.Movement[i].Ref] = true
	}
	return b
}

// zoneOf is the plan's time zone. Figures cannot be computed without one, so that UTC is for what never happens.
func zoneOf(plan *plans.Plan) *time.Location {
	zone, err := plan.Zone()
	if err != nil {
		return time.UTC
	}
	return zone
}

// chapter begins a section of level 2, whose heading is "render.heading.<id>".
func (b *build) chapter(id string, blocks ...block) {
	b.sections = append(b.sections, section{id: id, level: 2, heading: b.voice.wordOf("render.heading.", id), blocks: blocks})
}

// part begins a section of level 3 within the last chapter.
func (b *build) part(id, heading string, blocks ...block) {
	b.sections = append(b.sections, section{id: id, level: 3, heading: heading, blocks: blocks})
}

// keep adds a table to those of data formats.
func (b *build) keep(t *table) *table {
	b.tables = append(b.tables, t)
	return t
}

// list is a chapter with a table, or with a sentence where it is empty.
func (b *build) list(id string, t *table) {
	t.key = id
	t.title = b.voice.wordOf("render.heading.", id)
	b.keep(t)
	if t.count == 0 {
		b.chapter(id, b.explain(id), paragraph(b.voice.wordOf("render.none.", id)))
		return
	}
	b.chapter(id, b.explain(id), t)
}

// explain is the sentence that opens a chapter: what is in it.
func (b *build) explain(id string) paragraph { return paragraph(b.voice.wordOf("render.intro.", id)) }

// column is one with the title "render.column.<key>".
func (b *build) column(key string, k kind, weight float64) column {
	return column{key: key, title: b.voice.wordOf("render.column.", key), kind: k, weight: weight}
}

func (b *build) columnOnly(where only, key string, k kind, weight float64) column {
	c := b.column(key, k, weight)
	c.only = where
	return c
}

// ref leads to the commitment, where that is known: to its page, else to its row.
func (b *build) ref(ref string) cell {
	c := codeOf(ref)
	switch {
	case b.report.Links.Commitment != nil:
		return to(c, b.report.Links.Commitment(ref))
	case b.shown[ref]:
		return to(c, "#"+ref)
	default:
		return c
	}
}

// titleOf is what the commitment says of itself.
func (b *build) titleOf(ref string) cell {
	if title := b.names.Commitments[ref].Title; title != "" {
		return writing(title)
	}
	return cell{kind: nothing}
}

func (b *build) stepTitle(code string) string {
	if step, ok := b.names.Plan.Step(code); ok {
		return step.TitleIn(b.language())
	}
	return code
}

// themeOf is the key of a step's theme; empty if it has none.
func (b *build) themeOf(code string) string {
	if step, ok := b.names.Plan.Step(code); ok {
		return step.Theme
	}
	return ""
}

func (b *build) themeTitle(key string) string {
	if theme, ok := b.names.Plan.Theme(key); ok {
		return theme.TitleIn(b.language())
	}
	return key
}

// organisationName is how an organisation is called; unattributed commitments have none.
func (b *build) organisationName(handle string) cell {
	if handle == "" {
		return phrase(b.voice.say("render.unattributed"))
	}
	return writing(b.names.Organisation(handle))
}
