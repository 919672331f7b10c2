package slack

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/reply"
)

// narrow is how many letters the widest cells of a row may have together for a table to be shown as one. A wider one
// would have to be pushed sideways on a telephone, and is a list instead.
const narrow = 60

// table is a table where there may be one and a telephone can show it, else a list of its rows.
func (s *renderer) table(t reply.Table) {
	if t.Caption != "" {
		s.rich(s.section(reply.Line{reply.Strong(t.Caption)}))
	}
	if s.fits(t) {
		s.grid(t)
	} else {
		s.records(t)
	}
	s.rest(t.Rest, len(t.Rows))
}

func (s *renderer) fits(t reply.Table) bool {
	if s.surface != inMessage || s.tables >= maxTables || len(t.Rows) == 0 || len(t.Rows) >= maxTableRows {
		return false
	}
	columns := columnsOf(t)
	if columns == 0 || columns > maxTableColumns {
		return false
	}
	wide, all := 0, 0
	for i := range columns {
		widest := 0
		for _, cell := range s.column(t, i) {
			n := s.length(cell)
			widest, all = max(widest, n), all+n
		}
		wide += widest
	}
	return wide <= narrow && all <= maxTableText
}

func columnsOf(t reply.Table) int {
	n := len(t.Header)
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}

// column are the cells of one column, the header first.
func (s *renderer) column(t reply.Table, i int) []reply.Line {
	cells := []reply.Line{header(t, i)}
	for _, row := range t.Rows {
		cells = append(cells, cell(row, i))
	}
	return cells
}

func header(t reply.Table, i int) reply.Line {
	if i < len(t.Header) {
		return reply.Line{reply.Strong(t.Header[i])}
	}
	return nil
}

func cell(row []reply.Line, i int) reply.Line {
	if i < len(row) {
		return row[i]
	}
	return nil
}

func (s *renderer) length(line reply.Line) int {
	n := 0
	for _, r := range s.said.Runs(line) {
		n += runesOf(r.Text)
	}
	return n
}

func (s *renderer) grid(t reply.Table) {
	s.tables++
	columns := columnsOf(t)
	block := slack.NewTableBlock("")
	if len(t.Header) > 0 {
		block.AddRow(s.cells(columns, func(i int) reply.Line { return header(t, i) })...)
	}
	for _, row := range t.Rows {
		block.AddRow(s.cells(columns, func(i int) reply.Line { return cell(row, i) })...)
	}
	s.add(block.WithColumnSettings(s.settings(t, columns)...))
}

// cells are those of one row; where the text is read from right to left, the first one still comes first, and Slack puts
// it on the left.
func (s *renderer) cells(columns int, of func(i int) reply.Line) []slack.TableCell {
	cells := make([]slack.TableCell, columns)
	for i := range columns {
		elements := s.elements(of(i))
		if len(elements) == 0 {
			elements = []slack.RichTextSectionElement{literal{" "}.element(nil)} // a cell may not be empty
		}
		cells[i] = slack.NewTableRichTextCell(slack.NewRichTextSection(elements...))
	}
	return cells
}

func (s *renderer) settings(t reply.Table, columns int) []slack.ColumnSetting {
	settings := make([]slack.ColumnSetting, columns)
	for i := range settings {
		end := i < len(t.Align) && t.Align[i] == reply.End
		settings[i].Align = slack.ColumnAlignmentLeft
		if end != s.said.RightToLeft() {
			settings[i].Align = slack.ColumnAlignmentRight
		}
		settings[i].IsWrapped = true
	}
	return settings
}

// records are the rows as a list: the first cell, and under it the others with their headers.
func (s *renderer) records(t reply.Table) {
	var sections []slack.RichTextElement
	for _, row := range t.Rows {
		if elements := s.record(t, row); len(elements) > 0 {
			sections = append(sections, slack.NewRichTextSection(elements...))
		}
	}
	if len(sections) > 0 {
		s.rich(slack.NewRichTextList(slack.RTEListBullet, 0, sections...))
	}
}

// record is a row as two lines: what it is about, and what there is to say of it. A cell that names itself, by what is
// strong in it, belongs to the first line; a status needs no label; a dash says nothing.
func (s *renderer) record(t reply.Table, row []reply.Line) []slack.RichTextSectionElement {
	head, at := cell(row, 0), 1
	for at < len(row) && startsStrong(row[at]) {
		head = together(head, reply.Said(" – "), row[at])
		at++
	}
	var rest reply.Line
	for i := at; i < len(row); i++ {
		if s.length(row[i]) == 0 || s.isDash(row[i]) {
			continue
		}
		line := row[i]
		if i < len(t.Header) && t.Header[i] != "" && !startsWithStatus(line) {
			line = append(reply.Line{reply.Said(s.Words.Sentence("reply.label", "label", t.Header[i])), reply.Said(" ")}, line...)
		}
		rest = together(rest, reply.Said(" · "), line)
	}
	elements, below := s.elements(head), s.elements(rest)
	if len(below) > 0 && len(elements) > 0 {
		elements = append(elements, lineBreak())
	}
	return append(elements, below...)
}

// together are two lines as one, with something in between.
func together(a reply.Line, between reply.Inline, b reply.Line) reply.Line {
	if len(a) == 0 {
		return b
	}
	return slices.Concat(a, reply.Line{between}, b)
}

func startsStrong(line reply.Line) bool {
	if len(line) == 0 {
		return false
	}
	_, ok := line[0].(reply.Strong)
	return ok
}

func startsWithStatus(line reply.Line) bool {
	if len(line) == 0 {
		return false
	}
	_, ok := line[0].(reply.Status)
	return ok
}

func (s *renderer) isDash(line reply.Line) bool {
	runs := s.said.Runs(line)
	return len(runs) == 1 && runs[0].Text == "–"
}
