package webhooks

import (
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
)

const (
	firstWait = 5 * time.Second
	mostWait  = 6 * time.Hour
	mostQuiet = time.Minute // for which a receiver that is unwell is left alone
	mostAsked = time.Hour   // for which it may ask to be
)

// postpone says when a failed delivery is tried next, or that it is dead; and until when its receiver is left alone.
func (w *Worker) postpone(hook *commitments.Webhook, d *commitments.Delivery, got result, now time.Time) (quiet time.Time) {
	if now.Before(d.ExpiresAt) {
		next := now.Add(max(got.wait, w.someOf(doubled(firstWait, 2*(d.Attempts-1), mostWait))))
		if next.After(d.ExpiresAt) {
			next = d.ExpiresAt // the last time
		}
		d.NextAt = next
	} else {
		d.NextAt, d.DeadAt = now, now
	}
	if got.unwell() {
		quiet = now.Add(max(got.wait, w.someOf(doubled(time.Second, hook.Failures, mostQuiet))))
	}
	return quiet
}

// doubled is a wait after so many doublings, at most the most.
func doubled(wait time.Duration, times int, most time.Duration) time.Duration {
	for range times {
		if wait *= 2; wait >= most {
			return most
		}
	}
	return wait
}

// someOf is between half of a wait and all of it, by chance: those who failed together do not come back together.
func (w *Worker) someOf(wait time.Duration) time.Duration {
	return wait/2 + time.Duration(w.Chance()*float64(wait/2))
}
