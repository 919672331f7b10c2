package bundle

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// ImportOptions of Import.
type ImportOptions struct {
	DryRun bool // everything is checked, nothing is written
	Now    time.Time
}

// Imported is what an import brought, or in a dry run would bring. If there are errors, nothing was written.
type Imported struct {
	Plan          string // slug
	NewPlan       bool   // the store lacked it; it was created from the head
	TookOver      []Setting
	Organisations int
	Members       int
	Endorsements  int
	Events        int
	Commitments   int
	Entries       int
	Position      int64  // of the head of the chain, after it
	Head          string // its digest
	Errors        []Error
	Total         int // how many errors there are; Errors holds the first 10,000
}

// errStop ends the transaction of an import that is not to be kept.
var errStop = errors.New("bundle: nothing is written")

// Import reads a bundle of either form, says everything that is wrong with it (bundle.md, "What an importer checks"),
// and writes all of it, or nothing if there is one error. The bundle is read several times. What is wrong with it comes
// back in Imported.Errors; the error is for a file that cannot be read at all and a store that fails.
func Import(ctx context.Context, r io.ReadSeeker, to Target, o ImportOptions) (Imported, error) {
	f, err := openFile(r)
	if err != nil {
		return Imported{}, err
	}
	slug, err := f.slug(ctx)
	if err != nil {
		return Imported{}, err
	}
	var result Imported
	err = to.Bulk(ctx, slug, func(tx BulkTx) error {
		result = Imported{} // the store may run this again
		return result.run(ctx, f, tx, o)
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return result, err
}

// slug reads as far as the head, for the lock of the plan.
func (f *file) slug(ctx context.Context) (string, error) {
	found := &slugSink{}
	err := f.read(ctx, &faults{}, found)
	if errors.Is(err, errStop) || errors.Is(err, errNoHead) {
		err = nil
	}
	return found.slug, err
}

type slugSink struct {
	ignored
	slug string
}

func (s *slugSink) head(h *head) error {
	s.slug = h.plan.Slug
	return errStop
}

func (s *slugSink) group(*group) error { return nil }

func (i *Imported) run(ctx context.Context, f *file, tx BulkTx, o ImportOptions) error {
	var secret [32]byte
	if _, err := io.ReadFull(rand.Reader, secret[:]); err != nil {
		return fmt.Errorf("draw salts: %w", err)
	}
	c := newCheck(ctx, f, secret)
	defer c.journal.close()
	c.books = newBooks(ctx, tx)
	if err := c.read(); err != nil {
		return err
	}
	if c.plan == nil {
		i.Errors, i.Total = c.inOrder(), c.total
		return errStop
	}
	w, err := c.chain(c.books.tail, "")
	if err != nil {
		return err
	}
	i.Errors, i.Total = c.inOrder(), c.total
	i.Plan, i.Position, i.Head = c.plan.plan.Slug, w.position, w.claimed
	i.Organisations, i.Members, i.Endorsements = c.counts[organisations], c.counts[members], c.counts[endorsements]
	i.Events, i.Commitments, i.Entries = c.counts[events], c.counts[commitmentList], c.counts[entries]
	plan := i.settle(c, o)
	if i.Total > 0 || o.DryRun {
		return errStop
	}
	return c.write(ctx, tx, plan, i.Head, o.Now)
}

// settle is the plan as it will be.
func (i *Imported) settle(c *check, o ImportOptions) *plans.Plan {
	switch {
	case c.books.plan == nil:
		i.NewPlan = true
		p := c.plan.plan
		p.ID, p.CreatedAt = ids(), o.Now
		p.Steps = append([]plans.Step(nil), p.Steps...)
		for n := range p.Steps {
			p.Steps[n].ID = ids()
		}
		return &p
	case c.books.any:
		return c.books.plan
	default:
		p, taken := takeOver(c.plan, c.books.plan)
		i.TookOver = taken
		return p
	}
}

// write is the last reading: everything is in order, and goes into the store.
func (c *check) write(ctx context.Context, tx BulkTx, plan *plans.Plan, head string, now time.Time) error {
	if plan != c.books.plan {
		if err := tx.SavePlan(ctx, plan); err != nil {
			return fmt.Errorf("save plan %s: %w", plan.Slug, err)
		}
	}
	w := &writer{ctx: ctx, tx: tx, plan: plan, now: now, journal: c.journal, seal: c.seal}
	var surprises faults
	if err := c.file.read(ctx, &surprises, w); err != nil {
		return err
	}
	if surprises.total > 0 || w.ordinal != c.journal.len() {
		return errors.New("the bundle changed while it was read")
	}
	if err := w.finish(); err != nil {
		return err
	}
	if c.journal.len() == 0 {
		return nil
	}
	last := c.journal.at(int(c.journal.order[c.journal.len()-1]))
	tail := commitments.Tail{
		PlanID: plan.ID, Position: int64(last.position), Digest: head,
		RecordedAt: time.Unix(last.recordedAt, 0).UTC(), LastNumber: max(c.books.tail.LastNumber, w.lastNumber),
	}
	return tx.MoveTail(ctx, tail)
}
