// Package clocktest is a clock for tests: it stands still, and goes on when it is told.
package clocktest

import (
	"sync"
	"time"
)

// Clock is a clock. It is safe for concurrent use.
type Clock struct {
	mutex sync.Mutex
	now   time.Time
}

// At is a clock that stands at an instant.
func At(now time.Time) *Clock { return &Clock{now: now} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Forward sets the clock on, or back.
func (c *Clock) Forward(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// Set sets the clock to an instant.
func (c *Clock) Set(now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = now
}
