package queue

import (
	"context"
	"slices"
	"time"
)

// bell wakes the worker of one side of a platform.
type bell struct {
	platform string
	inbox    bool
}

// hear is where the rings of a bell arrive. One that nobody has heard yet stands for all that came since.
func (q *Queue) hear(b bell) chan struct{} {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.bells[b] == nil {
		q.bells[b] = make(chan struct{}, 1)
	}
	return q.bells[b]
}

func (q *Queue) ring(b bell) {
	select {
	case q.hear(b) <- struct{}{}:
	default:
	}
}

func (q *Queue) ringFor(list []Sending) {
	for i := range list {
		q.ring(bell{platform: list[i].Platform})
	}
}

// dated are the sendings, those without a CreatedAt as of now.
func dated(list []Sending, now time.Time) []Sending {
	list = slices.Clone(list)
	for i := range list {
		if list[i].CreatedAt.IsZero() {
			list[i].CreatedAt = now
		}
	}
	return list
}

// Receive is Inbox's.
func (q *Queue) Receive(ctx context.Context, list []Received, keep ...Keepsake) ([]Received, error) {
	fresh, err := q.Store.Receive(ctx, list, keep...)
	for i := range fresh {
		q.ring(bell{fresh[i].Platform, true})
	}
	return fresh, err
}

// FinishReceived is Inbox's.
func (q *Queue) FinishReceived(ctx context.Context, r *Received, now time.Time, sendings []Sending) error {
	err := q.Store.FinishReceived(ctx, r, now, dated(sendings, now))
	if err == nil {
		q.ringFor(sendings)
	}
	return err
}

// ParkReceived is Inbox's.
func (q *Queue) ParkReceived(ctx context.Context, r *Received, now time.Time, trouble string, sendings []Sending) error {
	err := q.Store.ParkReceived(ctx, r, now, trouble, dated(sendings, now))
	if err == nil {
		q.ringFor(sendings)
	}
	return err
}

// Queue is Outbox's.
func (q *Queue) Queue(ctx context.Context, list []Sending) error {
	err := q.Store.Queue(ctx, dated(list, q.now()))
	if err == nil {
		q.ringFor(list)
	}
	return err
}
