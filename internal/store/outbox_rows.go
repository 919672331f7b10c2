package store

import (
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type outboxRow struct {
	bun.BaseModel `bun:"table:outbox,alias:o"`

	Position     int64     `bun:",pk,scanonly"`
	ID           uuid.UUID `bun:"id"`
	Platform     string
	Realm        string
	Key          string
	Conversation string
	Kind         string
	Payload      string // sealed; empty once it was sent or superseded
	Supersedes   string
	CreatedAt    time.Time
	NotBefore    *time.Time
	ExpiresAt    *time.Time
	Attempts     int
	Failures     int
	Claim        int
	Claimed      bool // and neither noted sent nor given back
	Unknown      bool
	Receipt      string
	JoinsAt      *time.Time // when it joins its conversation; null: it has
	NextAt       *time.Time // from when on it can be claimed; null: it waits behind another, stands aside, or is done
	Trouble      string
	DoneAt       *time.Time // sent or given up
	GivenUpAt    *time.Time
}

func outboxRowOf(d queue.Sending, box *seal.Box) (outboxRow, error) {
	payload, err := box.Seal(d.Payload, aboutSending(d.ID))
	row := outboxRow{
		ID: d.ID, Platform: d.Platform, Realm: d.Realm, Key: d.Key, Conversation: d.Conversation, Kind: d.Kind,
		Payload: payload, Supersedes: d.Supersedes, CreatedAt: micro(d.CreatedAt), NotBefore: instantOrNull(d.NotBefore),
		ExpiresAt: instantOrNull(d.ExpiresAt), Unknown: d.Unknown,
	}
	if d.NotBefore.After(d.CreatedAt) {
		row.JoinsAt = row.NotBefore
	}
	return row, err
}

func (r *outboxRow) sending() queue.Sending {
	return queue.Sending{
		ID: r.ID, Platform: r.Platform, Realm: r.Realm, Key: r.Key, Conversation: r.Conversation, Kind: r.Kind,
		Supersedes: r.Supersedes, CreatedAt: r.CreatedAt.UTC(), NotBefore: instant(r.NotBefore), ExpiresAt: instant(r.ExpiresAt),
		Attempts: r.Attempts, Failures: r.Failures, Claim: r.Claim, Unknown: r.Unknown,
	}
}

func (r *outboxRow) lane() lane {
	return lane{Platform: r.Platform, Realm: r.Realm, Conversation: r.Conversation, Supersedes: r.Supersedes}
}

func laneOfSending(d *queue.Sending) lane {
	return lane{Platform: d.Platform, Realm: d.Realm, Conversation: d.Conversation}
}

func aboutSending(id uuid.UUID) string { return "outbox/payload/" + id.String() }

// outboxRows are the rows of sendings, sealed.
func outboxRows(box *seal.Box, list []queue.Sending) ([]outboxRow, error) {
	rows := make([]outboxRow, len(list))
	for i := range list {
		d := list[i]
		var err error
		if d.ID == uuid.Nil {
			if d.ID, err = uuid.NewV7(); err != nil {
				return nil, fmt.Errorf("make an id: %w", err)
			}
		}
		if rows[i], err = outboxRowOf(d, box); err != nil {
			return nil, err
		}
	}
	return rows, sound(rows)
}
