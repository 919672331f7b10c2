package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// longestEvent is how many days before the first day an event may have started that still lasts: two years.
const longestEvent = 731

// EventsBetween are the events of a plan that touch the days from the first to the last, by day.
func (s *Store) EventsBetween(ctx context.Context, plan uuid.UUID, first, last civil.Date) ([]calendar.Event, error) {
	var rows []eventRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).
		Where("starts_on >= ?", first.AddDays(-longestEvent)).Where("starts_on <= ?", last).
		Where("(starts_on >= ? or ends_on >= ?)", first, first).Order("starts_on", "id").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list events: %w", err))
	}
	return mapped(rows, eventRow.event), nil
}
