package reports

import (
	"cmp"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
)

// Matrix says who does what at the end of the period: organisations against steps. It holds live commitments only, and
// is made from the figures alone, so it shows no more than their audience may see. A joint commitment stands in a cell
// of each of its organisations and steps.
type Matrix struct {
	Organisations []string // handles, as in the figures; the last is empty if there are unattributed commitments
	Steps         []string // codes, as in the figures
	Cells         []Cell   // those that hold something: by place of the organisation, then of the step
}

// Cell is what an organisation does for a step.
type Cell struct {
	Organisation int // place in Matrix.Organisations
	Step         int // place in Matrix.Steps
	Commitments  []MatrixCommitment
}

// MatrixCommitment is one commitment in a cell.
type MatrixCommitment struct {
	Ref    string
	Status commitments.Status
}

// MatrixOf makes the matrix of a report. Organisations and steps without a live commitment have an empty row or column.
func MatrixOf(d *Document) Matrix {
	m := matrix{organisations: map[string]int{}, steps: map[string]int{}, places: map[[2]int]int{}}
	for i := range d.Organisations {
		m.organisations[d.Organisations[i].Handle] = i
		m.Organisations = append(m.Organisations, d.Organisations[i].Handle)
	}
	for i := range d.Steps {
		m.steps[d.Steps[i].Code] = i
		m.Steps = append(m.Steps, d.Steps[i].Code)
	}
	for i := range d.Movement {
		m.add(&d.Movement[i])
	}
	slices.SortFunc(m.Cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Step, b.Step))
	})
	return m.Matrix
}

type matrix struct {
	Matrix
	organisations, steps map[string]int
	places               map[[2]int]int // of cells, by organisation and step
}

func (m *matrix) add(row *Movement) {
	if !row.Live() {
		return
	}
	handles := row.Organisations
	if row.Unattributed() {
		handles = []string{""}
	}
	for _, handle := range handles {
		for _, code := range row.Steps {
			m.put(handle, code, MatrixCommitment{Ref: row.Ref, Status: row.To})
		}
	}
}

func (m *matrix) put(handle, code string, c MatrixCommitment) {
	organisation, named := m.organisations[handle]
	step, known := m.steps[code]
	if !named || !known {
		return
	}
	at := [2]int{organisation, step}
	place, ok := m.places[at]
	if !ok {
		place = len(m.Cells)
		m.places[at] = place
		m.Cells = append(m.Cells, Cell{Organisation: organisation, Step: step})
	}
	cell := &m.Cells[place]
	cell.Commitments = append(cell.Commitments, c)
}
