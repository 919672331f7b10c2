package render

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/xuri/excelize/v2"
)

// writeXLSX writes a workbook with a first sheet about the report, one for each table, and one for charts. All text is
// text: no cell is ever a formula.
func writeXLSX(ctx context.Context, m *model, w io.Writer) (err error) {
	b := &workbook{model: m, File: excelize.NewFile(), names: map[string]string{}, days: map[civil.Date]int{}}
	defer func() {
		if closed := b.Close(); err == nil {
			err = closed
		}
	}()
	b.SetZipWriter(newOrderedZip)
	if err := b.begin(); err != nil {
		return err
	}
	for _, t := range m.tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.sheet(t); err != nil {
			return fmt.Errorf("sheet %s: %w", t.key, err)
		}
	}
	if err := b.charts(); err != nil {
		return fmt.Errorf("charts: %w", err)
	}
	return b.Write(w)
}

// workbook is one in the making.
type workbook struct {
	*model
	*excelize.File
	names                               map[string]string  // of sheets, by key of the table
	days                                map[civil.Date]int // serials
	head, day, percent, wrap, one, word int                // styles
}

func (b *workbook) begin() error {
	stamp := b.made.UTC().Format("2006-01-02T15:04:05Z")
	err := b.SetDocProps(&excelize.DocProperties{
		Title: b.title + " – " + b.subject, Creator: "Accord", Language: b.language(), Created: stamp, Modified: stamp,
	})
	if err != nil {
		return err
	}
	if err := b.SetDefaultFont("Arial"); err != nil { // has the letters of all our languages
		return err
	}
	order := uint64(1)
	if b.rightToLeft() {
		order = 2
	}
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&b.head, excelize.Style{
			Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", ReadingOrder: order},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E3EAF2"}},
		}},
		{&b.day, excelize.Style{CustomNumFmt: new("yyyy-mm-dd")}},
		{&b.percent, excelize.Style{NumFmt: 9}},
		{&b.wrap, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", ReadingOrder: order}}},
		{&b.word, excelize.Style{Alignment: &excelize.Alignment{ReadingOrder: order}}},
		{&b.one, excelize.Style{CustomNumFmt: new("0.#")}},
	} {
		if *s.into, err = b.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return b.about()
}

// about is the first sheet: what the report is, and how to read it.
func (b *workbook) about() error {
	name := b.name("about", b.title)
	if err := b.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	rows := [][2]string{{b.title, b.subject}}
	if b.banner != "" {
		rows = append(rows, [2]string{b.banner, ""})
	}
	for i := range b.facts {
		rows = append(rows, [2]string{b.facts[i].label, b.bare(&b.facts[i].value, nil)})
	}
	for i := range b.sections {
		for _, block := range b.sections[i].blocks {
			if all, ok := block.(definitions); ok {
				rows = append(rows, [2]string{}, [2]string{b.sections[i].heading, ""})
				for _, d := range all {
					rows = append(rows, [2]string{d.term, d.text})
				}
			}
		}
	}
	s, err := b.stream(name, []float64{34, 100})
	if err != nil {
		return err
	}
	for i, row := range rows {
		style := b.wrap
		if i == 0 {
			style = b.head
		}
		cells := []any{excelize.Cell{StyleID: style, Value: sheetText(row[0])}, excelize.Cell{StyleID: b.wrap, Value: sheetText(row[1])}}
		height := 15 * float64(1+utf8.RuneCountInString(row[1])/90) // of the lines that it will take
		if err := s.SetRow(fmt.Sprintf("A%d", i+1), cells, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	return s.Flush()
}

// name is a name that a sheet may have, and no other sheet has.
func (b *workbook) name(key, title string) string {
	base := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, bidi.Strip(title))
	name := shortened(base, excelize.MaxSheetNameLength)
	for n := 2; b.taken(name); n++ {
		mark := fmt.Sprintf(" %d", n)
		name = shortened(base, excelize.MaxSheetNameLength-len(mark)) + mark
	}
	b.names[key] = name
	return name
}

func shortened(s string, letters int) string {
	if utf8.RuneCountInString(s) <= letters {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:letters]))
}

func (b *workbook) taken(name string) bool {
	for _, other := range b.names {
		if strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}

// stream begins a sheet, which reads from right to left where the language does.
func (b *workbook) stream(name string, widths []float64) (*excelize.StreamWriter, error) {
	if b.rightToLeft() {
		if err := b.SetSheetView(name, 0, &excelize.ViewOptions{RightToLeft: new(true)}); err != nil {
			return nil, err
		}
	}
	if err := b.onPaper(name); err != nil {
		return nil, err
	}
	s, err := b.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, w := range widths {
		if err := s.SetColWidth(i+1, i+1, w); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// onPaper prints a sheet as wide as a page that lies.
func (b *workbook) onPaper(name string) error {
	if err := b.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
		return err
	}
	return b.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: new(9), Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0), // A4; as many pages as it takes
	})
}
