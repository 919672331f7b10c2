package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// Commitment is what the reader may see of it. One that is hidden, or whose registration was taken back, is
// commitments.ErrNotFound like one that never was.
func (s *Store) Commitment(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) (commitments.Commitment, error) {
	c, err := commitmentByRef(ctx, s.read, plan, ref)
	if err != nil {
		return commitments.Commitment{}, err
	}
	visible, ok := seen(c, reader)
	if !ok || c.Undone {
		return commitments.Commitment{}, commitments.ErrNotFound
	}
	return visible, nil
}

// Entries of a commitment that the reader sees, in the order of their seq, without salt and cause. Where the reader
// sees the commitment without attribution they have no member, evidence, source, lead, partners and countries.
func (s *Store) Entries(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) ([]commitments.Entry, error) {
	c, err := commitmentByRef(ctx, s.read, plan, ref)
	if err != nil {
		return nil, err
	}
	sight := access.See(reader, c.Visibility, c.Organisations())
	if sight == access.Hidden || c.Undone {
		return nil, commitments.ErrNotFound
	}
	entries, err := entriesOfNumber(ctx, s.read, plan, c.Number)
	for i := range entries {
		entries[i] = seenEntry(entries[i], sight)
	}
	return entries, err
}

// StepCounts says how many commitments each step holds, as far as the reader may see, by the present code of the step.
// Steps without are left out.
func (s *Store) StepCounts(ctx context.Context, plan uuid.UUID, reader access.Reader) (map[string]commitments.StepCount, error) {
	var rows []struct {
		Step   string
		Status commitments.Status
		Held   int
	}
	q := s.read.NewSelect().TableExpr("commitment_steps as cs").ColumnExpr("cs.step, cs.status, count(*) as held").
		Where("cs.plan_id = ?", plan).Where("not cs.undone").GroupExpr("cs.step, cs.status")
	visible(q, "cs", reader)
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, said(fmt.Errorf("count commitments by step: %w", err))
	}
	counts := make(map[string]commitments.StepCount)
	for _, row := range rows {
		count := counts[row.Step]
		if row.Status != commitments.Withdrawn {
			count.Live += row.Held
		}
		if row.Status.Open() {
			count.Open += row.Held
		}
		counts[row.Step] = count
	}
	return counts, nil
}
