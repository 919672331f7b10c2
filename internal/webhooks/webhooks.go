// Package webhooks posts the entries of journals to the addresses that asked for them, in the form of Standard Webhooks
// (github.com/standard-webhooks/standard-webhooks): signed, at least once, in order for each commitment, tried again for
// three days. It knows no database and no HTTP server: what it keeps is declared in store.go, and what is said of an
// entry is for whoever builds it (Parts.Shape).
//
// A Worker looks at the journal from the position of each webhook and queues what it wants (feed.go), claims what is due
// (worker.go), asks once more what the webhook may see (sight.go), and posts it (send.go) to addresses outside the house
// alone (guard.go). What failed waits (wait.go). Every message is a row before it is sent, and is claimed for a while: a
// worker that dies leaves nothing undone, and two workers do not send the same thing at the same time.
package webhooks

import (
	"crypto/x509"
	"log/slog"
	"net/netip"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// Parts are what a Worker is made of.
type Parts struct {
	Store Store
	// Shape is what a message says of an entry and its commitment, as the reader of the webhook sees both at this moment.
	Shape func(plan *plans.Plan, e *commitments.Entry, c *commitments.Commitment, now time.Time) Shape
	Now   func() time.Time
	// Chance is a number from 0 to below 1, for waits that do not all end at once.
	Chance func() float64
	Log    *slog.Logger
	Agent  string // User-Agent of what is sent
}

// Shape is what a message says; both are written as JSON.
type Shape struct {
	Entry      any
	Commitment any
}

// Options of a Worker. The zero Options are right for one that talks to the Internet.
type Options struct {
	// Poll is how long the worker waits before it looks again.
	Poll time.Duration
	// Timeout is how long a receiver has for its whole answer.
	Timeout time.Duration
	// Lease is how long a message is claimed; longer than Timeout. Without it four times as long.
	Lease time.Duration
	// AtOnce is how many webhooks are sent to at once, and EachAtOnce how many messages to one of them.
	AtOnce     int
	EachAtOnce int
	// Allowed are networks that may be posted to although they are private, for receivers in the same house and for tests.
	Allowed []netip.Prefix
	// Plain lets receivers have http addresses.
	Plain bool
	// Roots are the certificate authorities that are believed; nil: those of the system.
	Roots *x509.CertPool
}

func (o Options) orDefaults() Options {
	set(&o.Poll, time.Second)
	set(&o.Timeout, 15*time.Second)
	set(&o.Lease, 4*o.Timeout)
	set(&o.AtOnce, 16)
	set(&o.EachAtOnce, 4)
	return o
}

func set[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
