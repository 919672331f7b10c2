package render

import (
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reports"
)

func hashOf(figures []byte) string { return reports.SHA256(figures) }

// overall is the plan at a glance.
func (b *build) overall() {
	o := &b.document.Overall
	rows := [][]cell{
		{term("live"), count(o.Live)},
		{term("open"), count(o.Live - o.Status.Completed)},
		{term("coverage"), rateOf(o.Coverage)},
		{term("in_hand"), rateOf(o.InHand)},
		{term("gaps"), count(len(o.Gaps))},
		{term("reporting_rate"), rateOf(o.ReportingRate)},
		{term("on_time_rate"), rateOf(o.OnTimeRate)},
		{term("overdue"), count(len(o.Overdue))},
		{term("stale"), count(len(o.Stale))},
		{term("median_days"), halves(o.Freshness.MedianDays)},
		{term("p90_days"), optional(o.Freshness.P90Days)},
	}
	figure := b.column("figure", word, 4)
	figure.words = "render.figure."
	for _, row := range rows {
		figure.values = append(figure.values, row[0].text)
	}
	t := b.keep(&table{
		key: "overall", title: b.voice.say("render.heading.overall"), whole: true, count: len(rows),
		columns: []column{figure, b.column("value", rate, 2)}, narrow: true, row: func(i int) []cell { return rows[i] },
	})
	b.chapter("overall", b.explain("overall"), t)
}

// spread says how many commitments of a block stand where, without those of which there are none.
func (b *build) spread(block *reports.Block) cell {
	said := ""
	for _, s := range reports.LiveStatuses {
		n := block.Status.Of(s)
		if n == 0 {
			continue
		}
		if said != "" {
			said += b.voice.say("render.list_separator") + " "
		}
		said += b.voice.counted(string(s), n)
	}
	if said == "" {
		return cell{kind: nothing}
	}
	return phrase(said)
}

func rateOf(r reports.Rate) cell { return ratio(r.Numerator, r.Denominator) }

// status is the distribution of live commitments: the plan as a whole in the first row, then each theme.
func (b *build) status() {
	themes := b.document.Themes
	columns := []column{b.columnOnly(inData, "theme", code, 2), b.column("theme_title", written, 5), b.column("live", number, 1)}
	columns = append(columns, b.statusColumns()...)
	row := make([]cell, 0, len(columns))
	t := b.keep(&table{
		key: "status", title: b.voice.say("render.heading.status"), whole: true, total: true, count: 1 + len(themes), columns: columns,
		row: func(i int) []cell {
			block := &b.document.Overall.Block
			row = append(row[:0], codeOf(""), phrase(b.voice.say("render.whole_plan")))
			if i > 0 {
				block = &themes[i-1].Block
				row = append(row[:0], codeOf(themes[i-1].Key), writing(b.themeTitle(themes[i-1].Key)))
			}
			return statusCells(append(row, count(block.Live)), block)
		},
	})
	b.chapter("status", b.explain("status"), b.statusChart(), t)
}

func (b *build) statusColumns() []column {
	columns := make([]column, len(reports.LiveStatuses))
	for i, s := range reports.LiveStatuses {
		columns[i] = column{key: string(s), title: titled(b.voice.wordOf("status.", string(s))), kind: number, weight: 1.1}
	}
	return columns
}

func statusCells(row []cell, block *reports.Block) []cell {
	for _, s := range reports.LiveStatuses {
		row = append(row, count(block.Status.Of(s)))
	}
	return row
}

// movement says how many commitments moved in which way.
func (b *build) movement() {
	moves := &b.document.Overall.Movement
	move := b.column("move", word, 3)
	move.words, move.values = "movement.", moveNames()
	t := b.keep(&table{
		key: "movement_totals", title: b.voice.say("render.heading.movement_totals"), whole: true, count: len(reports.AllMoves),
		columns: []column{move, b.column("commitments", number, 1)}, narrow: true,
		row: func(i int) []cell {
			m := reports.AllMoves[i]
			return []cell{term(string(m)), count(moves.Of(m))}
		},
	})
	b.chapter("movement_totals", b.explain("movement_totals"), b.movementChart(), t)
}

func moveNames() []string {
	var all []string
	for _, m := range reports.AllMoves {
		all = append(all, string(m))
	}
	return all
}

func statusNames() []string {
	var all []string
	for _, s := range reports.LiveStatuses {
		all = append(all, string(s))
	}
	return append(all, string(commitments.Withdrawn))
}

// themes has a row for each theme in the order of the plan.
func (b *build) themes() {
	themes := b.document.Themes
	columns := []column{
		b.columnOnly(inData, "theme", code, 2), b.column("theme_title", written, 4.6),
		b.column("coverage", rate, 2), b.column("in_hand", rate, 2), b.column("gaps", number, 1),
	}
	columns = append(columns, b.blockColumns("reporting_rate", "on_time_rate", "overdue", "stale")...)
	row := make([]cell, 0, len(columns))
	t := b.keep(&table{
		key: "themes", title: b.voice.say("render.heading.themes"), whole: true, count: len(themes), columns: columns,
		row: func(i int) []cell {
			theme := &themes[i]
			row = append(row[:0], codeOf(theme.Key), writing(b.themeTitle(theme.Key)),
				rateOf(theme.Coverage), rateOf(theme.InHand), count(len(theme.Gaps)))
			return b.blockCells(row, &theme.Block)
		},
	})
	b.chapter("themes", b.explain("themes"), b.coverageChart(), t)
}

// blockColumns are those of a block of figures. A document shows only the ones that are named.
func (b *build) blockColumns(printed ...string) []column {
	columns := []column{b.column("live", number, 1)}
	columns = append(columns, b.statusColumns()...)
	columns = append(columns,
		b.column("reporting_rate", rate, 2), b.column("on_time_rate", rate, 2), b.column("overdue", number, 1.1), b.column("stale", number, 1.1))
	for _, m := range reports.AllMoves {
		columns = append(columns, column{key: "moved_" + string(m), title: titled(b.voice.wordOf("movement.", string(m))), kind: number, weight: 1})
	}
	columns = append(columns, b.column("median_days", half, 1.3), b.column("p90_days", number, 1.3))
	for i := range columns {
		if !slices.Contains(printed, columns[i].key) {
			columns[i].only = inData
		}
	}
	return columns
}

func (b *build) blockCells(row []cell, block *reports.Block) []cell {
	row = statusCells(append(row, count(block.Live)), block)
	row = append(row, rateOf(block.ReportingRate), rateOf(block.OnTimeRate), count(len(block.Overdue)), count(len(block.Stale)))
	for _, m := range reports.AllMoves {
		row = append(row, count(block.Movement.Of(m)))
	}
	return append(row, halves(block.Freshness.MedianDays), optional(block.Freshness.P90Days))
}
