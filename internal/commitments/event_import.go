package commitments

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// ImportedEvent says which event of the shared calendar an event of another calendar has become.
type ImportedEvent struct {
	PlanID uuid.UUID
	Source string // which other calendar: its address, or the name that was given to a file
	UID    string // of the event there (RFC 5545, 3.8.4.7)
	Day    string // of one that recurs: the day on which it would have been; empty: it does not
	Event  uuid.UUID
}

// there is the event of the other calendar, whatever it has become.
func (e ImportedEvent) there() ImportedEvent {
	e.Event = uuid.Nil
	return e
}

// ImportedEvents keeps where events came from.
type ImportedEvents interface {
	ImportedEvents(ctx context.Context, plan uuid.UUID, source string) ([]ImportedEvent, error)
	// SaveImportedEvent inserts it, or updates the one with its plan, source, UID and day.
	SaveImportedEvent(ctx context.Context, e ImportedEvent) error
	RemoveImportedEvent(ctx context.Context, e ImportedEvent) error
}

// ReadEvent is one event of another calendar, or one time of one that recurs.
type ReadEvent struct {
	UID   string
	Day   string
	Event calendar.Event // without id, plan and the instant of its creation
}

// ImportEvents makes the shared calendar say what another one says. What came from there before is changed, and not put
// in a second time; what is no longer there is taken out, unless it is over. What somebody has taken out of the shared
// calendar by hand stays out. Outcome.Imported counts.
type ImportEvents struct {
	Plan   string // slug
	Source string
	Events []ReadEvent
}

// Imported is how many events an import has added, changed and taken out.
type Imported struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
	Same    int `json:"same"` // were there already, or were taken out by hand
}

// MaxImported are how many events one import brings at most.
const MaxImported = 5000

func (ImportEvents) Verb() string   { return "import_events" }
func (c ImportEvents) plan() string { return c.Plan }

func (c ImportEvents) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c ImportEvents) run(ctx context.Context, w *work) error {
	if len(c.Events) > MaxImported {
		return problem.New(problem.Exhausted, "event.too_many", "limit", MaxImported)
	}
	list, err := w.ImportedEvents(ctx, w.plan.ID, c.Source)
	if err != nil {
		return fmt.Errorf("list what came from there before: %w", err)
	}
	known := make(map[ImportedEvent]ImportedEvent, len(list))
	for _, k := range list {
		known[k.there()] = k
	}
	seen := make(map[ImportedEvent]bool, len(c.Events))
	for _, read := range c.Events {
		key := ImportedEvent{PlanID: w.plan.ID, Source: c.Source, UID: read.UID, Day: read.Day}
		if seen[key] {
			continue
		}
		seen[key] = true
		if before, ok := known[key]; ok {
			err = w.importAgain(ctx, before, read.Event)
		} else {
			err = w.importNew(ctx, key, read.Event)
		}
		if err != nil {
			return fmt.Errorf("import %q: %w", read.Event.Title, err)
		}
	}
	err = w.importGone(ctx, list, seen)
	w.outcome.Subject = c.Source
	return err
}

func (w *work) importNew(ctx context.Context, key ImportedEvent, e calendar.Event) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	e.ID, e.CreatedAt, e.PlanID, key.Event = id, w.now, w.plan.ID, id
	if err := w.saveEvent(ctx, e); err != nil {
		return err
	}
	w.outcome.Imported.Added++
	return w.SaveImportedEvent(ctx, key)
}

func (w *work) importAgain(ctx context.Context, key ImportedEvent, e calendar.Event) error {
	held, err := w.Event(ctx, w.plan.ID, key.Event)
	if errors.Is(err, ErrNotFound) {
		w.outcome.Imported.Same++ // somebody took it out
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up event: %w", err)
	}
	e.ID, e.CreatedAt, e.PlanID = held.ID, held.CreatedAt, held.PlanID
	if e == held {
		w.outcome.Imported.Same++
		return nil
	}
	w.outcome.Imported.Changed++
	return w.saveEvent(ctx, e)
}

// importGone takes out what the other calendar does not have any more. What is over stays: it has been.
func (w *work) importGone(ctx context.Context, known []ImportedEvent, seen map[ImportedEvent]bool) error {
	for _, k := range known {
		if seen[k.there()] {
			continue
		}
		e, err := w.Event(ctx, w.plan.ID, k.Event)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("look up event: %w", err)
		}
		if err == nil && over(e, w.today()) {
			continue
		}
		if err == nil {
			if err := w.RemoveEvent(ctx, e.PlanID, e.ID); err != nil {
				return err
			}
			w.outcome.Imported.Removed++
		}
		if err := w.RemoveImportedEvent(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

func over(e calendar.Event, today civil.Date) bool { return max(e.StartsOn, e.EndsOn) < today }
