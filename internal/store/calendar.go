package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Event of the calendar of a plan, or commitments.ErrNotFound.
func (s *Store) Event(ctx context.Context, plan, id uuid.UUID) (calendar.Event, error) {
	return eventByID(ctx, s.read, plan, id)
}

func (t *tx) Event(ctx context.Context, plan, id uuid.UUID) (calendar.Event, error) {
	return eventByID(ctx, t.db, plan, id)
}

func eventByID(ctx context.Context, db bun.IDB, plan, id uuid.UUID) (calendar.Event, error) {
	var row eventRow
	if err := db.NewSelect().Model(&row).Where("plan_id = ?", plan).Where("id = ?", id).Scan(ctx); err != nil {
		return calendar.Event{}, said(err)
	}
	return row.event(), nil
}

func (t *tx) SaveEvent(ctx context.Context, e calendar.Event) error {
	row := eventRowOf(e)
	return t.save(ctx, "event", &row, e)
}

func (t *tx) RemoveEvent(ctx context.Context, plan, id uuid.UUID) error {
	_, err := t.db.NewDelete().Model((*eventRow)(nil)).Where("plan_id = ?", plan).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("remove event: %w", err))
	}
	return nil
}
