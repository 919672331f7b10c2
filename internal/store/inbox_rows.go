package store

import (
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type inboxRow struct {
	bun.BaseModel `bun:"table:inbox,alias:i"`

	Position     int64     `bun:",pk,scanonly"`
	ID           uuid.UUID `bun:"id"`
	Platform     string
	Realm        string
	External     string
	Conversation string
	Kind         string
	Payload      string // sealed; empty once it is done
	At           time.Time
	Attempts     int
	Failures     int
	Claim        int
	Claimed      bool       // and neither done nor given back
	JoinsAt      *time.Time // it stands aside, and does not have its place in its conversation yet; null: it has
	NextAt       *time.Time // from when on it can be claimed; null: it waits behind another, stands aside, or is done
	Trouble      string
	DoneAt       *time.Time // handled or given up
	GivenUpAt    *time.Time
}

func inboxRowOf(r queue.Received, box *seal.Box) (inboxRow, error) {
	payload, err := box.Seal(r.Payload, aboutReceived(r.ID))
	row := inboxRow{
		ID: r.ID, Platform: r.Platform, Realm: r.Realm, External: r.External, Conversation: r.Conversation, Kind: r.Kind,
		Payload: payload, At: micro(r.At),
	}
	if row.lane().ordered() {
		row.JoinsAt = &row.At
	} else {
		row.NextAt = &row.At
	}
	return row, err
}

func (r *inboxRow) received() queue.Received {
	return queue.Received{
		ID: r.ID, Platform: r.Platform, Realm: r.Realm, External: r.External, Conversation: r.Conversation, Kind: r.Kind,
		At: r.At.UTC(), Attempts: r.Attempts, Failures: r.Failures, Claim: r.Claim,
	}
}

func (r *inboxRow) lane() lane {
	return lane{Platform: r.Platform, Realm: r.Realm, Conversation: r.Conversation}
}

func laneOfReceived(r *queue.Received) lane {
	return lane{Platform: r.Platform, Realm: r.Realm, Conversation: r.Conversation}
}

func aboutReceived(id uuid.UUID) string { return "inbox/payload/" + id.String() }
