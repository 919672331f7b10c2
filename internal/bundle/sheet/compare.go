package sheet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// Change is what one row does.
type Change struct {
	Ref     string
	Title   string
	Already bool // it was recorded before and does nothing
	Entry   commitments.Entry
	Was, Is commitments.State // as it is now, and as it would be; equal where news of today outlives news of before
}

// comparison holds a workbook against the journal.
type comparison struct {
	book    *Book
	options ImportOptions
	printer *i18n.Printer // in the language of the workbook
	plan    *plans.Plan
	zone    *time.Location
	reader  access.Reader

	errors  []Remark
	notes   []Remark
	changes []Change
	parts   []part
}

// part is a row that has something to record.
type part struct {
	commitments.Part
	row *row
}

func (x *comparison) fault(sheet, cell string, trouble problem.Problem) {
	x.errors = append(x.errors, Remark{sheet, cell, trouble})
}

// compare says of every row what it would do, all of it as of one moment. The store may run it again.
func (x *comparison) compare(ctx context.Context, tx commitments.Tx) (err error) {
	x.errors = append([]Remark(nil), x.book.errors...)
	x.notes = append([]Remark(nil), x.book.notes...)
	x.changes, x.parts = nil, nil
	x.plan, err = tx.Plan(ctx, x.book.Plan)
	if errors.Is(err, commitments.ErrNotFound) {
		x.fault("", "", problem.New(problem.NotFound, "plan.unknown", "plan", x.book.Plan))
		return nil
	}
	if err != nil {
		return err
	}
	if x.zone, err = x.plan.Zone(); err != nil {
		return err
	}
	x.reader = access.ReaderOf(x.options.By.Actor, x.plan.ID)
	for i := range x.book.rows {
		if err := x.row(ctx, tx, &x.book.rows[i]); err != nil {
			return err
		}
	}
	return x.given(ctx, tx)
}

// find is the commitment, if the reader may know of it.
func (x *comparison) find(ctx context.Context, tx commitments.Tx, ref string) (commitments.Commitment, access.Sight, error) {
	c, err := tx.Commitment(ctx, x.plan.ID, ref)
	if errors.Is(err, commitments.ErrNotFound) {
		return c, access.Hidden, nil
	}
	if err != nil {
		return c, access.Hidden, fmt.Errorf("load %s: %w", ref, err)
	}
	if c.Undone {
		return c, access.Hidden, nil
	}
	return c, access.See(x.reader, c.Visibility, c.Organisations()), nil
}

func (x *comparison) row(ctx context.Context, tx commitments.Tx, r *row) error {
	c, sight, err := x.find(ctx, tx, r.ref)
	if err != nil {
		return err
	}
	at := r.cells[columnRef]
	if sight == access.Hidden {
		x.fault(x.book.progress, at, problem.New(problem.NotFound, "commitment.unknown", "ref", r.ref))
		return nil
	}
	entries, err := tx.Entries(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load the journal of %s: %w", r.ref, err)
	}
	cause := x.family(r.ref) + r.digest()
	already, err := acted(ctx, tx, cause)
	if err != nil {
		return err
	}
	if already {
		x.changes = append(x.changes, Change{Ref: c.Ref, Title: c.Title, Already: true, Was: c.State, Is: c.State})
		return nil
	}
	version, ok := x.version(r, &c, entries)
	if !ok {
		x.fault(x.book.progress, at, problem.New(problem.Conflict, "sheet.changed_since",
			"ref", r.ref, "version", r.version, "current", c.Version))
		return nil
	}
	x.parts = append(x.parts, part{commitments.Part{Cause: cause, Command: x.command(r, version)}, r})
	x.changes = append(x.changes, x.change(r, &c, entries))
	return nil
}

// family is how the causes of a row begin, whatever it says.
func (x *comparison) family(ref string) string { return "sheet:" + x.book.id + ":" + ref + ":" }

func acted(ctx context.Context, tx commitments.Tx, cause string) (bool, error) {
	_, err := tx.Caused(ctx, cause)
	if errors.Is(err, commitments.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// version is the one that the row may change: that of the export, or a later one if all since is what the same member
// wrote into the same row of the same workbook.
func (x *comparison) version(r *row, c *commitments.Commitment, entries []commitments.Entry) (int, bool) {
	me := x.options.By.Actor.Member.Key
	for _, e := range entries {
		if e.Seq > r.version && !(e.Member == me && strings.HasPrefix(e.Cause, x.family(r.ref))) {
			return 0, false
		}
	}
	return c.Version, r.version <= c.Version
}

// command is what the row says, as a command.
func (x *comparison) command(r *row, version int) commitments.Command {
	switch {
	case r.NoChange:
		return commitments.AttestNoChange{Plan: x.book.Plan, Ref: r.ref, Version: version, Note: r.Note, EffectiveOn: r.EffectiveOn}
	case r.pauses():
		return commitments.Pause{Plan: x.book.Plan, Ref: r.ref, Version: version, Reason: r.Note, EffectiveOn: r.EffectiveOn}
	default:
		return commitments.Log{
			Plan: x.book.Plan, Ref: r.ref, Version: version, Status: r.Status, Percent: r.Percent, Confidence: r.Confidence,
			Note: r.Note, Evidence: r.Evidence, EffectiveOn: r.EffectiveOn,
		}
	}
}

// pauses says whether the row is a pause. What a pause cannot carry was refused when the row was read.
func (r *row) pauses() bool { return r.Status == commitments.Paused }

// change shows what the row does to the commitment, as the journal folds: news of an earlier day may change nothing.
func (x *comparison) change(r *row, c *commitments.Commitment, entries []commitments.Entry) Change {
	today := civil.DateOf(x.options.Now, x.zone)
	e := commitments.Entry{
		Seq: len(entries) + 1, Kind: commitments.KindProgress, Status: r.Status, Percent: r.Percent, Confidence: r.Confidence,
		Note: r.Note, Evidence: r.Evidence, EffectiveOn: r.EffectiveOn, RecordedAt: x.options.Now,
	}
	switch {
	case r.NoChange:
		e.Kind = commitments.KindNoChange
	case r.pauses(), r.Status == commitments.Completed:
		e.Kind = commitments.KindStatus
	}
	if e.EffectiveOn == "" {
		e.EffectiveOn = today
	}
	history := slices.Concat(entries, []commitments.Entry{e})
	return Change{Ref: c.Ref, Title: c.Title, Entry: e, Was: c.State, Is: commitments.Fold(history)}
}

// given notes cells that were changed although they are not for filling in.
func (x *comparison) given(ctx context.Context, tx commitments.Tx) error {
	known := map[string]*commitments.Commitment{}
	for i := range x.book.given {
		g := &x.book.given[i]
		c, looked := known[g.ref]
		if !looked {
			found, sight, err := x.find(ctx, tx, g.ref)
			if err != nil {
				return err
			}
			if sight == access.Whole {
				c = &found
			}
			known[g.ref] = c
		}
		if c != nil {
			x.notes = append(x.notes, g.changed(c, x.printer)...)
		}
	}
	return nil
}
