package plans

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
)

// PlaceError is one thing that is wrong with a plan document, and where. Line and Column count from 1, columns in
// characters; both are 0 where the fault is not at one place. Path names the field: "steps[12].aliases[3]", and in an
// overlay "steps.29c.title".
type PlaceError struct {
	File    string
	Line    int
	Column  int
	Path    string
	Problem problem.Problem
}

// Error is for logs and tests; people read the sentence of Problem's key beside the place.
func (e PlaceError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s: %v", e.File, e.Line, e.Column, e.Path, e.Problem)
}

// Unwrap lets problem.Of and errors.Is find the problem.
func (e PlaceError) Unwrap() error { return e.Problem }

// Errors are all that is wrong with a plan and its overlays, in the order of files and lines.
type Errors []PlaceError

// Error is for logs and tests: one error a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets problem.Of find the first problem, and errors.Is any of them.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// inOrder sorts by file as given, then by place.
func (e Errors) inOrder(files []File) Errors {
	rank := make(map[string]int, len(files))
	for i, f := range files {
		rank[f.Name] = i
	}
	slices.SortStableFunc(e, func(a, b PlaceError) int {
		return cmp.Or(cmp.Compare(rank[a.File], rank[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}
