package queue

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Parts are what a Queue works with.
type Parts struct {
	Store  Store
	Now    func() time.Time
	Chance func() float64 // at least 0, less than 1
	Log    *slog.Logger
	Note   func(Noted) // of everything that workers finish; nil: nobody asks
}

// Queue is a Store whose workers are woken as soon as there is something for them: what adapters receive and queue
// through it is taken up at once, and what other programs queue within a second. A program has one.
//
//	q := queue.New(queue.Parts{…})
//	go q.Handle(ctx, queue.Handling{Platform: "slack", Handle: …})       // inbox → answers
//	go q.Send(ctx, queue.Delivery{Platform: "slack", Send: …})           // outbox → platform
//	fresh, err := q.Receive(ctx, []queue.Received{…})                    // when this returns, acknowledge
type Queue struct {
	Store
	now    func() time.Time
	chance func() float64
	log    *slog.Logger
	note   func(Noted)

	mutex sync.Mutex
	bells map[bell]chan struct{}
}

// Handling says how what a platform told us is handled.
type Handling struct {
	Platform string
	AtOnce   int           // how many at the same time; 0: 8
	Lease    time.Duration // after which somebody else takes over from a program that died; 0: 15 seconds
	// Handle does what was asked, and says what is to be sent of it, which is queued in the transaction that finishes it.
	// It may run twice for one Received, if the program died in between: what it does is done under a cause. After an
	// error or a panic it is tried again, three times in all.
	Handle func(ctx context.Context, r *Received) ([]Sending, error)
	// GivenUp says what is to be sent of one that failed too often; nil: nothing.
	GivenUp func(ctx context.Context, r *Received) []Sending
}

// Delivery says how a platform is told.
type Delivery struct {
	Platform string
	AtOnce   int           // how many at the same time; 0: 8
	Lease    time.Duration // after which somebody else takes over from a program that died; 0: 15 seconds
	// Send sends one, and says what came of it. With s.Unknown set it looks first whether it has arrived. It is not asked
	// for what has expired.
	Send func(ctx context.Context, s *Sending) Result
}

// Result is what came of an attempt to send.
type Result struct {
	outcome Outcome
	receipt string
	until   time.Time
	err     error
}

// Outcome of what a worker took up.
type Outcome string

// What can become of it.
const (
	OutcomeDone    Outcome = "done"    // handled, or sent
	OutcomeDelayed Outcome = "delayed" // not attempted
	OutcomeFailed  Outcome = "failed"  // to be tried again
	OutcomeUnknown Outcome = "unknown" // it may have arrived; to be looked for and tried again
	OutcomeGivenUp Outcome = "given_up"
	OutcomeExpired Outcome = "expired"
	OutcomeLost    Outcome = "lost" // somebody else has taken over
)

// Sent says that it has arrived. The receipt is the platform's id of it.
func Sent(receipt string) Result { return Result{outcome: OutcomeDone, receipt: receipt} }

// Later says that it was not attempted, because the platform wants to be left alone until then. It does not count. After
// half an hour the sender is asked again in any case.
func Later(until time.Time) Result { return Result{outcome: OutcomeDelayed, until: until} }

// Failed says that it has certainly not arrived, and may the next time. It is tried again, each time after a longer wait.
func Failed(err error) Result { return Result{outcome: OutcomeFailed, err: err} }

// FailedUntil is Failed, and the platform has said when to come back.
func FailedUntil(err error, until time.Time) Result {
	return Result{outcome: OutcomeFailed, err: err, until: until}
}

// Unknown says that it may have arrived: the connection broke on the way. It comes back with Unknown set.
func Unknown(err error) Result { return Result{outcome: OutcomeUnknown, err: err} }

// Refused says that it will never arrive: the room is gone, the person has blocked the bot. It is given up.
func Refused(err error) Result { return Result{outcome: OutcomeGivenUp, err: err} }

// Noted is one thing that a worker is done with, for metrics.
type Noted struct {
	Platform string
	Inbox    bool // from the inbox; else from the outbox
	Outcome  Outcome
	Waited   time.Duration // since it was received or could be sent
	Took     time.Duration
}

// New makes a Queue. Nothing happens before Handle or Send.
func New(p Parts) *Queue {
	q := &Queue{Store: p.Store, now: p.Now, chance: p.Chance, log: p.Log, note: p.Note, bells: map[bell]chan struct{}{}}
	if q.note == nil {
		q.note = func(Noted) {}
	}
	return q
}
