package render

import (
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/reports"
)

func instant(t time.Time) cell { return cell{kind: moment, text: t.UTC().Format(time.RFC3339)} }

// detailColumns are what data formats say of a commitment besides.
func (b *build) detailColumns() []column {
	return []column{
		b.columnOnly(inCSV, "handles", codes, 1),
		b.columnOnly(inCSV, "visibility", code, 1),
		b.columnOnly(inCSV, "cadence", code, 1),
		b.columnOnly(inCSV, "percent", number, 1),
		b.columnOnly(inCSV, "confidence", code, 1),
		b.columnOnly(inCSV, "completed_on", date, 1),
		b.columnOnly(inCSV, "withdrawn_on", date, 1),
		b.columnOnly(inCSV, "was_open", truth, 1),
		b.columnOnly(inCSV, "fell_due_on", date, 1),
		b.columnOnly(inCSV, "on_time", truth, 1),
	}
}

func detailCells(row []cell, m *reports.Movement) []cell {
	return append(row, listOf(m.Organisations), codeOf(string(m.Visibility)), codeOf(string(m.Cadence)), optional(m.Percent),
		codeOf(string(m.Confidence)), day(m.CompletedOn), day(m.WithdrawnOn), yes(&m.WasOpen), day(m.FellDueOn), yes(m.OnTime))
}

// basisKeys are the columns that name the entries behind a row, by their seq.
var basisKeys = [...]string{
	"registered", "from", "to", "since", "fell_due", "on_time", "due_on", "steps", "lead", "partners", "last",
}

func (b *build) basisColumns() []column {
	columns := []column{b.columnOnly(inCSV, "entries_in_period", codes, 1)}
	for _, key := range basisKeys {
		title := b.voice.Sentence("render.column.basis", "figure", key)
		columns = append(columns, column{key: "basis_" + key, title: title, kind: number, only: inCSV})
	}
	return columns
}

func basisCells(row []cell, m *reports.Movement) []cell {
	seqs := make([]string, len(m.Period))
	for i, seq := range m.Period {
		seqs[i] = strconv.Itoa(seq)
	}
	row = append(row, listOf(seqs))
	b := &m.Basis
	for _, seq := range [len(basisKeys)]int{
		b.Registered, b.From, b.To, b.Since, b.FellDue, b.OnTime, b.DueOn, b.Steps, b.Lead, b.Partners, b.Last,
	} {
		row = append(row, seqOf(seq))
	}
	return row
}

func seqOf(seq int) cell {
	if seq == 0 {
		return cell{kind: nothing}
	}
	return count(seq)
}
