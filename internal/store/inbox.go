package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ queue.Store = (*Store)(nil)

// queuedAtOnce is how many rows of the inbox or outbox one statement adds.
const queuedAtOnce = 200

// Receive keeps what is new, and the keepsakes, together. One that is known by its platform, realm and external id is
// left out, also within the list. Whoever waits for it is somebody who waits for an acknowledgement: without keepsakes it
// is one statement by itself, which costs one way to the database and back, and waits for nobody who works on the queue.
func (s *Store) Receive(ctx context.Context, list []queue.Received, keep ...queue.Keepsake) ([]queue.Received, error) {
	rows, list, err := s.inboxRows(ctx, list)
	if err != nil {
		return nil, err
	}
	kept, err := s.keepsakeRows(ctx, keep)
	if err != nil {
		return nil, err
	}
	var fresh map[uuid.UUID]bool
	if len(kept) == 0 && len(rows) <= queuedAtOnce {
		err = insist(ctx, func(ctx context.Context) error {
			fresh, err = addReceived(ctx, s.reception, rows)
			return err
		})
	} else {
		err = s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
			if fresh, err = addReceived(ctx, db, rows); err != nil {
				return err
			}
			return saveKeepsakes(ctx, db, kept)
		})
	}
	if err != nil {
		return nil, said(fmt.Errorf("receive: %w", err))
	}
	return slices.DeleteFunc(list, func(r queue.Received) bool { return !fresh[r.ID] }), nil
}

// inboxRows are the rows of a list, and the list with its ids.
func (s *Store) inboxRows(ctx context.Context, list []queue.Received) ([]inboxRow, []queue.Received, error) {
	if len(list) == 0 {
		return nil, nil, nil
	}
	box, err := s.Box(ctx)
	if err != nil {
		return nil, nil, err
	}
	list = slices.Clone(list)
	rows := make([]inboxRow, len(list))
	for i := range list {
		if list[i].ID, err = uuid.NewV7(); err != nil {
			return nil, nil, fmt.Errorf("make an id: %w", err)
		}
		if rows[i], err = inboxRowOf(list[i], box); err != nil {
			return nil, nil, err
		}
	}
	return rows, list, sound(rows)
}

// addReceived adds those that are not known. They stand aside until the next claim.
func addReceived(ctx context.Context, db bun.IDB, rows []inboxRow) (fresh map[uuid.UUID]bool, err error) {
	fresh = map[uuid.UUID]bool{}
	for some := range slices.Chunk(rows, queuedAtOnce) {
		var ids []uuid.UUID
		if err := db.NewInsert().Model(&some).On("conflict do nothing").Returning("id").Scan(ctx, &ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			fresh[id] = true
		}
	}
	return fresh, nil
}

// ClaimReceived gives what can be claimed, those that have waited longest first. What cannot be opened is given up.
func (s *Store) ClaimReceived(ctx context.Context, platform string, now, until time.Time, limit int) ([]queue.Received, error) {
	box, err := s.Box(ctx)
	if err != nil {
		return nil, err
	}
	var rows []inboxRow
	if err := s.claim(ctx, inboxLanes(), claim{platform, now, until, int64(limit)}, &rows, "claimed = true"); err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b inboxRow) int { return int(a.Position - b.Position) })
	list := make([]queue.Received, 0, len(rows))
	for i := range rows {
		r := rows[i].received()
		if r.Payload, err = box.Open(rows[i].Payload, aboutReceived(r.ID)); err != nil {
			if err := s.ParkReceived(ctx, &r, now, err.Error(), nil); err != nil {
				return nil, err
			}
			continue
		}
		list = append(list, r)
	}
	return list, nil
}

// RecallReceived lets those be claimed at once that could not be before the far instant.
func (s *Store) RecallReceived(ctx context.Context, platform string, now, far time.Time) error {
	return s.recall(ctx, inboxLanes(), platform, now, far)
}

// ProlongReceived moves the end of a claim.
func (s *Store) ProlongReceived(ctx context.Context, r *queue.Received, until time.Time) error {
	result, err := s.write.NewUpdate().Model((*inboxRow)(nil)).Set("next_at = ?", micro(until)).
		Where("id = ?", r.ID).Where("claim = ?", r.Claim).Where("next_at is not null").Exec(ctx)
	return s.noted(lostUnlessOne(result, err), "prolong a claim")
}

// FinishReceived marks one as done, forgets its payload, lets the next one of its conversation come, and queues the
// sendings, together.
func (s *Store) FinishReceived(ctx context.Context, r *queue.Received, now time.Time, sendings []queue.Sending) error {
	return s.endReceived(ctx, r, now, sendings, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("payload = ''").Set("trouble = ''")
	})
}

// ParkReceived gives one up, and keeps its payload.
func (s *Store) ParkReceived(ctx context.Context, r *queue.Received, now time.Time, trouble string, sendings []queue.Sending) error {
	if err := sound(trouble); err != nil {
		return err
	}
	return s.endReceived(ctx, r, now, sendings, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("given_up_at = ?", micro(now)).Set("trouble = ?", trouble)
	})
}

func (s *Store) endReceived(ctx context.Context, r *queue.Received, now time.Time, sendings []queue.Sending, set func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		if err := inboxLanes().lock(ctx, db, laneOfReceived(r)); err != nil {
			return err
		}
		result, err := set(db.NewUpdate().Model((*inboxRow)(nil))).Set("done_at = ?", micro(now)).Set("next_at = null").Set("claimed = false").
			Where("id = ?", r.ID).Where("claim = ?", r.Claim).Where("next_at is not null").Exec(ctx)
		if err := lostUnlessOne(result, err); err != nil {
			return err
		}
		if err := inboxLanes().settle(ctx, db, laneOfReceived(r), now); err != nil {
			return err
		}
		return s.queueIn(ctx, db, sendings)
	})
	return s.noted(err, "finish what was received")
}

// RetryReceived gives one back. Its conversation waits for it.
func (s *Store) RetryReceived(ctx context.Context, r *queue.Received, next time.Time, trouble string) error {
	if err := sound(trouble); err != nil {
		return err
	}
	result, err := s.write.NewUpdate().Model((*inboxRow)(nil)).Set("next_at = ?", micro(next)).Set("failures = failures + 1").
		Set("claim = claim + 1").Set("claimed = false").Set("trouble = ?", trouble).
		Where("id = ?", r.ID).Where("claim = ?", r.Claim).Where("next_at is not null").Exec(ctx)
	return s.noted(lostUnlessOne(result, err), "give back what was received")
}
