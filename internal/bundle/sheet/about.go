package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/commitments"
)

// about writes the last sheet: what this workbook is, under keys that are hidden, and how it is filled in.
func (b *binder) about(workbook string, tail commitments.Tail) error {
	b.name, b.row = b.titleOf(aboutSheet), 0
	if err := b.begun(); err != nil {
		return err
	}
	for i, width := range []float64{10, 28, 90} {
		if err := b.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := b.stream.SetColVisible(1, 1, false); err != nil {
		return err
	}
	for _, fact := range [][2]string{
		{"format", fmt.Sprintf("%s %d", format, formatVersion)},
		{"workbook", workbook},
		{"plan", b.Plan.Slug},
		{"plan_title", bidi.Strip(b.Plan.Title)},
		{"organisation", b.Organisation},
		{"audience", b.readers()},
		{"exported_at", b.At.UTC().Format(commitments.InstantLayout)},
		{"position", fmt.Sprint(tail.Position)},
		{"head", tail.Digest},
		{"language", b.Printer.Language()},
	} {
		label := excelize.Cell{StyleID: b.head, Value: b.say("sheet.about." + fact[0])}
		said := excelize.Cell{StyleID: b.given[inWords], Value: fact[1]}
		if err := b.next([]any{aboutSheet + "." + fact[0], label, said}); err != nil {
			return err
		}
	}
	for _, key := range []string{"fill", "status", "percent", "date", "evidence", "no_change", "return"} {
		text := b.Printer.Sentence("sheet.help." + key) // with the controls that keep a day in order
		height := 15 * float64(1+len([]rune(text))/85)  // of the lines that it will take
		if err := b.next([]any{nil, nil, excelize.Cell{StyleID: b.toFill[inWords], Value: text}}, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	return b.stream.Flush()
}

// readers are whom the workbook is for: the people of organisations, or an audience.
func (b *binder) readers() string {
	if len(b.Reader.Organisations) > 0 {
		return strings.Join(b.Reader.Organisations, ", ")
	}
	return string(b.Reader.Audience)
}
