package api

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// Followers are what webhooks, feeds and calendars read.
type Followers interface {
	Webhook(ctx context.Context, plan, id uuid.UUID) (commitments.Webhook, error)
	// WebhooksOf lists those of a plan, the latest first.
	WebhooksOf(ctx context.Context, plan uuid.UUID) ([]commitments.Webhook, error)
	// Backlogs are by webhook; those that have received everything are left out.
	Backlogs(ctx context.Context, plan uuid.UUID) (map[uuid.UUID]commitments.Backlog, error)
	DeliveriesOf(ctx context.Context, plan, webhook uuid.UUID, dead bool, limit int) ([]commitments.Delivery, error)
	// LatestEntries that the reader sees, the latest first.
	LatestEntries(ctx context.Context, plan uuid.UUID, reader access.Reader, of commitments.Of, limit int) ([]commitments.Entry, error)
	CalendarAddressByHash(ctx context.Context, hash string) (people.CalendarAddress, error)
	CalendarAddressesOf(ctx context.Context, plan, member uuid.UUID) ([]people.CalendarAddress, error)
}
