package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	tries       = 3  // that fail, before one is given up
	mostClaims  = 12 // that never ended, before one is given up: it kills whoever takes it up
	firstRetry  = 2 * time.Second
	retryFactor = 3 // doublings from one try to the next
	mostRetry   = 5 * time.Minute
)

// Handle takes up what a platform told us until the context is done. Then it takes up nothing more, lets what runs end,
// and returns nil. What goes wrong with the database is logged and tried again.
func (q *Queue) Handle(ctx context.Context, h Handling) error {
	w := &worker[Received]{
		queue: q, bell: bell{h.Platform, true}, atOnce: h.AtOnce, lease: h.Lease,
		claim: q.ClaimReceived, recall: q.RecallReceived, prolong: q.ProlongReceived,
		work: func(ctx context.Context, r *Received) { q.handle(ctx, &h, r) },
	}
	return w.run(ctx)
}

// handle handles one, and notes what came of it.
func (q *Queue) handle(ctx context.Context, h *Handling, r *Received) {
	began := q.now()
	outcome, err := q.handled(ctx, h, r)
	if err != nil && outcome != OutcomeLost {
		q.log.Error("an event was not handled", "platform", r.Platform, "id", r.ID.String(), "attempt", r.Attempts,
			"outcome", string(outcome), "error", err)
	}
	q.note(Noted{Platform: r.Platform, Inbox: true, Outcome: outcome, Waited: began.Sub(r.At), Took: q.now().Sub(began)})
}

func (q *Queue) handled(ctx context.Context, h *Handling, r *Received) (Outcome, error) {
	if r.Attempts > mostClaims {
		return q.park(ctx, h, r, fmt.Errorf("taken up %d times and never ended", r.Attempts-1))
	}
	sendings, err := h.safely(ctx, r)
	switch {
	case errors.Is(context.Cause(ctx), ErrLost):
		return OutcomeLost, ErrLost
	case ctx.Err() != nil: // the program stops, and had no time left: somebody takes it up when its lease has run out
		return OutcomeFailed, errors.Join(err, ctx.Err())
	case err == nil:
		err = q.persist(ctx, func(ctx context.Context) error { return q.FinishReceived(ctx, r, q.now(), sendings) })
		return orLost(OutcomeDone, OutcomeFailed, err)
	case r.Failures+1 >= tries:
		return q.park(ctx, h, r, err)
	}
	next := q.now().Add(q.someOf(doubled(firstRetry, retryFactor*r.Failures, mostRetry)))
	noting := q.persist(ctx, func(ctx context.Context) error { return q.RetryReceived(ctx, r, next, troubleOf(err)) })
	q.wakeAt(bell{r.Platform, true}, next)
	return OutcomeFailed, errors.Join(err, noting)
}

func (q *Queue) park(ctx context.Context, h *Handling, r *Received, why error) (Outcome, error) {
	sendings, err := h.lastWords(ctx, r)
	why = errors.Join(why, err)
	noting := q.persist(ctx, func(ctx context.Context) error {
		return q.ParkReceived(ctx, r, q.now(), troubleOf(why), sendings)
	})
	outcome, noting := orLost(OutcomeGivenUp, OutcomeFailed, noting)
	return outcome, errors.Join(why, noting)
}

// safely makes an error of a panic.
func (h *Handling) safely(ctx context.Context, r *Received) (sendings []Sending, err error) {
	defer func() {
		if said := recover(); said != nil {
			sendings, err = nil, panicked(said)
		}
	}()
	given := *r // so that what is noted does not depend on what becomes of it
	return h.Handle(ctx, &given)
}

// lastWords are those of GivenUp. Where it panics there are none: what is given up does not come back for that.
func (h *Handling) lastWords(ctx context.Context, r *Received) (sendings []Sending, err error) {
	if h.GivenUp == nil {
		return nil, nil
	}
	defer func() {
		if said := recover(); said != nil {
			sendings, err = nil, panicked(said)
		}
	}()
	given := *r
	return h.GivenUp(ctx, &given), nil
}

// orLost is what came of it, given what came of noting that.
func orLost(well, ill Outcome, err error) (Outcome, error) {
	switch {
	case err == nil:
		return well, nil
	case errors.Is(err, ErrLost):
		return OutcomeLost, err
	}
	return ill, err
}

// troubleOf is what is kept of an error: its first line, as long as an administrator will read.
func troubleOf(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	line = strings.ToValidUTF8(strings.ReplaceAll(line, "\x00", ""), "")
	if runes := []rune(line); len(runes) > 300 {
		return string(runes[:300])
	}
	return line
}
