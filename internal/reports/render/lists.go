package render

import (
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
)

// overdue lists what was due before the last day of the period, and is open.
func (b *build) overdue() {
	rows := b.document.Overdue
	b.list("overdue", &table{
		count: len(rows),
		columns: []column{
			b.column("ref", code, 1), b.column("title", written, 6), b.statusColumn("status"), b.column("due_on", date, 2), b.column("days_overdue", number, 1.3),
		},
		row: func(i int) []cell {
			o := &rows[i]
			return []cell{b.ref(o.Ref), b.titleOf(o.Ref), term(string(o.Status)), day(o.DueOn), count(o.Days)}
		},
	})
}

// stale lists open commitments without recent news.
func (b *build) stale() {
	rows := b.document.Stale
	b.list("stale", &table{
		count: len(rows),
		columns: []column{
			b.column("ref", code, 1), b.column("title", written, 6), b.column("last_entry_on", date, 2), b.column("days_silent", number, 1.3),
		},
		row: func(i int) []cell {
			s := &rows[i]
			return []cell{b.ref(s.Ref), b.titleOf(s.Ref), day(s.LastEntryOn), count(s.DaysSinceLastEntry)}
		},
	})
}

// movedDates lists what was put off, or brought forward.
func (b *build) movedDates() {
	rows := b.document.MovedDates
	b.list("moved_dates", &table{
		count: len(rows),
		columns: []column{
			b.column("ref", code, 1), b.column("title", written, 6), b.columnOnly(inData, "seq", number, 1),
			b.column("effective_on", date, 2), b.column("old_date", date, 2), b.column("new_date", date, 2),
		},
		row: func(i int) []cell {
			m := &rows[i]
			return []cell{b.ref(m.Ref), b.titleOf(m.Ref), count(m.Seq), day(m.EffectiveOn), day(m.Old), day(m.New)}
		},
	})
}

// reportedLate lists news of an earlier period that its own report could not know.
func (b *build) reportedLate() {
	rows := b.document.ReportedLate
	kind := b.column("entry_kind", word, 2)
	kind.words, kind.values = "entry.", kindNames()
	b.list("reported_late", &table{
		count: len(rows),
		columns: []column{
			b.column("ref", code, 1), b.column("title", written, 6), b.columnOnly(inData, "seq", number, 1), kind,
			b.column("of_period", quarter, 1.5), b.column("effective_on", date, 2), b.column("recorded_at", moment, 3),
		},
		row: func(i int) []cell {
			l := &rows[i]
			return []cell{
				b.ref(l.Ref), b.titleOf(l.Ref), count(l.Seq), term(string(l.Kind)), {kind: quarter, text: l.Period}, day(l.EffectiveOn), instant(l.RecordedAt),
			}
		},
	})
}

func kindNames() []string {
	var all []string
	for _, k := range commitments.Kinds {
		all = append(all, string(k))
	}
	return all
}

// restated lists commitments that the previous report said to stand elsewhere.
func (b *build) restated() {
	rows := b.document.Restated
	b.list("restated", &table{
		count: len(rows),
		columns: []column{
			b.column("ref", code, 1), b.column("title", written, 6), b.statusColumn("status_was"), b.statusColumn("status_is"),
		},
		row: func(i int) []cell {
			r := &rows[i]
			return []cell{b.ref(r.Ref), b.titleOf(r.Ref), statusOf(r.Was), statusOf(r.Is)}
		},
	})
}

func (b *build) statusColumn(key string) column {
	c := b.column(key, word, 2)
	c.words, c.values = "status.", statusNames()
	return c
}

func statusOf(s commitments.Status) cell {
	if s == "" {
		return cell{kind: nothing}
	}
	return term(string(s))
}

// commitments lists every commitment, by number, with how it moved.
func (b *build) commitments() {
	rows := b.document.Movement
	moves := b.column("moves", words, 2)
	moves.words, moves.values = "movement.", moveNames()
	columns := []column{
		b.column("ref", code, 1.1), b.column("title", written, 5), b.column("organisations", names, 3), b.column("steps", codes, 1.3),
		b.statusColumn("from"), b.statusColumn("to"), moves, b.column("due_on", date, 1.9), b.column("last_entry_on", date, 1.9),
	}
	columns = append(columns, b.detailColumns()...)
	columns = append(columns, b.basisColumns()...)
	row := make([]cell, 0, len(columns))
	b.list("movement", &table{
		count: len(rows), columns: columns,
		row: func(i int) []cell {
			m := &rows[i]
			row = append(row[:0], as(b.ref(m.Ref), m.Ref), b.titleOf(m.Ref), b.organisationsOf(m.Organisations), listOf(m.Steps),
				statusOf(m.From), statusOf(m.To), termsOf(m.Moves), day(m.DueOn), day(m.LastEntryOn))
			return basisCells(detailCells(row, m), m)
		},
	})
}

// organisationsOf names the organisations of a commitment; nobody is told whose an unattributed one is.
func (b *build) organisationsOf(handles []string) cell {
	if len(handles) == 0 {
		return phrase(b.voice.say("visibility.unattributed"))
	}
	called := make([]string, len(handles))
	for i, handle := range handles {
		called[i] = b.names.Organisation(handle)
	}
	slices.Sort(called)
	return cell{kind: names, list: called}
}

func termsOf[T ~string](values []T) cell {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return terms(list)
}
