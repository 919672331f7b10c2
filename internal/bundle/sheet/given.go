package sheet

import (
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// given is a row whose cells were there before anybody filled it in.
type given struct {
	sheet   string
	ref     string
	version int
	cells   []givenCell
	epoch   civil.Date
}

type givenCell struct {
	column column
	at     string
	cell   cell
}

// commitments reads the sheet of commitments, of which nothing is taken. It may be gone.
func (o *opened) commitments(p *page) error {
	if p == nil {
		return nil
	}
	if _, ok := p.columns[columnRef]; !ok {
		return nil
	}
	if _, ok := p.columns[columnVersion]; !ok {
		return nil
	}
	for line := firstRow - 1; line < len(p.lines); line++ {
		if ref := strings.ToUpper(strings.TrimSpace(p.raw(line, columnRef))); ref != "" {
			o.givenCells(p, line, ref, commitmentColumns())
		}
	}
	return nil
}

// givenCells keeps the cells of a row that are not for filling in, to be compared with what they were.
func (o *opened) givenCells(p *page, line int, ref string, columns []column) {
	version, err := o.plain(p, p.at(line, columnVersion), p.raw(line, columnVersion))
	n, ok := version.toInteger()
	if err != nil || !ok {
		return // whether it changed cannot be known
	}
	g := given{sheet: p.name, ref: ref, version: n, epoch: o.epoch}
	for _, c := range columns {
		if _, there := p.columns[c.key]; !there || c.fill || c.key == columnRef || c.key == columnVersion {
			continue
		}
		at := p.at(line, c.key)
		held, err := o.plain(p, at, p.raw(line, c.key))
		if err != nil {
			held = cell{text: p.raw(line, c.key)}
		}
		g.cells = append(g.cells, givenCell{c, at, held})
	}
	o.book.given = append(o.book.given, g)
}

// changed notes the cells that no longer say what they said when the workbook was made. They are not taken. If the
// commitment has another version by now, nobody can tell.
func (g *given) changed(c *commitments.Commitment, p *i18n.Printer) []Remark {
	if c.Version != g.version {
		return nil
	}
	var remarks []Remark
	said := facts(c, p)
	for _, held := range g.cells {
		was := said[held.column.key]
		if held.cell.sameAs(was, held.column.form, g.epoch) {
			continue
		}
		remarks = append(remarks, Remark{g.sheet, held.at, problem.New(problem.Invalid, "sheet.not_taken",
			"ref", g.ref, "is", orNothing(held.cell.written()), "was", orNothing(was.String()))})
	}
	return remarks
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}
