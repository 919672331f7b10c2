package webhooks

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Store is what a Worker reads and keeps. What is not found is commitments.ErrNotFound.
type Store interface {
	Journals
	Readers
	Queue
}

// Journals are what is told.
type Journals interface {
	Plans(ctx context.Context) ([]*plans.Plan, error)
	// Follow lists the places of the journal after the position, at most limit of them; those that the reader may not see
	// have no entry.
	Follow(ctx context.Context, plan uuid.UUID, reader access.Reader, position int64, limit int) ([]commitments.Followed, error)
	Commitment(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) (commitments.Commitment, error)
}

// Readers say with whose rights a webhook reads.
type Readers interface {
	Token(ctx context.Context, id uuid.UUID) (people.Token, error)
	ActorByMember(ctx context.Context, member, plan uuid.UUID, day civil.Date) (access.Actor, error)
}

// Queue is what is to be sent.
type Queue interface {
	// WebhooksBehind have not looked at the whole journal, and fewer than room deliveries of theirs wait.
	WebhooksBehind(ctx context.Context, room int) ([]commitments.Webhook, error)
	// QueueDeliveries adds deliveries and moves the webhook to a position, together. It is commitments.ErrConflict if the
	// webhook has moved meanwhile.
	QueueDeliveries(ctx context.Context, w *commitments.Webhook, to int64, list []commitments.Delivery) error
	WebhooksDue(ctx context.Context, now time.Time) ([]commitments.Webhook, error)
	// ClaimDeliveries takes what is due, the first of each commitment, until an instant; nobody else is given it before.
	ClaimDeliveries(ctx context.Context, w *commitments.Webhook, now, until time.Time, limit int) ([]commitments.Delivery, error)
	NoteDelivered(ctx context.Context, d *commitments.Delivery, now time.Time) error
	DropDelivery(ctx context.Context, d *commitments.Delivery) error
	// NoteFailed keeps status, trouble, next instant and death of a delivery, and leaves its webhook alone until quiet;
	// zero: not at all.
	NoteFailed(ctx context.Context, d *commitments.Delivery, quiet time.Time) error
	EndWebhook(ctx context.Context, w *commitments.Webhook, why commitments.Ending, now time.Time) error
	PruneDeliveries(ctx context.Context, before time.Time) error
}
