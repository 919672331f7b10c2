package render

import (
	"strconv"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/xuri/excelize/v2"
)

// sheet writes a table under a head that stays in sight.
func (b *workbook) sheet(t *table) error {
	name := b.name(t.key, t.title)
	if _, err := b.NewSheet(name); err != nil {
		return err
	}
	shown := t.shown(inSheets)
	var head []any
	var widths []float64
	for _, at := range shown {
		c := &t.columns[at]
		for _, title := range b.titles(c) {
			head = append(head, excelize.Cell{StyleID: b.head, Value: title})
			widths = append(widths, sheetWidth(c, title))
		}
	}
	s, err := b.stream(name, widths)
	if err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := s.SetRow("A1", head); err != nil {
		return err
	}
	row := make([]any, 0, len(head))
	for i := range t.count {
		cells := t.row(i)
		row = row[:0]
		for _, at := range shown {
			row = b.values(row, &cells[at], &t.columns[at])
		}
		if err := s.SetRow("A"+strconv.Itoa(i+2), row); err != nil {
			return err
		}
	}
	return s.Flush()
}

// titles are the heads of a column: a rate has three.
func (b *workbook) titles(c *column) []string {
	if c.kind != rate {
		return []string{c.title}
	}
	return []string{
		b.voice.Sentence("render.column.numerator", "rate", c.title), b.voice.Sentence("render.column.denominator", "rate", c.title),
		b.voice.Sentence("render.column.rate_percent", "rate", c.title),
	}
}

func sheetWidth(c *column, title string) float64 {
	switch {
	case c.kind == written || c.kind == names || c.kind == said:
		return min(12+8*c.weight, 60)
	case c.kind == words || c.kind == word || c.kind == codes:
		return 18
	default:
		return max(11, min(float64(utf8.RuneCountInString(title))*0.7, 18))
	}
}

// values adds a cell as a number, a day or a text.
func (b *workbook) values(row []any, c *cell, of *column) []any {
	if of.kind == rate {
		return b.rate(row, c)
	}
	switch c.kind {
	case number:
		return append(row, c.n)
	case half:
		return append(row, excelize.Cell{StyleID: b.one, Value: float64(c.n) / 2})
	case date:
		return append(row, excelize.Cell{StyleID: b.day, Value: b.serial(civil.Date(c.text))})
	case nothing:
		return append(row, nil)
	case said, word, words, truth:
		if b.rightToLeft() {
			return append(row, excelize.Cell{StyleID: b.word, Value: sheetText(b.voice.text(c, of))})
		}
		return append(row, sheetText(b.voice.text(c, of)))
	default:
		return append(row, shortened(b.bare(c, of), excelize.TotalCellChars))
	}
}

func (b *workbook) rate(row []any, c *cell) []any {
	switch c.kind {
	case rate:
	case half:
		return append(row, excelize.Cell{StyleID: b.one, Value: float64(c.n) / 2}, nil, nil)
	case nothing:
		return append(row, nil, nil, nil)
	default:
		return append(row, c.n, nil, nil)
	}
	percent, ok := reports.Rate{Numerator: c.n, Denominator: c.d}.Percent()
	if !ok {
		return append(row, c.n, c.d, null)
	}
	return append(row, c.n, c.d, excelize.Cell{StyleID: b.percent, Value: float64(percent) / 100})
}

// serial is a day as spreadsheets count it: days since 30 December 1899.
func (b *workbook) serial(d civil.Date) int {
	n, ok := b.days[d]
	if !ok {
		n = d.DaysSince("1899-12-30")
		b.days[d] = n
	}
	return n
}

// sheetText is a text as a cell holds it: no controls of direction, and no longer than the format allows.
func sheetText(s string) string { return shortened(bidi.Strip(s), excelize.TotalCellChars) }
