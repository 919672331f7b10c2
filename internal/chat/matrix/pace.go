package matrix

import (
	"sync"
	"time"
)

// Pace is how fast messages go out: Burst at once, and then one each Every. The zero Pace stays below what homeservers
// commonly allow an account: 10 at once, and one each 5 seconds (M-33).
type Pace struct {
	Every time.Duration
	Burst int
}

// pacer keeps the pace of an account.
type pacer struct {
	pace Pace
	now  func() time.Time

	mu     sync.Mutex
	spent  time.Time // the instant at which all that was spent has come back
	closed time.Time // nothing goes out before
}

func newPacer(p Pace, now func() time.Time) *pacer {
	if p.Every == 0 {
		p.Every = 5 * time.Second
	}
	if p.Burst == 0 {
		p.Burst = 10
	}
	return &pacer{pace: p, now: now}
}

// take takes leave to send n messages, or says when to come again. More than the burst are let go when nothing else is
// owed.
func (p *pacer) take(n int) (again time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.closed) {
		return p.closed, false
	}
	if p.spent.Before(now) {
		p.spent = now
	}
	cost := time.Duration(n) * p.pace.Every
	room := now.Add(time.Duration(max(n, p.pace.Burst)) * p.pace.Every)
	if after := p.spent.Add(cost); after.After(room) {
		return now.Add(after.Sub(room)), false
	}
	p.spent = p.spent.Add(cost)
	return time.Time{}, true
}

// close lets nothing go out for a while: the server has said so.
func (p *pacer) close(d time.Duration) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(d); until.After(p.closed) {
		p.closed = until
	}
	return p.closed
}
