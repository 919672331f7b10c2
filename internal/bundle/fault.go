package bundle

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/accord-tracker/accord/internal/problem"
)

// maxErrors is how many errors are kept. All are counted.
const maxErrors = 10_000

// place of a record: its list and index in JSON, its line in NDJSON.
type place struct {
	list  list
	index uint32 // in the list from 0; the line from 1
	lines bool
}

// path of a field of the record; the record itself where there is none.
func (p place) path(field string) string {
	var base string
	switch {
	case p.lines:
		base = "line[" + strconv.Itoa(int(p.index)) + "]"
	case p.list == inHead || p.list == inEnd:
		if field == "" {
			return "bundle"
		}
		return field
	default:
		base = listNames[p.list] + "[" + strconv.Itoa(int(p.index)) + "]"
	}
	if field == "" {
		return base
	}
	return base + "." + field
}

func (p place) order() uint64 {
	if p.lines {
		return uint64(p.index)
	}
	return uint64(p.list)<<32 | uint64(p.index)
}

// faults gathers what is wrong. The first 10,000 are kept, all are counted.
type faults struct {
	kept  []Error
	total int
}

func (f *faults) add(at place, field string, p problem.Problem) {
	f.total++
	if len(f.kept) < maxErrors {
		path := at.path(field)
		p.Field = path
		f.kept = append(f.kept, Error{Path: path, Problem: p, order: at.order()})
	}
}

func (f *faults) say(at place, field, key string, pairs ...any) {
	f.add(at, field, problem.New(problem.Invalid, key, pairs...))
}

// inOrder are the errors as they stand in the file.
func (f *faults) inOrder() []Error {
	slices.SortStableFunc(f.kept, func(a, b Error) int { return cmp.Compare(a.order, b.order) })
	return f.kept
}
