package render

import (
	"context"
	"fmt"
	"io"

	"github.com/accord-tracker/accord/internal/reports"
)

// MatrixFormats lists the formats of the matrix of who does what: those that hold a wide table.
func MatrixFormats() []Format {
	var all []Format
	for _, f := range []Format{
		{"html", "", "", matrixModelled(writeHTML)},
		{"xlsx", "", "", matrixModelled(writeXLSX)},
		{"csv", "", "", matrixModelled(writeCSV)},
		{"md", "", "", matrixModelled(writeMarkdown)},
	} {
		same, err := Find(f.Name)
		if err != nil {
			panic("render: the matrix has a format that reports have not: " + f.Name)
		}
		f.MediaType, f.Extension = same.MediaType, same.Extension
		all = append(all, f)
	}
	return all
}

// FindMatrix is the format of the matrix with that name, or a problem that lists those that can hold it.
func FindMatrix(name string) (Format, error) { return find(name, MatrixFormats()) }

// Matrix writes the matrix of a report, organisations against steps, in the format of that name. A format that
// cannot hold it is a problem that lists those that can. An error may leave part of it written.
func Matrix(ctx context.Context, format string, report *Report, w io.Writer) error {
	f, err := FindMatrix(format)
	if err != nil {
		return err
	}
	return f.Render(ctx, report, w)
}

func matrixModelled(write func(context.Context, *model, io.Writer) error) func(context.Context, *Report, io.Writer) error {
	return func(ctx context.Context, report *Report, w io.Writer) error { return write(ctx, matrixOf(report), w) }
}

// matrixOf says in words who does what: once as a matrix, and once as a list with the status of every commitment.
func matrixOf(r *Report) *model {
	b := newBuild(r)
	b.shown = nil // there is no list of commitments to lead to
	b.head()
	b.title = b.voice.Sentence("render.matrix_title", "period", r.Document.Quarter())
	b.id = MatrixName(r.Document)
	m := reports.MatrixOf(r.Document)
	if len(m.Cells) == 0 {
		b.chapter("matrix", b.explain("matrix"), paragraph(b.voice.say("render.none.matrix")))
		b.keep(b.wideTable(&m))
		b.keep(b.cellTable(&m))
		return b.model
	}
	b.chapter("matrix", b.explain("matrix"), b.keep(b.wideTable(&m)))
	b.chapter("matrix_cells", b.explain("matrix_cells"), b.keep(b.cellTable(&m)))
	return b.model
}

// wideTable has a row for each organisation and a column for each step.
func (b *build) wideTable(m *reports.Matrix) *table {
	columns := []column{b.columnOnly(inData, "organisation", code, 2), b.column("organisation_name", written, 5)}
	for _, step := range m.Steps {
		columns = append(columns, column{key: "step_" + step, title: step, kind: codes, weight: 1})
	}
	begins := rowsOf(m)
	row := make([]cell, len(columns))
	return &table{
		key: "matrix", title: b.voice.say("render.heading.matrix"), count: len(m.Organisations), columns: columns,
		row: func(i int) []cell {
			row[0], row[1] = codeOf(m.Organisations[i]), b.organisationName(m.Organisations[i])
			for j := range m.Steps {
				row[2+j] = cell{kind: codes}
			}
			for _, c := range m.Cells[begins[i]:begins[i+1]] {
				row[2+c.Step] = listOf(refsOf(c.Commitments))
			}
			return row
		},
	}
}

// rowsOf says where the cells of each organisation begin; the last is where all end.
func rowsOf(m *reports.Matrix) []int {
	begins := make([]int, len(m.Organisations)+1)
	for _, c := range m.Cells {
		begins[c.Organisation+1]++
	}
	for i := range m.Organisations {
		begins[i+1] += begins[i]
	}
	return begins
}

func refsOf(all []reports.MatrixCommitment) []string {
	refs := make([]string, len(all))
	for i, c := range all {
		refs[i] = c.Ref
	}
	return refs
}

// cellTable has a row for each commitment in each cell.
func (b *build) cellTable(m *reports.Matrix) *table {
	type place struct{ cell, commitment int }
	var places []place
	for i := range m.Cells {
		for j := range m.Cells[i].Commitments {
			places = append(places, place{i, j})
		}
	}
	return &table{
		key: "matrix_cells", title: b.voice.say("render.heading.matrix_cells"), count: len(places),
		columns: []column{
			b.columnOnly(inData, "organisation", code, 2), b.column("organisation_name", written, 4), b.column("step", code, 1),
			b.column("step_title", written, 5), b.column("ref", code, 1), b.column("title", written, 5), b.statusColumn("status"),
		},
		row: func(i int) []cell {
			at := &m.Cells[places[i].cell]
			c := at.Commitments[places[i].commitment]
			handle, step := m.Organisations[at.Organisation], m.Steps[at.Step]
			return []cell{
				codeOf(handle), b.organisationName(handle), codeOf(step), writing(b.stepTitle(step)), b.ref(c.Ref), b.titleOf(c.Ref), term(string(c.Status)),
			}
		},
	}
}

// MatrixName is what a file with the matrix is called, without its extension.
func MatrixName(d *reports.Document) string { return fmt.Sprintf("%s-matrix", FileName(d)) }

// FileName is what a file with the report is called, without its extension: "hres-2018-2026-Q2".
func FileName(d *reports.Document) string { return d.Plan + "-" + d.Period }
