package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// onceInto lets a bundle into one plan alone, and once for each cause: the cause is noted, with what was brought, in the
// transaction that brings the bundle in.
type onceInto struct {
	bundle.Target
	plan    string
	dry     bool
	cause   commitments.Cause // without a key: none
	brought Import            // by this import, or by the earlier one with the same cause
}

// errImportedBefore says that the cause has acted; brought is what it brought then.
var errImportedBefore = errors.New("imported before")

// Bulk is bundle.Target's.
func (o *onceInto) Bulk(ctx context.Context, plan string, f func(bundle.BulkTx) error) error {
	if plan != o.plan {
		return problem.New(problem.Invalid, "api.another_plan", "plan", plan).At("plan.slug")
	}
	return o.Target.Bulk(ctx, plan, func(tx bundle.BulkTx) error {
		o.brought = Import{Plan: plan}
		journal, keeps := tx.(commitments.Journal)
		if o.cause.Key == "" || o.dry || !keeps {
			return f(tx)
		}
		if err := o.repeated(ctx, journal); err != nil {
			return err
		}
		if err := o.begin(ctx, tx); err != nil {
			return err
		}
		if err := f(&counted{tx, &o.brought}); err != nil {
			return err
		}
		summary, err := json.Marshal(o.brought)
		if err != nil {
			return fmt.Errorf("write down an import: %w", err)
		}
		cause := o.cause
		cause.Outcome.Subject = string(summary)
		return journal.NoteCause(ctx, cause)
	})
}

// begin notes where the journal ends, for an import without entries.
func (o *onceInto) begin(ctx context.Context, tx bundle.BulkTx) error {
	plan, err := tx.Plan(ctx, o.plan)
	if err != nil {
		return fmt.Errorf("load plan %s: %w", o.plan, err)
	}
	tail, err := tx.Tail(ctx, plan.ID)
	if err != nil {
		return fmt.Errorf("find the end of the journal: %w", err)
	}
	o.brought.Position, o.brought.Digest = tail.Position, tail.Digest
	return nil
}

// repeated is nil if the cause has not acted yet.
func (o *onceInto) repeated(ctx context.Context, journal commitments.Journal) error {
	earlier, err := journal.Caused(ctx, o.cause.Key)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up cause: %w", err)
	}
	was, is := earlier.Outcome, o.cause.Outcome
	if earlier.Member != o.cause.Member || was.Command != is.Command || was.Asked != is.Asked {
		return problem.New(problem.Conflict, "cause.used")
	}
	if err := json.Unmarshal([]byte(was.Subject), &o.brought); err != nil {
		return fmt.Errorf("read what an import brought: %w", err)
	}
	return errImportedBefore
}

// counted counts what is written.
type counted struct {
	bundle.BulkTx
	brought *Import
}

func (c *counted) AddOrganisations(ctx context.Context, all []people.Organisation) error {
	c.brought.Organisations += len(all)
	return c.BulkTx.AddOrganisations(ctx, all)
}

func (c *counted) AddMembers(ctx context.Context, all []people.Member) error {
	c.brought.Members += len(all)
	return c.BulkTx.AddMembers(ctx, all)
}

func (c *counted) AddEndorsements(ctx context.Context, all []people.Endorsement) error {
	c.brought.Endorsements += len(all)
	return c.BulkTx.AddEndorsements(ctx, all)
}

func (c *counted) AddEvents(ctx context.Context, all []calendar.Event) error {
	c.brought.Events += len(all)
	return c.BulkTx.AddEvents(ctx, all)
}

func (c *counted) AddCommitments(ctx context.Context, all []commitments.Commitment, entries []commitments.Entry) error {
	c.brought.Commitments += len(all)
	c.brought.Entries += len(entries)
	return c.BulkTx.AddCommitments(ctx, all, entries)
}

func (c *counted) MoveTail(ctx context.Context, tail commitments.Tail) error {
	c.brought.Position, c.brought.Digest = tail.Position, tail.Digest
	return c.BulkTx.MoveTail(ctx, tail)
}
