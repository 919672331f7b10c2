package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type eventRow struct {
	bun.BaseModel `bun:"table:events,alias:ev"`

	PlanID    uuid.UUID `bun:",pk"`
	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	Kind      calendar.Kind
	Title     string
	StartsOn  civil.Date
	EndsOn    civil.Date
	Country   string
	Organiser string
	Link      string
}

func eventRowOf(e calendar.Event) eventRow {
	return eventRow{
		PlanID: e.PlanID, ID: e.ID, CreatedAt: micro(e.CreatedAt), Kind: e.Kind, Title: e.Title, StartsOn: e.StartsOn,
		EndsOn: e.EndsOn, Country: e.Country, Organiser: e.Organiser, Link: e.Link,
	}
}

func (r eventRow) event() calendar.Event {
	return calendar.Event{
		PlanID: r.PlanID, ID: r.ID, CreatedAt: r.CreatedAt.UTC(), Kind: r.Kind, Title: r.Title, StartsOn: r.StartsOn,
		EndsOn: r.EndsOn, Country: r.Country, Organiser: r.Organiser, Link: r.Link,
	}
}

// EventsOf lists the calendar of a plan by day.
func (s *Store) EventsOf(ctx context.Context, plan uuid.UUID) ([]calendar.Event, error) {
	return eventsOf(ctx, s.read, plan)
}

func eventsOf(ctx context.Context, db bun.IDB, plan uuid.UUID) ([]calendar.Event, error) {
	var rows []eventRow
	if err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Order("starts_on", "id").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list events: %w", err))
	}
	return mapped(rows, eventRow.event), nil
}
