package webhooks

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
)

const (
	feedPage = 200
	// mostWaiting is how many messages of one webhook are queued; what comes after them waits in the journal.
	mostWaiting = 1000
)

// feed queues what the webhooks want of the journal after their positions, until none of them moves.
func (w *Worker) feed(ctx context.Context) error {
	for ctx.Err() == nil {
		behind, err := w.Store.WebhooksBehind(ctx, mostWaiting)
		if err != nil {
			return err
		}
		moved, err := w.feedAll(ctx, behind)
		if err != nil || !moved {
			return err
		}
	}
	return ctx.Err()
}

// feedAll goes on with the others if one webhook cannot be fed.
func (w *Worker) feedAll(ctx context.Context, behind []commitments.Webhook) (moved bool, all error) {
	for i := range behind {
		one, err := w.feedOne(ctx, &behind[i])
		if err != nil && !errors.Is(err, commitments.ErrConflict) { // a conflict: another worker was faster
			all = errors.Join(all, fmt.Errorf("feed webhook %v: %w", behind[i].ID, err))
		}
		moved = moved || one
	}
	return moved, all
}

func (w *Worker) feedOne(ctx context.Context, hook *commitments.Webhook) (moved bool, err error) {
	look, err := w.lookOf(ctx, hook)
	if err != nil {
		return false, err
	}
	if look.ending != "" {
		return true, w.end(ctx, hook, look.ending)
	}
	places, err := w.Store.Follow(ctx, hook.PlanID, look.reader, hook.Position, feedPage)
	if err != nil || len(places) == 0 {
		return false, err
	}
	list, err := w.wanted(ctx, hook, look, places)
	if err != nil {
		return false, err
	}
	err = w.Store.QueueDeliveries(ctx, hook, places[len(places)-1].Position, list)
	return err == nil, err
}

func (w *Worker) wanted(ctx context.Context, hook *commitments.Webhook, look look, places []commitments.Followed) ([]commitments.Delivery, error) {
	var list []commitments.Delivery
	loaded := map[string]*commitments.Commitment{} // nil: hidden
	for i := range places {
		e := places[i].Entry
		if e == nil {
			continue
		}
		c, known := loaded[e.Commitment]
		if !known {
			found, err := w.Store.Commitment(ctx, hook.PlanID, e.Commitment, look.reader)
			if err != nil && !errors.Is(err, commitments.ErrNotFound) {
				return nil, err
			}
			if err == nil {
				c = &found
			}
			loaded[e.Commitment] = c
		}
		if c != nil && hook.Wants(e, c) {
			list = append(list, commitments.DeliveryOf(hook, e, w.Now()))
		}
	}
	return list, nil
}
