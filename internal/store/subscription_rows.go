package store

import (
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type subscriptionRow struct {
	bun.BaseModel `bun:"table:subscriptions,alias:su"`

	PlanID    uuid.UUID `bun:",pk"`
	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	MemberID  uuid.UUID
	Platform  people.Platform
	Realm     string
	Room      string
	Scope     commitments.Scope
	Object    string
	Cadence   commitments.FollowCadence
	Since     int64
	Position  int64
	NextAt    *time.Time
}

func subscriptionRowOf(s commitments.Subscription) subscriptionRow {
	return subscriptionRow{
		PlanID: s.PlanID, ID: s.ID, CreatedAt: micro(s.CreatedAt), MemberID: s.MemberID, Platform: s.Room.Platform,
		Realm: s.Room.Realm, Room: s.Room.ID, Scope: s.Scope, Object: s.Object, Cadence: s.Cadence, Since: s.Since,
		Position: s.Position, NextAt: instantOrNull(s.NextAt),
	}
}

func (r subscriptionRow) subscription() commitments.Subscription {
	return commitments.Subscription{
		PlanID: r.PlanID, ID: r.ID, CreatedAt: r.CreatedAt.UTC(), MemberID: r.MemberID,
		Room: people.Room{Platform: r.Platform, Realm: r.Realm, ID: r.Room}, Scope: r.Scope, Object: r.Object,
		Cadence: r.Cadence, Since: r.Since, Position: r.Position, NextAt: instant(r.NextAt),
	}
}

type importedEventRow struct {
	bun.BaseModel `bun:"table:imported_events,alias:ie"`

	PlanID uuid.UUID `bun:",pk"`
	Source string    `bun:",pk"`
	UID    string    `bun:"uid,pk"`
	Day    string    `bun:",pk"`
	Event  uuid.UUID
}

func importedEventRowOf(e commitments.ImportedEvent) importedEventRow {
	return importedEventRow{PlanID: e.PlanID, Source: e.Source, UID: e.UID, Day: e.Day, Event: e.Event}
}

func (r importedEventRow) importedEvent() commitments.ImportedEvent {
	return commitments.ImportedEvent{PlanID: r.PlanID, Source: r.Source, UID: r.UID, Day: r.Day, Event: r.Event}
}
