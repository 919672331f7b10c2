package render

import (
	"github.com/accord-tracker/accord/internal/reports"
)

// steps has a table for each theme, in the order of the plan, and one for steps of no theme.
func (b *build) steps() {
	t := b.keep(b.stepTable())
	b.chapter("steps", b.explain("steps"))
	for _, theme := range b.document.Themes {
		b.stepsOf(t, theme.Key, b.themeTitle(theme.Key))
	}
	b.stepsOf(t, "", b.voice.say("render.no_theme"))
}

func (b *build) stepsOf(t *table, theme, title string) {
	var rows []int
	for i := range b.document.Steps {
		if b.themeOf(b.document.Steps[i].Code) == theme {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return
	}
	id := "theme-" + theme
	if theme == "" {
		id = "theme-none"
	}
	caption := b.voice.Sentence("render.steps_of", "theme", title)
	b.part(id, title, t.part(caption, rows))
}

func (b *build) stepTable() *table {
	state := b.columnOnly(inPrint, "step_state", word, 2)
	state.words = "render.step."
	columns := []column{
		b.column("step", code, 1), b.column("step_title", written, 7), b.columnOnly(inData, "theme", code, 2), state,
		b.columnOnly(inData, "retired", truth, 1), b.columnOnly(inData, "covered", truth, 1), b.columnOnly(inData, "in_hand", truth, 1),
	}
	columns = append(columns, b.columnOnly(inPrint, "spread", said, 4))
	columns = append(columns, b.blockColumns("live", "overdue", "stale")...)
	row := make([]cell, 0, len(columns))
	return &table{
		key: "steps", title: b.voice.say("render.heading.steps"), whole: true, count: len(b.document.Steps), columns: columns,
		row: func(i int) []cell {
			s := &b.document.Steps[i]
			row = append(row[:0], as(codeOf(s.Code), "step-"+s.Code), writing(b.stepTitle(s.Code)), codeOf(b.themeOf(s.Code)), term(stateOf(s)),
				yes(&s.Retired), yes(s.Covered), yes(s.InHand), b.spread(&s.Block))
			return b.blockCells(row, &s.Block)
		},
	}
}

// stateOf says in one word how a step stands: "render.step.<state>".
func stateOf(s *reports.Step) string {
	switch {
	case s.Retired:
		return "retired"
	case s.InHand != nil && *s.InHand:
		return "in_hand"
	case s.Covered != nil && *s.Covered:
		return "completed"
	default:
		return "gap"
	}
}

func stepLink(code string) cell { return to(codeOf(code), "#step-"+code) }

// gaps lists the steps that nobody holds.
func (b *build) gaps() {
	gaps := b.document.Overall.Gaps
	b.list("gaps", &table{
		count: len(gaps), whole: true,
		columns: []column{
			b.column("step", code, 1), b.column("step_title", written, 6), b.columnOnly(inData, "theme", code, 2), b.column("theme_title", written, 5),
		},
		row: func(i int) []cell {
			theme := b.themeOf(gaps[i])
			return []cell{stepLink(gaps[i]), writing(b.stepTitle(gaps[i])), codeOf(theme), writing(b.themeTitle(theme))}
		},
	})
}

// organisations has a row for each, by handle: nobody is ranked. Unattributed commitments share the last row.
func (b *build) organisations() {
	all := b.document.Organisations
	columns := []column{
		b.columnOnly(inData, "organisation", code, 1.5), b.column("organisation_name", written, 5),
		b.columnOnly(inData, "acronym", written, 1), b.columnOnly(inData, "kind", code, 1), b.columnOnly(inData, "country", code, 1),
		b.columnOnly(inCSV, "endorses", truth, 1.2), b.column("steps", codes, 2.6),
	}
	columns = append(columns, b.columnOnly(inPrint, "reporting_rate", said, 1.6), b.columnOnly(inPrint, "spread", said, 5))
	columns = append(columns, b.blockColumns("live", "overdue", "stale")...)
	row := make([]cell, 0, len(columns))
	b.list("organisations", &table{
		count: len(all), columns: columns, most: 10 * b.rows, // readers look for their own
		row: func(i int) []cell {
			o := &all[i]
			known := b.names.Organisations[o.Handle]
			row = append(row[:0], codeOf(o.Handle), as(b.organisationName(o.Handle), organisationID(o.Handle)), writing(known.Acronym),
				codeOf(string(known.Kind)), codeOf(known.Country), yes(o.Endorses), listOf(o.Steps), reported(o), b.spread(&o.Block))
			return b.blockCells(row, &o.Block)
		},
	})
}

// reported says whether an organisation gave news; nothing if it was not asked. Of unattributed commitments it is a rate.
func reported(o *reports.Organisation) cell {
	switch r := o.ReportingRate; {
	case o.Handle == "":
		return rateOf(r)
	case r.Denominator == 0:
		return cell{kind: nothing}
	default:
		return cell{kind: truth, n: r.Numerator}
	}
}

func organisationID(handle string) string {
	if handle == "" {
		return "unattributed"
	}
	return "organisation-" + handle
}
