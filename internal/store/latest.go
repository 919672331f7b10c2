package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// LatestEntries are the latest entries of the plan that the reader may see, at most limit, the latest first; of the
// commitments of one step or organisation, if one is named. Only commitments that the reader sees whole are found by
// their organisation.
func (s *Store) LatestEntries(ctx context.Context, plan uuid.UUID, reader access.Reader, of commitments.Of, limit int) ([]commitments.Entry, error) {
	if err := sound(of, reader); err != nil {
		return nil, err
	}
	var rows []entryRow
	q := s.read.NewSelect().Model(&rows).
		Join("join commitments as c on c.plan_id = e.plan_id and c.number = e.number").
		Where("e.plan_id = ?", plan).Where("not c.undone")
	visible(q, "c", reader)
	if of.Step != "" {
		q.Where("e.number in (select number from commitment_steps where plan_id = ? and step = ?)", plan, of.Step)
	}
	if of.Organisation != "" {
		q.Where("e.number in (select number from commitment_organisations where plan_id = ? and organisation = ?)", plan, of.Organisation)
		whole(q, "c", reader)
	}
	if err := q.OrderExpr("e.position desc").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("find the latest entries: %w", err))
	}
	return s.seenEntries(ctx, plan, reader, rows)
}
