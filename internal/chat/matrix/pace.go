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
	turn   time.Time // of the notice that was sent away last
}

// forAnswers is how many messages of the burst notices leave to those who have asked something.
const forAnswers = 3

func newPacer(p Pace, now func() time.Time) *pacer {
	if p.Every == 0 {
		p.Every = 5 * time.Second
	}
	if p.Burst == 0 {
		p.Burst = 10
	}
	return &pacer{pace: p, now: now}
}

// answer takes leave to send n messages to somebody who has asked, or says when to come again. More than the burst are let
// go when nothing else is owed.
func (p *pacer) answer(n int) (again time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.take(n, p.pace.Burst)
}

// notice is answer for what nobody waits for. Those who are sent away are given one instant after the other, so that
// each is looked at about twice, however many there are.
func (p *pacer) notice(n int) (again time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if again, ok = p.take(n, max(1, p.pace.Burst-forAnswers)); ok {
		return again, ok
	}
	if next := p.turn.Add(time.Duration(n) * p.pace.Every); next.After(again) {
		again = next
	}
	p.turn = again
	return again, false
}

func (p *pacer) take(n, burst int) (again time.Time, ok bool) {
	now := p.now()
	if now.Before(p.closed) {
		return p.closed, false
	}
	if p.spent.Before(now) {
		p.spent = now
	}
	cost := time.Duration(n) * p.pace.Every
	room := now.Add(time.Duration(max(n, burst)) * p.pace.Every)
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
