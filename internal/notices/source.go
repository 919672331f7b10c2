package notices

import (
	"context"
	"time"
)

// Source knows kinds of notices that this package has no rule for: follows and events.
type Source interface {
	// Kinds that it answers for. No two sources share one.
	Kinds() []Kind
	// Prepare puts notices into the store that have come to be by now. It is called at the beginning of each tick, and
	// does nothing that a second call, or a second program, would do again.
	Prepare(ctx context.Context, now time.Time) error
	// Lines say what is to be said of the person's notices, all of its kinds: one line each, in any order. Called when
	// the person may be written to; what was decided is kept with the message, or not at all.
	Lines(ctx context.Context, p *Person, list []Notice, now time.Time) ([]Line, error)
}
