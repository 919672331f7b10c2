package commitments

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/google/uuid"
)

// Webhook is an address to which the entries of a plan's journal are posted as they are written, in the form of
// Standard Webhooks. It never gets more than its audience, nothing of anybody's own, and never more than its member may
// read at that moment.
type Webhook struct {
	ID           uuid.UUID
	CreatedAt    time.Time
	PlanID       uuid.UUID
	MemberID     uuid.UUID // who added it, and with whose rights it reads
	TokenID      uuid.UUID // of the token by which it was added; once that is revoked the webhook ends. Zero: none
	Organisation string    // handle, where the token was bound to one
	Label        string
	URL          string
	Audience     access.Audience

	// What it wants: none of a list is all of them.
	Kinds         []Kind
	Steps         []string // codes
	Organisations []string // handles: lead or partner. Unattributed commitments are never found by it

	Secret         string    // whsec_…; stored, because what is sent is signed with it
	OldSecret      string    // signs too until OldSecretUntil
	OldSecretUntil time.Time // zero: there is none

	WebhookState
}

// WebhookState is how far a webhook has come. Only whoever delivers changes it.
type WebhookState struct {
	Position    int64     // of the last entry that was looked at
	Failures    int       // in a row
	QuietUntil  time.Time // nothing is sent before; zero: send
	DeliveredAt time.Time // last; zero: never
	EndedAt     time.Time // zero: it goes on
	Ending      Ending
}

// Ending is why a webhook has ended. The names are stored and for ever.
type Ending string

const (
	EndedGone         Ending = "gone"          // its receiver answered 410
	EndedOwnerLeft    Ending = "owner_left"    // its member has no role any more
	EndedTokenRevoked Ending = "token_revoked" // the token by which it was added was revoked
)

// Endings lists them all.
var Endings = [...]Ending{EndedGone, EndedOwnerLeft, EndedTokenRevoked}

// Ended says whether nothing will be sent any more.
func (w *Webhook) Ended() bool { return !w.EndedAt.IsZero() }

// Wants says whether the webhook asks for an entry of a commitment, as its reader sees both.
func (w *Webhook) Wants(e *Entry, c *Commitment) bool {
	return (len(w.Kinds) == 0 || slices.Contains(w.Kinds, e.Kind)) &&
		wantsAny(w.Steps, c.Steps) && wantsAny(w.Organisations, c.Organisations())
}

func wantsAny(wanted, there []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(one string) bool { return slices.Contains(there, one) })
}

// Delivery is one message to one webhook that has not arrived yet. It is gone once it has.
type Delivery struct {
	ID        string // the same for ever: the receiver knows a second delivery by it
	CreatedAt time.Time
	PlanID    uuid.UUID
	WebhookID uuid.UUID
	// Commitment is a ref: messages of one commitment are sent one after the other. Empty: a test.
	Commitment string
	Position   int64 // of the entry; 0: a test
	Kind       Kind  // of the entry; empty: a test
	Attempts   int
	NextAt     time.Time       // when it is tried next; while it is being sent, when another may take it over
	ExpiresAt  time.Time       // what fails then or later is dead
	LastAt     time.Time       // zero: not tried yet
	Status     int             // HTTP status of the last answer; 0: there was none
	Trouble    DeliveryTrouble // what went wrong last; empty: nothing yet
	DeadAt     time.Time       // zero: it is still tried
}

// Dead says whether it was given up.
func (d *Delivery) Dead() bool { return !d.DeadAt.IsZero() }

// DeliveryTrouble is what went wrong with a delivery. It says no more than a receiver may learn of the network around us. The
// names are stored and for ever.
type DeliveryTrouble string

const (
	TroubleStatus         DeliveryTrouble = "status"          // the answer was no 2xx
	TroubleRedirect       DeliveryTrouble = "redirect"        // it was a redirect, which is not followed
	TroubleTimeout        DeliveryTrouble = "timeout"         // there was no answer in time
	TroubleUnreachable    DeliveryTrouble = "unreachable"     // no connection, or no secure one
	TroubleRefusedAddress DeliveryTrouble = "refused_address" // the name leads to a private address
)

// DeliveryTroubles lists them all.
var DeliveryTroubles = [...]DeliveryTrouble{TroubleStatus, TroubleRedirect, TroubleTimeout, TroubleUnreachable, TroubleRefusedAddress}

// DeliveryTries is how long a delivery is tried.
const DeliveryTries = 3 * 24 * time.Hour

// DeliveryOf is the message about an entry. Its id follows from webhook and entry, so that a second one is the same.
func DeliveryOf(w *Webhook, e *Entry, now time.Time) Delivery {
	sum := sha256.Sum256(slices.Concat(w.ID[:], e.ID[:]))
	return Delivery{
		ID: "msg_" + base64.RawURLEncoding.EncodeToString(sum[:18]), CreatedAt: now, PlanID: w.PlanID, WebhookID: w.ID,
		Commitment: e.Commitment, Position: e.Position, Kind: e.Kind, NextAt: now, ExpiresAt: now.Add(DeliveryTries),
	}
}

// Webhooks keeps webhooks, and what is to be delivered to them. What is not found is ErrNotFound.
type Webhooks interface {
	Webhook(ctx context.Context, plan, id uuid.UUID) (Webhook, error)
	// WebhooksOf lists those of a plan, the latest first.
	WebhooksOf(ctx context.Context, plan uuid.UUID) ([]Webhook, error)
	AddWebhook(ctx context.Context, w Webhook) error
	// SaveWebhook updates all of it but its WebhookState.
	SaveWebhook(ctx context.Context, w Webhook) error
	// RemoveWebhook takes its deliveries along.
	RemoveWebhook(ctx context.Context, plan, id uuid.UUID) error
	QueueDelivery(ctx context.Context, d Delivery) error
	// Revive makes dead deliveries of a webhook due at now, until they expire; without ids all of them. It says how many.
	Revive(ctx context.Context, plan, webhook uuid.UUID, ids []string, now, expires time.Time) (int, error)
}

// secretBytes is what Standard Webhooks asks for: from 24 to 64.
const secretBytes = 32

func newWebhookSecret(random io.Reader) (string, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(raw), nil
}

// MayManageWebhook says whether the actor may see that the webhook is there, and change it: who added it, deputies and
// focal points of the organisation that it is bound to, and conveners.
func MayManageWebhook(actor access.Actor, w *Webhook) bool {
	if actor.Operator || actor.ConvenerOf(w.PlanID) {
		return true
	}
	if w.Organisation != "" {
		about := access.Object{Plan: w.PlanID, Organisations: []string{w.Organisation}}
		if access.May(actor, access.IssueOrganisationToken, about) == nil {
			return true
		}
		if actor.RoleIn(w.Organisation) == "" { // the actor's token is for another one
			return false
		}
	}
	return actor.Known() && w.MemberID == actor.Member.ID
}

// Backlog is what a webhook, or all of them, have not received.
type Backlog struct {
	Waiting int       // still tried
	Dead    int       // given up
	Oldest  time.Time // when the oldest that waits was queued; zero: none waits
}
