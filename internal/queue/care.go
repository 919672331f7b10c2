package queue

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// How long rows are kept once they are done, so that what comes a second time is known.
const (
	KeptReceived = 14 * 24 * time.Hour
	KeptSendings = 60 * 24 * time.Hour // replies under a message that was sent need its receipt
	KeptGivenUp  = 30 * 24 * time.Hour // with their payload, for the administrator
)

// Care is what an administrator sees and does, and what keeps the tables small.
type Care interface {
	// Waiting is one for each side of each platform that has anything to show, in order.
	Waiting(ctx context.Context) ([]Backlog, error)
	// GivenUp lists what was given up, the last first.
	GivenUp(ctx context.Context, limit int) ([]GivenUp, error)
	// Revive lets something that was given up be tried again. What is not there or was not given up is an error.
	Revive(ctx context.Context, id uuid.UUID, now time.Time) error
	// Prune deletes at most limit rows of each side that are not needed any more, and says how many there were.
	Prune(ctx context.Context, now time.Time, limit int) (int, error)
}

// Backlog is how much waits on one side of a platform.
type Backlog struct {
	Platform string
	Inbox    bool      // else the outbox
	Waiting  int       // at most MostCounted
	Due      time.Time // since when the first could have been taken up, which may be later than now; zero: nothing waits
	GivenUp  int       // at most MostCounted
}

// MostCounted is where counting ends.
const MostCounted = 10_000

// GivenUp is something that was given up.
type GivenUp struct {
	ID       uuid.UUID
	Platform string
	Realm    string
	Inbox    bool // else the outbox
	Kind     string
	At       time.Time // when it was given up
	Attempts int
	Trouble  string
}
