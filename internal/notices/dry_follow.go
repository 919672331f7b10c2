package notices

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// digested is how far a room was told by a subscription, and when it is again.
type digested struct {
	told int64
	next time.Time
}

// FollowPosition begins at the end of the journal: what is new is what is written from now on.
func (d *Dry) FollowPosition(ctx context.Context, plan uuid.UUID) (int64, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if at, ok := d.positions[plan]; ok {
		return at, nil
	}
	end, err := d.Whole.JournalEnd(ctx, plan)
	if err == nil {
		d.positions[plan] = end
	}
	return end, err
}

// SettleFollowed keeps what came of looking through a part of a journal.
func (d *Dry) SettleFollowed(ctx context.Context, s FollowSettlement) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.positions[s.Plan] != s.From {
		return commitments.ErrConflict
	}
	d.positions[s.Plan] = s.To
	for i := range s.Sendings {
		d.queued(s.Sendings[i])
	}
	return d.put(ctx, s.Notices)
}

// DigestsDue are the stored ones that are due here.
func (d *Dry) DigestsDue(ctx context.Context, now time.Time, limit int) ([]commitments.Subscription, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	stored, err := d.Whole.DigestsDue(ctx, now, limit+len(d.digests))
	var due []commitments.Subscription
	for _, s := range stored {
		if at, ok := d.digests[s.ID]; ok {
			s.NextAt, s.Position = at.next, max(s.Position, at.told)
		}
		if !s.NextAt.After(now) {
			due = append(due, s)
		}
	}
	return due[:min(len(due), limit)], err
}

// SettleDigest keeps what came of a room's digest.
func (d *Dry) SettleDigest(_ context.Context, r RoomDigest) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, s := range r.Subscriptions {
		d.digests[s.ID] = digested{told: max(s.Position, r.Told[s.ID]), next: r.NextAt[s.ID]}
	}
	if r.Sending != nil {
		d.queued(*r.Sending)
	}
	return nil
}
