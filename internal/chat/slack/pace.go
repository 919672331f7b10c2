package slack

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace keeps to Slack's limits (S-39): a bucket for each conversation, for each workspace's proactive messages and for
// each method of a workspace. What Slack asks to be left alone is parked, and nothing else (S-40). It is in memory: a
// program that starts again begins with full buckets, which bursts allow.
type pace struct {
	mutex   sync.Mutex
	buckets map[string]*rate.Limiter
	parked  map[string]time.Time
	swept   time.Time
}

func newPace() *pace {
	return &pace{buckets: map[string]*rate.Limiter{}, parked: map[string]time.Time{}}
}

// bucket is one of those that a call takes from.
type bucket struct {
	name  string
	every rate.Limit
	burst int
}

func conversationBucket(realm, room string) bucket {
	return bucket{"room " + realm + " " + room, conversationPace, conversationBurst}
}

func workspaceBucket(realm string) bucket {
	return bucket{"workspace " + realm, workspacePace, workspaceBurst}
}

// methodBucket is that of a method other than posting, which the conversations hold back.
func methodBucket(realm, method string) bucket {
	return bucket{methodName(realm, method), methodPace, methodBurst}
}

func methodName(realm, method string) string { return "method " + realm + " " + method }

// take takes one from each of the buckets, or says how long to wait for the emptiest of them and takes nothing.
func (p *pace) take(now time.Time, buckets ...bucket) (wait time.Duration) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.sweep(now)
	var taken []*rate.Reservation
	for _, b := range buckets {
		r := p.limiter(b).ReserveN(now, 1)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now), p.parked[b.name].Sub(now))
	}
	if wait > 0 {
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	return wait
}

// park leaves a bucket alone for a while.
func (p *pace) park(name string, until time.Time) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if until.After(p.parked[name]) {
		p.parked[name] = until
	}
}

// waits is how long a bucket is still parked.
func (p *pace) waits(now time.Time, name string) time.Duration {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return max(0, p.parked[name].Sub(now))
}

func (p *pace) limiter(b bucket) *rate.Limiter {
	l := p.buckets[b.name]
	if l == nil {
		l = rate.NewLimiter(b.every, b.burst)
		p.buckets[b.name] = l
	}
	return l
}

// sweep forgets the buckets that are full again, so that a program which runs for a year keeps what it needs.
func (p *pace) sweep(now time.Time) {
	const every = time.Minute
	if now.Sub(p.swept) < every {
		return
	}
	p.swept = now
	for name, l := range p.buckets {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(p.buckets, name)
		}
	}
	for name, until := range p.parked {
		if !until.After(now) {
			delete(p.parked, name)
		}
	}
}
