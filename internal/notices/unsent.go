package notices

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// MessageKey is what the keys of messages begin with: "notice/<member key>/<day>".
const MessageKey = "notice/"

// UnsentReason is why something waits again, or was not said: its message could not be sent.
const UnsentReason = "unsent"

// Unsent says which messages to take back because they were given up.
type Unsent struct {
	Since  time.Time  // given up then or later
	Now    time.Time  // what they would have told is looked at again
	Oldest civil.Date // what is of a day before is said no more
}

const (
	unsentBack  = 48 * time.Hour // how far back a program looks when it begins
	unsentTried = 7              // days for which it is tried to tell something
)

// unsent takes back what was decided to be said and never left: it counts as not told, and comes with the next message.
func (t *Ticker) unsent(ctx context.Context, now time.Time) error {
	since := now.Add(-unsentBack)
	if !t.tookBack.IsZero() {
		since = t.tookBack.Add(-lateness)
	}
	if err := t.store.TakeBackUnsent(ctx, Unsent{Since: since, Now: now, Oldest: earliest(now).AddDays(-unsentTried)}); err != nil {
		return fmt.Errorf("take back what was not sent: %w", err)
	}
	t.tookBack = now
	return nil
}
