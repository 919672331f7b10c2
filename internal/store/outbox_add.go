package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Queue keeps sendings whose key is new, and drops what they supersede.
func (s *Store) Queue(ctx context.Context, list []queue.Sending) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := s.Box(ctx); err != nil {
		return err
	}
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error { return s.queueIn(ctx, db, list) })
	return s.noted(err, "queue")
}

// queueIn is Queue in a transaction, which queues only once: it locks the conversations in an order in which nobody waits
// for each other.
func (s *Store) queueIn(ctx context.Context, db bun.IDB, list []queue.Sending) error {
	if len(list) == 0 {
		return nil
	}
	box, err := s.boxIn(ctx, db)
	if err != nil {
		return err
	}
	rows, err := outboxRows(box, list)
	if err != nil {
		return err
	}
	return addSendings(ctx, db, rows)
}

func addSendings(ctx context.Context, db bun.IDB, rows []outboxRow) error {
	all := make([]lane, len(rows))
	for i := range rows {
		all[i] = rows[i].lane()
	}
	if err := outboxLanes().lock(ctx, db, all...); err != nil {
		return err
	}
	taken, err := outboxLanes().taken(ctx, db, distinct(all))
	if err != nil {
		return err
	}
	firsts := firstSendings(rows, taken)
	fresh, err := insertSendings(ctx, db, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		if row := &rows[i]; fresh[row.ID] != 0 && row.Supersedes != "" {
			if err := supersede(ctx, db, row, fresh[row.ID]); err != nil {
				return err
			}
		}
	}
	for _, row := range firsts {
		if fresh[row.ID] == 0 { // it is known: whoever comes behind it in the list is the first
			if err := outboxLanes().settle(ctx, db, row.lane(), row.CreatedAt); err != nil {
				return err
			}
		}
	}
	return nil
}

// firstSendings lets those be claimed that come into a conversation where nothing waits, and returns them.
func firstSendings(rows []outboxRow, taken map[lane]bool) (firsts []*outboxRow) {
	for i := range rows {
		row := &rows[i]
		l := row.lane()
		l.Supersedes = ""
		if row.JoinsAt != nil || taken[l] {
			continue
		}
		row.NextAt = &row.CreatedAt
		if l.ordered() {
			taken[l] = true
			firsts = append(firsts, row)
		}
	}
	return firsts
}

// insertSendings returns the positions of those whose key is new.
func insertSendings(ctx context.Context, db bun.IDB, rows []outboxRow) (map[uuid.UUID]int64, error) {
	fresh := map[uuid.UUID]int64{}
	for some := range slices.Chunk(rows, queuedAtOnce) {
		var added []outboxRow
		err := db.NewInsert().Model(&some).On("conflict do nothing").Returning("id, position").Scan(ctx, &added)
		if err != nil {
			return nil, err
		}
		for _, row := range added {
			fresh[row.ID] = row.Position
		}
	}
	return fresh, nil
}

// supersede drops those before the row that say the same in an older way, and are not on their way.
func supersede(ctx context.Context, db bun.IDB, row *outboxRow, position int64) error {
	result, err := db.NewUpdate().Model((*outboxRow)(nil)).Set("done_at = ?", row.CreatedAt).Set("payload = ''").
		Set("next_at = null").Set("joins_at = null").Set("trouble = ?", "superseded").
		Where("platform = ? and realm = ? and conversation = ?", row.Platform, row.Realm, row.Conversation).
		Where("supersedes = ?", row.Supersedes).Where("supersedes <> ''").Where("done_at is null").
		Where("not claimed").Where("position < ?", position).Exec(ctx)
	if err != nil {
		return fmt.Errorf("drop what is superseded: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return outboxLanes().settle(ctx, db, row.lane(), row.CreatedAt)
}
