package sheet

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// Book is a workbook that came back.
type Book struct {
	Plan     string // slug
	Language string // of its words

	id       string
	rows     []row    // of progress that somebody filled in
	empty    int      // rows of progress that nobody filled in
	given    []given  // cells that are not for filling in
	errors   []Remark // whatever is wrong with it as it stands
	notes    []Remark // what is taken otherwise than it stands
	progress string   // name of the sheet
}

// Read reads a workbook that Export wrote and people filled in, with whatever program. A problem.Problem says why the
// file is none, or is too large; what is wrong with single cells is told by Import, with all that is wrong otherwise.
func Read(in io.Reader, catalogue *i18n.Catalogue) (*Book, error) {
	content, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the workbook: %w", err)
	}
	if len(content) > maxFile {
		return nil, tooLarge()
	}
	if err := gate(content); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true,
	})
	if err != nil {
		return nil, problem.New(problem.Invalid, "sheet.not_a_workbook")
	}
	defer func() { _ = file.Close() }()
	file.CharsetTranscoder(onlyUTF8)
	o := &opened{file: file, catalogue: catalogue, epoch: epoch, book: &Book{}}
	return o.book, o.read()
}

// opened is a workbook while it is read.
type opened struct {
	file      *excelize.File
	catalogue *i18n.Catalogue
	epoch     civil.Date // day 0 of its serial numbers
	book      *Book
	words     vocabulary
}

func (o *opened) read() error {
	if props, err := o.file.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		o.epoch = "1904-01-01"
	}
	pages := map[string]*page{}
	for _, name := range o.file.GetSheetList() {
		p, key, err := o.page(name)
		if err != nil {
			return err
		}
		if p == nil {
			continue
		}
		if pages[key] != nil {
			return problem.New(problem.Invalid, "sheet.twice", "first", pages[key].name, "second", name)
		}
		pages[key] = p
	}
	if err := o.about(pages[aboutSheet]); err != nil {
		return err
	}
	o.words = newVocabulary(o.catalogue, o.book.Language)
	if err := o.progress(pages[progressSheet]); err != nil {
		return err
	}
	return o.commitments(pages[commitmentsSheet])
}

// page is a sheet of ours: its columns by key, and what stands in it, undecorated.
type page struct {
	name    string
	columns map[string]int // index
	lines   [][]string
}

// page reads a sheet; nil if it is none of ours. People may rename sheets, sort rows and move columns.
func (o *opened) page(name string) (*page, string, error) {
	lines, err := o.file.GetRows(name)
	if err != nil {
		if absent := (excelize.ErrSheetNotExist{}); errors.As(err, &absent) { // a sheet of charts, say
			return nil, "", nil
		}
		return nil, "", problem.New(problem.Invalid, "sheet.not_a_workbook")
	}
	p := &page{name: name, columns: map[string]int{}, lines: lines}
	if len(lines) == 0 {
		return nil, "", nil
	}
	if len(lines[0]) > 0 && strings.HasPrefix(lines[0][0], aboutSheet+".") {
		return p, aboutSheet, nil
	}
	var key string
	for i, cell := range lines[0] {
		of, column, ok := strings.Cut(strings.TrimSpace(cell), ".")
		if !ok || of != progressSheet && of != commitmentsSheet {
			continue
		}
		if _, twice := p.columns[column]; twice || key != "" && key != of {
			return nil, "", problem.New(problem.Invalid, "sheet.columns_mixed", "sheet", name)
		}
		key, p.columns[column] = of, i
	}
	if key == "" {
		return nil, "", nil
	}
	return p, key, nil
}

// about reads what the workbook is.
func (o *opened) about(p *page) error {
	if p == nil {
		return problem.New(problem.Invalid, "sheet.not_ours")
	}
	facts := map[string]string{}
	for _, line := range p.lines {
		if len(line) >= 3 {
			facts[strings.TrimPrefix(line[0], aboutSheet+".")] = strings.TrimSpace(line[2])
		}
	}
	name, version, _ := strings.Cut(facts["format"], " ")
	switch n, ok := integer(version); {
	case name != format || facts["workbook"] == "" || facts["plan"] == "":
		return problem.New(problem.Invalid, "sheet.not_ours")
	case !ok || n != formatVersion:
		return problem.New(problem.Invalid, "sheet.version", "version", version, "want", formatVersion)
	}
	o.book.id, o.book.Plan, o.book.Language = facts["workbook"], facts["plan"], i18n.Match(facts["language"])
	return nil
}

// missing are the columns that a page lacks.
func (p *page) missing(columns []column) []problem.Word {
	var lacks []problem.Word
	for _, c := range columns {
		if _, ok := p.columns[c.key]; !ok {
			lacks = append(lacks, problem.Word("sheet.column."+c.key))
		}
	}
	return lacks
}

// raw is what stands in a cell, undecorated; line is counted from 0.
func (p *page) raw(line int, key string) string {
	at := p.columns[key]
	if at >= len(p.lines[line]) {
		return ""
	}
	return p.lines[line][at]
}

// at is the address of a cell.
func (p *page) at(line int, key string) string {
	letter, _ := excelize.ColumnNumberToName(p.columns[key] + 1)
	return fmt.Sprintf("%s%d", letter, line+1)
}

func (b *Book) fault(sheet, cell string, trouble problem.Problem) {
	b.errors = append(b.errors, Remark{sheet, cell, trouble})
}

func (b *Book) note(sheet, cell string, trouble problem.Problem) {
	b.notes = append(b.notes, Remark{sheet, cell, trouble})
}

// inOrder puts remarks in the order of the cells of their sheets.
func inOrder(remarks []Remark) []Remark {
	slices.SortStableFunc(remarks, func(a, b Remark) int {
		columnA, lineA := coordinates(a.Cell)
		columnB, lineB := coordinates(b.Cell)
		return cmp.Or(strings.Compare(a.Sheet, b.Sheet), lineA-lineB, columnA-columnB)
	})
	return remarks
}

// coordinates of a cell; of no cell, 0 and 0.
func coordinates(cell string) (column, line int) {
	column, line, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return 0, 0
	}
	return column, line
}
