package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// styles are those of heads, of cells that are given, and of cells to fill in. Words have the format of text, so that
// a note that begins with = or - stays a note when somebody types in the cell.
func (b *binder) styles() error {
	order := uint64(1)
	if b.Printer.Direction() == bidi.RTL {
		order = 2
	}
	formats := map[form]string{inWords: "@", asDay: "yyyy-mm-dd", asNumber: "General"}
	thin := []excelize.Border{
		{Type: "left", Color: "C9D2DC", Style: 1},
		{Type: "right", Color: "C9D2DC", Style: 1},
		{Type: "top", Color: "C9D2DC", Style: 1},
		{Type: "bottom", Color: "C9D2DC", Style: 1},
	}
	style := func(colour string, bold bool, number string) (int, error) {
		s := &excelize.Style{
			Font: &excelize.Font{Bold: bold}, Border: thin, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", ReadingOrder: order},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}, CustomNumFmt: &number,
		}
		if number == "General" {
			s.CustomNumFmt = nil // so that 60% becomes a percentage when it is typed
		}
		return b.NewStyle(s)
	}
	var err error
	if b.head, err = style("DDE3EA", true, "@"); err != nil {
		return err
	}
	if b.headToFill, err = style("CFE8D5", true, "@"); err != nil {
		return err
	}
	b.given, b.toFill = map[form]int{}, map[form]int{}
	for f, number := range formats {
		if b.given[f], err = style("F1F3F5", false, number); err != nil {
			return err
		}
		if b.toFill[f], err = style("FFFFFF", false, number); err != nil {
			return err
		}
	}
	return nil
}

// open begins a sheet: its keys in a hidden row, and its heads, which stay in sight with the first column.
func (b *binder) open(key string, columns []column) error {
	b.name, b.columns, b.row = b.titleOf(key), columns, 0
	if err := b.begun(); err != nil {
		return err
	}
	for i, c := range columns {
		if err := b.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		if c.hidden {
			if err := b.stream.SetColVisible(i+1, i+1, false); err != nil {
				return err
			}
		}
	}
	err := b.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: firstRow - 1, TopLeftCell: fmt.Sprintf("B%d", firstRow), ActivePane: "bottomRight",
	})
	if err != nil {
		return err
	}
	keys, heads := make([]any, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		keys[i] = key + "." + c.key
		style := b.head
		if c.fill {
			style = b.headToFill
		}
		heads[i] = excelize.Cell{StyleID: style, Value: b.say("sheet.column." + c.key)}
	}
	if err := b.next(keys, excelize.RowOpts{Hidden: true}); err != nil {
		return err
	}
	return b.next(heads)
}

// sheets makes the sheets, and selects the one to fill in: that one alone, because what is typed goes into all that are
// selected.
func (b *binder) sheets() error {
	if err := b.SetSheetName("Sheet1", b.titleOf(commitmentsSheet)); err != nil {
		return err
	}
	for _, key := range []string{progressSheet, aboutSheet} {
		at, err := b.NewSheet(b.titleOf(key))
		if err != nil {
			return err
		}
		if key == progressSheet {
			b.SetActiveSheet(at)
		}
	}
	return nil
}

// begun is the stream into the sheet that b.name names, which reads from right to left where the language does.
func (b *binder) begun() (err error) {
	if b.Printer.Direction() == bidi.RTL {
		if err := b.SetSheetView(b.name, 0, &excelize.ViewOptions{RightToLeft: new(true)}); err != nil {
			return err
		}
	}
	if err := b.SetSheetProps(b.name, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
		return err
	}
	err = b.SetPageLayout(b.name, &excelize.PageLayoutOptions{
		Size: new(9), Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0), // A4; as many pages as it takes
	})
	if err != nil {
		return err
	}
	b.stream, err = b.NewStreamWriter(b.name)
	return err
}

// titleOf is the name of a sheet in the language of the workbook.
func (b *binder) titleOf(key string) string { return b.say("sheet.title." + key) }

func (b *binder) say(key string) string { return bidi.Strip(b.Printer.Sentence(key)) }

// choices give lists to choose from to the cells that hold words of a closed list, and bounds to percentages.
func (b *binder) choices() error {
	statuses := tellable()
	status, confidence := make([]string, len(statuses)), make([]string, len(commitments.Confidences))
	for i, s := range statuses {
		status[i] = b.say(string(s.Word()))
	}
	for i, c := range commitments.Confidences {
		confidence[i] = b.say("confidence." + string(c))
	}
	for key, choices := range map[string][]string{columnStatus: status, columnConfidence: confidence, columnNoChange: {tick}} {
		list := excelize.NewDataValidation(true)
		if err := list.SetDropList(choices); err != nil {
			return err
		}
		if err := b.validate(list, key, strings.Join(choices, ", ")); err != nil {
			return err
		}
	}
	percent := excelize.NewDataValidation(true)
	if err := percent.SetRange(0, 100, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween); err != nil {
		return err
	}
	return b.validate(percent, columnPercent, "0–100")
}

func (b *binder) validate(rule *excelize.DataValidation, key, allowed string) error {
	for i, c := range b.columns {
		if c.key != key {
			continue
		}
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		rule.SetSqref(fmt.Sprintf("%s%d:%s%d", letter, firstRow, letter, max(b.row, firstRow)))
		rule.SetError(excelize.DataValidationErrorStyleStop, b.say("sheet.column."+key), allowed)
		return b.AddDataValidation(b.name, rule)
	}
	return nil
}

// tick is what is chosen to attest that nothing changed.
const tick = "x"

// serialOf is a day as spreadsheets count it: days since 30 December 1899.
func serialOf(day string) int { return civil.Date(day).DaysSince(epoch) }

const epoch civil.Date = "1899-12-30"

// cut is a text as a cell can hold it.
func cut(s string) string {
	if runes := []rune(s); len(runes) > excelize.TotalCellChars {
		return string(runes[:excelize.TotalCellChars])
	}
	return s
}
