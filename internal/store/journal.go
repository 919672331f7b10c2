package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// JournalFrom lists the entries of the plan at the positions after the given one, at most limit of them: whoever
// follows the journal keeps the position of the last and misses nothing. What a reader may see of them is for the
// caller to ask.
func (s *Store) JournalFrom(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error) {
	var rows []entryRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("position > ?", position).
		Order("position").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("follow the journal: %w", err))
	}
	return entriesOf(rows)
}

func entriesOfCommitment(ctx context.Context, db bun.IDB, commitment uuid.UUID) ([]commitments.Entry, error) {
	var rows []entryRow
	err := db.NewSelect().Model(&rows).
		Join("join commitments as c on c.plan_id = e.plan_id and c.number = e.number").
		Where("c.id = ?", commitment).Order("e.seq").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list entries: %w", err))
	}
	return entriesOf(rows)
}

func entriesOfNumber(ctx context.Context, db bun.IDB, plan uuid.UUID, number int) ([]commitments.Entry, error) {
	var rows []entryRow
	err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("number = ?", number).Order("seq").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list entries of %s: %w", refOf(number), err))
	}
	return entriesOf(rows)
}

func commitmentByRef(ctx context.Context, db bun.IDB, plan uuid.UUID, ref string) (commitments.Commitment, error) {
	row := new(commitmentRow)
	err := db.NewSelect().Model(row).Where("plan_id = ?", plan).Where("number = ?", numberOf(ref)).Scan(ctx)
	if err != nil {
		return commitments.Commitment{}, said(err)
	}
	return row.commitment()
}

// recentPage is how many entries lookBack looks at in one go.
const recentPage = 200

func (t *tx) RecentBy(ctx context.Context, plan uuid.UUID, member string, since time.Time) ([]commitments.Entry, error) {
	return t.lookBack(ctx, plan, since, func(row *entryRow) bool { return row.Member == member })
}

func (t *tx) Recent(ctx context.Context, plan uuid.UUID, since time.Time) ([]commitments.Entry, error) {
	return t.lookBack(ctx, plan, since, func(*entryRow) bool { return true })
}

// lookBack goes back from the end of the journal: positions rise as time does, so it stops at the first entry that is
// too old, and no index has to be kept for it.
func (t *tx) lookBack(ctx context.Context, plan uuid.UUID, since time.Time, wanted func(*entryRow) bool) ([]commitments.Entry, error) {
	tail, err := t.Tail(ctx, plan)
	if err != nil {
		return nil, err
	}
	var found []commitments.Entry
	for before := tail.Position + 1; ; {
		var rows []entryRow
		err := t.db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("position < ?", before).
			Order("position desc").Limit(recentPage).Scan(ctx)
		if err != nil {
			return nil, said(fmt.Errorf("look back in the journal: %w", err))
		}
		for i := range rows {
			if rows[i].RecordedAt.Before(since) {
				return found, nil
			}
			if wanted(&rows[i]) {
				e, err := rows[i].entry()
				if err != nil {
					return nil, err
				}
				found = append(found, e)
			}
		}
		if len(rows) < recentPage {
			return found, nil
		}
		before = rows[len(rows)-1].Position
	}
}
