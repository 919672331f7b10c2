// Package queue keeps every cause that comes from outside, and every effect that goes there, as a row first: the inbox
// (what platforms told us), the outbox (what they are to be told), leases (who may do what only one may do) and
// keepsakes (how far a stream was read). Each row has a key that makes a second one impossible. Kill the program at any
// line: nothing that was acknowledged is lost, and nothing happens twice.
//
// The package knows no platform and no database: adapters say what a payload means, store keeps the rows.
package queue

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Received is something that a platform told us: an event, a command, a click.
type Received struct {
	ID           uuid.UUID // UUIDv7; given by Receive
	Platform     string    // slack, matrix, …
	Realm        string    // workspace, homeserver: whose the external id is
	External     string    // id by which the platform knows it; unique with Platform and Realm
	Conversation string    // those of one conversation are handled one after the other, as they came; empty: at any time
	Kind         string    // the adapter's own word: "event", "command", "interaction"
	Payload      []byte    // as it came, or what the adapter needs of it; sealed in the database; gone once it is done
	At           time.Time // when it was received
	Attempts     int       // how often it was claimed, this time included
	Failures     int       // how often it was given back as failed
	Claim        int       // which claim this is; only the last one counts
}

// Sending is something that a platform is to be told.
type Sending struct {
	ID           uuid.UUID // UUIDv7; given by Queue where it is zero. Matrix makes its transaction id of it
	Key          string    // what makes a second one impossible: "answer/<inbox id>/0", "notice/<member>/<day>"
	Platform     string
	Realm        string
	Conversation string // those of one conversation go out one after the other, as they were queued; empty: at any time
	Kind         string // KindLetter, or the adapter's own word: "home", "view", "receipt"
	Payload      []byte // of KindLetter: a Letter as JSON; else the adapter's own. Sealed in the database; gone once it is done
	Supersedes   string // those of its conversation with the same text here that still wait are dropped when this one comes; empty: none
	CreatedAt    time.Time
	NotBefore    time.Time // until then it holds up nobody, and takes its place in the conversation then; zero: at once
	ExpiresAt    time.Time // not sent from then on; zero: a day after CreatedAt or NotBefore
	Attempts     int       // how often it was claimed, this time included; a delay takes its attempt back
	Failures     int       // how often it was given back as failed
	Claim        int       // which claim this is; only the last one counts
	Unknown      bool      // an attempt went out and nobody knows whether it arrived: look before sending again
}

// Store keeps the rows. Platforms share the tables, and never see each other's rows.
type Store interface {
	Inbox
	Outbox
	Leases
	Keepsakes
}

// Inbox keeps what was received until it is done, and its external id for some days longer.
type Inbox interface {
	// Receive keeps what is new and leaves out what is known already. New are those that were kept, with their IDs. The
	// keepsakes are kept in the same transaction: a sync token moves with what came under it, or not at all.
	Receive(ctx context.Context, list []Received, keep ...Keepsake) (fresh []Received, err error)
	// ClaimReceived gives at most limit of a platform, which nobody else is given until the given instant: of each
	// conversation the first that is not done, and none while it is claimed or waits to be tried again.
	ClaimReceived(ctx context.Context, platform string, now, until time.Time, limit int) ([]Received, error)
	// RecallReceived lets those be claimed at once that could not be before the far instant, because somebody's clock was
	// ahead when that was written.
	RecallReceived(ctx context.Context, platform string, now, far time.Time) error
	// ProlongReceived moves the instant until which nobody else is given it; ErrLost if that is too late.
	ProlongReceived(ctx context.Context, r *Received, until time.Time) error
	// FinishReceived says that one is done, and queues what comes of it, together. It is ErrLost if somebody else has
	// claimed it meanwhile; then nothing is queued.
	FinishReceived(ctx context.Context, r *Received, now time.Time, sendings []Sending) error
	// RetryReceived gives one back, to be claimed again from next on.
	RetryReceived(ctx context.Context, r *Received, next time.Time, trouble string) error
	// ParkReceived gives one up, after too many tries, and queues what is to be said of it. Later ones of its
	// conversation go on. Parked ones keep their payload, for the administrator, until they are pruned.
	ParkReceived(ctx context.Context, r *Received, now time.Time, trouble string, sendings []Sending) error
}

// Outbox keeps what is to be sent.
type Outbox interface {
	// Queue keeps sendings whose key is new with their platform and realm, and drops what they supersede. Those whose key
	// is known are left out. They need a CreatedAt; a *Queue gives them one.
	Queue(ctx context.Context, list []Sending) error
	// ClaimSendings gives at most limit of a platform that are due, which nobody else is given until the given instant: of
	// each conversation the first that still waits. One that was claimed before and neither noted sent nor given back
	// (its sender died) comes with Unknown set.
	ClaimSendings(ctx context.Context, platform string, now, until time.Time, limit int) ([]Sending, error)
	// RecallSendings is what RecallReceived is to the inbox.
	RecallSendings(ctx context.Context, platform string, now, far time.Time) error
	// ProlongSending moves the instant until which nobody else is given it; ErrLost if that is too late.
	ProlongSending(ctx context.Context, s *Sending, until time.Time) error
	// NoteSent says that one has arrived; ErrLost if somebody else has claimed it meanwhile.
	NoteSent(ctx context.Context, s *Sending, now time.Time, receipt string) error
	// DelaySending gives one back that was not attempted, because the platform wants to be left alone: the attempt does
	// not count. Its conversation waits with it. Unknown stays as it was.
	DelaySending(ctx context.Context, s *Sending, next time.Time) error
	// RetrySending gives one back after an attempt that failed. With s.Unknown set it may have arrived all the same.
	RetrySending(ctx context.Context, s *Sending, next time.Time, trouble string) error
	// DropSending gives one up for good and says why; later ones of its conversation go on.
	DropSending(ctx context.Context, s *Sending, now time.Time, trouble string) error
	// ReceiptOf is the platform's id of what was sent under a key; "" and no error while it still waits, was dropped, or
	// is not known.
	ReceiptOf(ctx context.Context, platform, realm, key string) (string, error)
}

// Leases say who may do what only one program at a time may do.
type Leases interface {
	// HoldLease takes a lease that is free or has run out, or prolongs it for the holder it has. Held says whether it is
	// the holder's now.
	HoldLease(ctx context.Context, name, holder string, now, until time.Time) (held bool, err error)
	// ReleaseLease gives a lease back; it is no error if it is somebody else's.
	ReleaseLease(ctx context.Context, name, holder string) error
}

// Keepsake is a small text under a name: how far a stream was read, a sync token.
type Keepsake struct {
	Name string
	Text string // sealed in the database
}

// Keepsakes keeps them.
type Keepsakes interface {
	// Keepsake is "" where nothing was kept.
	Keepsake(ctx context.Context, name string) (string, error)
	Keep(ctx context.Context, k Keepsake) error
}
