package sheet

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// ImportOptions say who brings a workbook in.
type ImportOptions struct {
	By        commitments.Origin // its cause is not looked at: every row has one of its own
	Now       time.Time
	Catalogue *i18n.Catalogue
	DryRun    bool
}

// Imported says what a workbook did, or would do.
type Imported struct {
	Plan    string   // slug
	Errors  []Remark // if there is one, nothing was written
	Notes   []Remark // what was taken otherwise than it stands, or not at all
	Changes []Change // one for each row that was filled in, in the order of the sheet
	Empty   int      // rows that nobody filled in
	Entries int      // that were written; 0 on a dry run
}

// Service carries out what the rows say: commitments.Service.
type Service interface {
	Do(ctx context.Context, by commitments.Origin, cmd commitments.Command) (commitments.Outcome, error)
	Rehearse(ctx context.Context, by commitments.Origin, cmd commitments.Command) error
}

// Import records what the rows of a workbook say: all of it, or nothing and everything that is wrong. A row whose
// content was recorded before, by whomever, does nothing. An error is one of the store; what people did wrong is in
// Imported.Errors.
func Import(ctx context.Context, book *Book, store commitments.Store, service Service, options ImportOptions) (Imported, error) {
	options.By.Cause, options.By.Asked = "", ""
	x := &comparison{book: book, options: options, printer: options.Catalogue.Printer(book.Language)}
	if err := store.Change(ctx, "", func(tx commitments.Tx) error { return x.compare(ctx, tx) }); err != nil {
		return Imported{}, fmt.Errorf("compare with the journal: %w", err)
	}
	imported := Imported{Plan: book.Plan, Notes: inOrder(x.notes), Changes: x.changes, Empty: book.empty}
	if len(x.parts) > commitments.MaxParts {
		x.fault(book.progress, "", problem.New(problem.Exhausted, "sheet.too_many", "limit", commitments.MaxParts, "rows", len(x.parts)))
	} else if err := x.rehearse(ctx, service); err != nil {
		return Imported{}, err
	}
	if imported.Errors = inOrder(x.errors); len(imported.Errors) > 0 || options.DryRun || len(x.parts) == 0 {
		return imported, nil
	}
	outcome, err := service.Do(ctx, options.By, x.together())
	if err = x.blame(err); err != nil {
		return Imported{}, err
	}
	imported.Errors, imported.Entries = inOrder(x.errors), len(outcome.Seqs)
	return imported, nil
}

func (x *comparison) together() commitments.Together {
	together := commitments.Together{Plan: x.book.Plan}
	for _, p := range x.parts {
		together.Parts = append(together.Parts, p.Part)
	}
	return together
}

// rehearse finds what the rule book says against the rows that are sound so far.
func (x *comparison) rehearse(ctx context.Context, service Service) error {
	if len(x.parts) == 0 {
		return nil
	}
	return x.blame(service.Rehearse(ctx, x.options.By, x.together()))
}

var partAtFault = regexp.MustCompile(`^parts\[([0-9]+)\](?:\.([a-z_]+))?`)

// blame puts the problems of a command where they belong on the sheet. Any other error comes back.
func (x *comparison) blame(err error) error {
	if err == nil {
		return nil
	}
	var troubles commitments.Troubles
	if !errors.As(err, &troubles) {
		trouble, ok := problem.Of(err)
		if !ok {
			return fmt.Errorf("record the rows of a workbook: %w", err)
		}
		troubles = commitments.Troubles{trouble}
	}
	for _, trouble := range troubles {
		x.fault(x.book.progress, x.cellOf(trouble.Field), trouble)
	}
	return nil
}

// cellOf is the cell that the field of a problem speaks of; the ref of the row if it is none of its cells.
func (x *comparison) cellOf(field string) string {
	found := partAtFault.FindStringSubmatch(field)
	if found == nil {
		return ""
	}
	i, err := strconv.Atoi(found[1])
	if err != nil || i >= len(x.parts) {
		return ""
	}
	column := found[2]
	if column == "reason" {
		column = columnNote
	}
	cells := x.parts[i].row.cells
	if at, ok := cells[column]; ok && column != columnVersion {
		return at
	}
	return cells[columnRef]
}
