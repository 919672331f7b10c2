package sheet

import (
	"context"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// Source is what a workbook is made of.
type Source interface {
	Find(ctx context.Context, f commitments.Filter) (commitments.Page, error)
	// Head is where the journal of the plan ends.
	Head(ctx context.Context, plan uuid.UUID) (commitments.Tail, error)
}

// Export writes a workbook of three sheets: the commitments, the progress of those that are open, to be filled in, and
// about. All text is text: no cell is a formula, and none becomes one when it is typed again.
func Export(ctx context.Context, source Source, options ExportOptions, w io.Writer) (exported Exported, err error) {
	tail, err := source.Head(ctx, options.Plan.ID)
	if err != nil {
		return Exported{}, fmt.Errorf("find the end of the journal: %w", err)
	}
	b := &binder{ExportOptions: options, File: excelize.NewFile(), source: source}
	defer func() {
		if closed := b.Close(); err == nil {
			err = closed
		}
	}()
	exported.Workbook = options.workbookID(tail)
	if err := b.begin(); err != nil {
		return Exported{}, err
	}
	everything := b.filter()
	if exported.Commitments, err = b.sheet(ctx, commitmentsSheet, commitmentColumns(), everything); err != nil {
		return Exported{}, fmt.Errorf("sheet of commitments: %w", err)
	}
	open := b.filter()
	open.Open = true
	if exported.Rows, err = b.sheet(ctx, progressSheet, progressColumns(), open); err != nil {
		return Exported{}, fmt.Errorf("sheet of progress: %w", err)
	}
	if err := b.about(exported.Workbook, tail); err != nil {
		return Exported{}, fmt.Errorf("sheet about: %w", err)
	}
	return exported, b.Write(w)
}

// binder is a workbook in the making.
type binder struct {
	ExportOptions
	*excelize.File
	source           Source
	head, headToFill int          // styles
	given, toFill    map[form]int // styles
	stream           *excelize.StreamWriter
	name             string
	columns          []column
	row              int // the last that was written
}

func (b *binder) filter() commitments.Filter {
	return commitments.Filter{Plan: b.Plan.ID, Reader: b.Reader, Organisation: b.Organisation, Limit: 200}
}

func (b *binder) begin() error {
	stamp := b.At.UTC().Format("2006-01-02T15:04:05Z")
	err := b.SetDocProps(&excelize.DocProperties{
		Title: bidi.Strip(b.Plan.Title), Creator: "Accord", Language: b.Printer.Language(), Created: stamp, Modified: stamp,
	})
	if err != nil {
		return err
	}
	if err := b.SetDefaultFont("Arial"); err != nil { // has the letters of all our languages
		return err
	}
	if err := b.sheets(); err != nil {
		return err
	}
	return b.styles()
}

// sheet writes the commitments that the filter finds, one a row.
func (b *binder) sheet(ctx context.Context, key string, columns []column, filter commitments.Filter) (int, error) {
	if err := b.open(key, columns); err != nil {
		return 0, err
	}
	for {
		page, err := b.source.Find(ctx, filter)
		if err != nil {
			return 0, err
		}
		for i := range page.Commitments {
			if err := b.record(key, &page.Commitments[i]); err != nil {
				return 0, err
			}
		}
		if filter.After = page.Next; filter.After == "" {
			break
		}
	}
	if key == progressSheet {
		if err := b.choices(); err != nil {
			return 0, err
		}
	}
	return b.row - firstRow + 1, b.stream.Flush()
}

// record writes a row. Nobody can log on what they see without attribution, so it is on the first sheet alone.
func (b *binder) record(key string, c *commitments.Commitment) error {
	if key == progressSheet && len(c.Organisations()) == 0 {
		return nil
	}
	said := facts(c, b.Printer)
	cells := make([]any, len(b.columns))
	for i, column := range b.columns {
		if column.fill {
			cells[i] = excelize.Cell{StyleID: b.toFill[column.form]}
			continue
		}
		cells[i] = b.cell(column, said[column.key])
	}
	return b.next(cells)
}

func (b *binder) cell(c column, v value) excelize.Cell {
	cell := excelize.Cell{StyleID: b.given[c.form]}
	switch {
	case v.number != nil:
		cell.Value = *v.number
	case v.text == "":
	case c.form == asDay:
		cell.Value = serialOf(v.text)
	default:
		cell.Value = cut(v.text)
	}
	return cell
}

func (b *binder) next(cells []any, options ...excelize.RowOpts) error {
	b.row++
	return b.stream.SetRow(fmt.Sprintf("A%d", b.row), cells, options...)
}
