package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/uptrace/bun"
)

// ClaimSendings gives what can be sent, those that have waited longest first. What cannot be opened is given up.
func (s *Store) ClaimSendings(ctx context.Context, platform string, now, until time.Time, limit int) ([]queue.Sending, error) {
	box, err := s.Box(ctx)
	if err != nil {
		return nil, err
	}
	var rows []outboxRow
	err = s.claim(ctx, outboxLanes(), claim{platform, now, until, int64(limit)}, &rows, "unknown = (unknown or claimed)", "claimed = true")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b outboxRow) int { return int(a.Position - b.Position) })
	list := make([]queue.Sending, 0, len(rows))
	for i := range rows {
		d := rows[i].sending()
		if d.Payload, err = box.Open(rows[i].Payload, aboutSending(d.ID)); err != nil {
			if err := s.DropSending(ctx, &d, now, err.Error()); err != nil {
				return nil, err
			}
			continue
		}
		list = append(list, d)
	}
	return list, nil
}

// RecallSendings lets those be claimed at once that could not be before the far instant.
func (s *Store) RecallSendings(ctx context.Context, platform string, now, far time.Time) error {
	return s.recall(ctx, outboxLanes(), platform, now, far)
}

// claimed is an update of one sending, if it is still claimed as the caller has claimed it.
func claimed(db bun.IDB, d *queue.Sending) *bun.UpdateQuery {
	return db.NewUpdate().Model((*outboxRow)(nil)).Where("id = ?", d.ID).Where("claim = ?", d.Claim).Where("claimed")
}

// ProlongSending moves the end of a claim.
func (s *Store) ProlongSending(ctx context.Context, d *queue.Sending, until time.Time) error {
	result, err := claimed(s.write, d).Set("next_at = ?", micro(until)).Exec(ctx)
	return s.noted(lostUnlessOne(result, err), "prolong a claim")
}

// NoteSent keeps the receipt, forgets the payload, and lets the next one of its conversation come.
func (s *Store) NoteSent(ctx context.Context, d *queue.Sending, now time.Time, receipt string) error {
	if err := sound(receipt); err != nil {
		return err
	}
	return s.endSending(ctx, d, now, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("payload = ''").Set("trouble = ''").Set("receipt = ?", receipt).Set("unknown = false")
	})
}

// DropSending gives one up, and keeps its payload.
func (s *Store) DropSending(ctx context.Context, d *queue.Sending, now time.Time, trouble string) error {
	if err := sound(trouble); err != nil {
		return err
	}
	return s.endSending(ctx, d, now, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("given_up_at = ?", micro(now)).Set("trouble = ?", trouble)
	})
}

func (s *Store) endSending(ctx context.Context, d *queue.Sending, now time.Time, set func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		if err := outboxLanes().lock(ctx, db, laneOfSending(d)); err != nil {
			return err
		}
		result, err := set(claimed(db, d)).Set("done_at = ?", micro(now)).Set("next_at = null").Set("claimed = false").Exec(ctx)
		if err := lostUnlessOne(result, err); err != nil {
			return err
		}
		return outboxLanes().settle(ctx, db, laneOfSending(d), now)
	})
	return s.noted(err, "finish a sending")
}

// DelaySending gives one back, and takes the attempt back too.
func (s *Store) DelaySending(ctx context.Context, d *queue.Sending, next time.Time) error {
	result, err := claimed(s.write, d).Set("next_at = ?", micro(next)).Set("claimed = false").Set("claim = claim + 1").
		Set("attempts = attempts - 1").Exec(ctx)
	return s.noted(lostUnlessOne(result, err), "delay a sending")
}

// RetrySending gives one back that failed.
func (s *Store) RetrySending(ctx context.Context, d *queue.Sending, next time.Time, trouble string) error {
	if err := sound(trouble); err != nil {
		return err
	}
	result, err := claimed(s.write, d).Set("next_at = ?", micro(next)).Set("claimed = false").Set("claim = claim + 1").
		Set("failures = failures + 1").Set("unknown = ?", d.Unknown).Set("trouble = ?", trouble).Exec(ctx)
	return s.noted(lostUnlessOne(result, err), "give back a sending")
}

// ReceiptOf is the platform's id of what was sent under a key, or "".
func (s *Store) ReceiptOf(ctx context.Context, platform, realm, key string) (string, error) {
	if err := sound(platform, realm, key); err != nil {
		return "", err
	}
	var receipt string
	err := said(s.read.NewSelect().Model((*outboxRow)(nil)).Column("receipt").
		Where("platform = ? and realm = ? and key = ?", platform, realm, key).Scan(ctx, &receipt))
	if errors.Is(err, commitments.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for a receipt: %w", err)
	}
	return receipt, nil
}
