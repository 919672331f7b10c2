package queue

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	firstWait = time.Second
	mostWait  = 5 * time.Minute
	usualLife = 24 * time.Hour // of what does not say when it expires
)

var errExpired = errors.New("expired")

// Expiry is the instant from which on it is not sent any more.
func (s *Sending) Expiry() time.Time {
	switch {
	case !s.ExpiresAt.IsZero():
		return s.ExpiresAt
	case s.NotBefore.After(s.CreatedAt):
		return s.NotBefore.Add(usualLife)
	}
	return s.CreatedAt.Add(usualLife)
}

// Send sends what waits for a platform until the context is done. Then it takes up nothing more, lets what is being sent
// end, and returns nil. What goes wrong with the database is logged and tried again.
func (q *Queue) Send(ctx context.Context, d Delivery) error {
	w := &worker[Sending]{
		queue: q, bell: bell{platform: d.Platform}, atOnce: d.AtOnce, lease: d.Lease,
		claim: q.ClaimSendings, recall: q.RecallSendings, prolong: q.ProlongSending,
		work: func(ctx context.Context, s *Sending) { q.deliver(ctx, &d, s) },
	}
	return w.run(ctx)
}

// deliver sends one, and notes what came of it.
func (q *Queue) deliver(ctx context.Context, d *Delivery, s *Sending) {
	began := q.now()
	outcome, err := q.delivered(ctx, d, s)
	if err != nil && outcome != OutcomeLost && outcome != OutcomeExpired {
		q.log.Warn("a message was not sent", "platform", s.Platform, "id", s.ID.String(), "attempt", s.Attempts,
			"outcome", string(outcome), "error", err)
	}
	could := s.CreatedAt
	if s.NotBefore.After(could) {
		could = s.NotBefore
	}
	q.note(Noted{Platform: s.Platform, Outcome: outcome, Waited: began.Sub(could), Took: q.now().Sub(began)})
}

func (q *Queue) delivered(ctx context.Context, d *Delivery, s *Sending) (Outcome, error) {
	switch {
	case !q.now().Before(s.Expiry()):
		return q.drop(ctx, s, OutcomeExpired, errExpired)
	case s.Attempts-s.Failures > mostClaims:
		return q.drop(ctx, s, OutcomeGivenUp, fmt.Errorf("taken up %d times and never ended", s.Attempts-1))
	}
	result := d.safely(ctx, s)
	if result.outcome == OutcomeDone {
		// Noted even if somebody else has taken over or the program stops: it has arrived.
		noting := q.persist(context.WithoutCancel(ctx), func(ctx context.Context) error {
			return q.NoteSent(ctx, s, q.now(), result.receipt)
		})
		return orLost(OutcomeDone, OutcomeUnknown, noting)
	}
	switch {
	case errors.Is(context.Cause(ctx), ErrLost):
		return OutcomeLost, ErrLost
	case ctx.Err() != nil: // the program stops, and had no time left: it comes back as unknown
		return OutcomeUnknown, errors.Join(result.err, ctx.Err())
	case result.outcome == OutcomeDelayed:
		return q.delay(ctx, s, result.until)
	case result.outcome == OutcomeGivenUp:
		return q.drop(ctx, s, OutcomeGivenUp, result.err)
	}
	return q.retry(ctx, s, result)
}

func (q *Queue) delay(ctx context.Context, s *Sending, until time.Time) (Outcome, error) {
	until = earlier(until, q.now().Add(mostAhead))
	noting := q.persist(ctx, func(ctx context.Context) error { return q.DelaySending(ctx, s, until) })
	q.wakeAt(bell{platform: s.Platform}, until)
	return orLost(OutcomeDelayed, OutcomeUnknown, noting)
}

// retry says when one that failed is sent again. What would be too late then is given up at once, so that it does not
// hold up its conversation.
func (q *Queue) retry(ctx context.Context, s *Sending, result Result) (Outcome, error) {
	next := q.now().Add(q.someOf(doubled(firstWait, s.Failures, mostWait)))
	if result.until.After(next) {
		next = earlier(result.until, q.now().Add(mostAhead))
	}
	if !next.Before(s.Expiry()) {
		return q.drop(ctx, s, OutcomeGivenUp, result.err)
	}
	again := *s
	again.Unknown = result.outcome == OutcomeUnknown
	noting := q.persist(ctx, func(ctx context.Context) error { return q.RetrySending(ctx, &again, next, troubleOf(result.err)) })
	q.wakeAt(bell{platform: s.Platform}, next)
	outcome, noting := orLost(result.outcome, OutcomeUnknown, noting)
	return outcome, errors.Join(result.err, noting)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (q *Queue) drop(ctx context.Context, s *Sending, outcome Outcome, why error) (Outcome, error) {
	noting := q.persist(ctx, func(ctx context.Context) error { return q.DropSending(ctx, s, q.now(), troubleOf(why)) })
	outcome, noting = orLost(outcome, OutcomeFailed, noting)
	return outcome, errors.Join(why, noting)
}

// safely makes a result of a panic: nobody knows how far it came.
func (d *Delivery) safely(ctx context.Context, s *Sending) (result Result) {
	defer func() {
		if said := recover(); said != nil {
			result = Unknown(panicked(said))
		}
	}()
	given := *s
	result = d.Send(ctx, &given)
	if result.outcome == "" {
		return Unknown(errors.New("the sender did not say what came of it"))
	}
	if result.err == nil && result.outcome != OutcomeDone && result.outcome != OutcomeDelayed {
		result.err = errors.New("no reason given")
	}
	return result
}
