package store

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type webhookRow struct {
	bun.BaseModel `bun:"table:webhooks,alias:w"`

	PlanID         uuid.UUID `bun:",pk"`
	ID             uuid.UUID `bun:",pk"`
	CreatedAt      time.Time
	MemberID       uuid.UUID
	TokenID        uuid.UUID
	Organisation   string
	Label          string
	URL            string `bun:"url"`
	Audience       access.Audience
	Kinds          string // JSON
	Steps          string // JSON
	Organisations  string // JSON
	Secret         string
	OldSecret      string
	OldSecretUntil *time.Time
	Position       int64
	Failures       int
	QuietUntil     *time.Time
	DeliveredAt    *time.Time
	EndedAt        *time.Time
	Ending         commitments.Ending
}

// webhookStateColumns are those that whoever delivers writes, and nobody else.
func webhookStateColumns() []string {
	return []string{"position", "failures", "quiet_until", "delivered_at", "ended_at", "ending"}
}

func webhookRowOf(w commitments.Webhook) webhookRow {
	kinds := make([]string, len(w.Kinds))
	for i, kind := range w.Kinds {
		kinds[i] = string(kind)
	}
	return webhookRow{
		PlanID: w.PlanID, ID: w.ID, CreatedAt: micro(w.CreatedAt), MemberID: w.MemberID, TokenID: w.TokenID,
		Organisation: w.Organisation, Label: w.Label, URL: w.URL, Audience: w.Audience, Kinds: listText(kinds),
		Steps: listText(w.Steps), Organisations: listText(w.Organisations), Secret: w.Secret, OldSecret: w.OldSecret,
		OldSecretUntil: instantOrNull(w.OldSecretUntil), Position: w.Position, Failures: w.Failures,
		QuietUntil: instantOrNull(w.QuietUntil), DeliveredAt: instantOrNull(w.DeliveredAt),
		EndedAt: instantOrNull(w.EndedAt), Ending: w.Ending,
	}
}

func (r *webhookRow) webhook() (commitments.Webhook, error) {
	w := commitments.Webhook{
		PlanID: r.PlanID, ID: r.ID, CreatedAt: r.CreatedAt.UTC(), MemberID: r.MemberID, TokenID: r.TokenID,
		Organisation: r.Organisation, Label: r.Label, URL: r.URL, Audience: r.Audience, Secret: r.Secret,
		OldSecret: r.OldSecret, OldSecretUntil: instant(r.OldSecretUntil),
		WebhookState: commitments.WebhookState{
			Position: r.Position, Failures: r.Failures, QuietUntil: instant(r.QuietUntil),
			DeliveredAt: instant(r.DeliveredAt), EndedAt: instant(r.EndedAt), Ending: r.Ending,
		},
	}
	for _, list := range []struct {
		text string
		into any
	}{{r.Kinds, &w.Kinds}, {r.Steps, &w.Steps}, {r.Organisations, &w.Organisations}} {
		if err := textInto(list.text, list.into); err != nil {
			return w, err
		}
	}
	return w, nil
}

func webhooksOf(rows []webhookRow) ([]commitments.Webhook, error) {
	all := make([]commitments.Webhook, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].webhook(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

type deliveryRow struct {
	bun.BaseModel `bun:"table:deliveries,alias:d"`

	PlanID    uuid.UUID `bun:",pk"`
	WebhookID uuid.UUID `bun:",pk"`
	ID        string    `bun:",pk"`
	CreatedAt time.Time
	Number    int // of the commitment; 0: a test
	Position  int64
	Kind      commitments.Kind
	Attempts  int
	NextAt    time.Time
	ExpiresAt time.Time
	LastAt    *time.Time
	Status    int
	Trouble   commitments.DeliveryTrouble
	DeadAt    *time.Time
}

func deliveryRowOf(d commitments.Delivery) deliveryRow {
	row := deliveryRow{
		PlanID: d.PlanID, WebhookID: d.WebhookID, ID: d.ID, CreatedAt: micro(d.CreatedAt), Position: d.Position, Kind: d.Kind,
		Attempts: d.Attempts, NextAt: micro(d.NextAt), ExpiresAt: micro(d.ExpiresAt), LastAt: instantOrNull(d.LastAt),
		Status: d.Status, Trouble: d.Trouble, DeadAt: instantOrNull(d.DeadAt),
	}
	if d.Commitment != "" {
		row.Number = numberOf(d.Commitment)
	}
	return row
}

func (r deliveryRow) delivery() commitments.Delivery {
	d := commitments.Delivery{
		PlanID: r.PlanID, WebhookID: r.WebhookID, ID: r.ID, CreatedAt: r.CreatedAt.UTC(), Position: r.Position, Kind: r.Kind,
		Attempts: r.Attempts, NextAt: r.NextAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), LastAt: instant(r.LastAt),
		Status: r.Status, Trouble: r.Trouble, DeadAt: instant(r.DeadAt),
	}
	if r.Number != 0 {
		d.Commitment = refOf(r.Number)
	}
	return d
}

// inOrder sorts what one statement wrote, which comes back in any order.
func inOrder(rows []deliveryRow) []deliveryRow {
	slices.SortFunc(rows, func(a, b deliveryRow) int { return int(a.Position - b.Position) })
	return rows
}
