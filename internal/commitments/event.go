package commitments

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Calendar keeps the events of plans. What is not found is ErrNotFound.
type Calendar interface {
	Event(ctx context.Context, plan, id uuid.UUID) (calendar.Event, error)
	// SaveEvent inserts the event, or updates the one with its plan and id.
	SaveEvent(ctx context.Context, e calendar.Event) error
	RemoveEvent(ctx context.Context, plan, id uuid.UUID) error
}

// AddEvent puts an event into the shared calendar of the plan. Outcome.Subject is its id.
type AddEvent struct {
	Plan  string         // slug
	Event calendar.Event // without id, plan and the instant of its creation
}

func (AddEvent) Verb() string   { return "add_event" }
func (c AddEvent) plan() string { return c.Plan }

func (c AddEvent) permit(_ context.Context, w *work) error { return w.mayChangeCalendar(c.Plan) }

func (w *work) mayChangeCalendar(plan string) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ChangeCalendar, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	return access.May(w.by.Actor, access.ChangeCalendar, access.Object{Plan: w.plan.ID})
}

func (c AddEvent) run(ctx context.Context, w *work) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	e := c.Event
	e.ID, e.CreatedAt, e.PlanID = id, w.now, w.plan.ID
	return w.saveEvent(ctx, e)
}

// ChangeEvent puts what is given in the place of what an event says. A nil member stays as it is.
type ChangeEvent struct {
	Plan      string // slug
	ID        uuid.UUID
	Kind      *calendar.Kind
	Title     *string
	StartsOn  *civil.Date
	EndsOn    *civil.Date
	Country   *string
	Organiser *string
	Link      *string
}

func (ChangeEvent) Verb() string   { return "change_event" }
func (c ChangeEvent) plan() string { return c.Plan }

func (c ChangeEvent) permit(_ context.Context, w *work) error { return w.mayChangeCalendar(c.Plan) }

func (c ChangeEvent) run(ctx context.Context, w *work) error {
	e, err := w.event(ctx, c.ID)
	if err != nil {
		return err
	}
	replace(&e.Kind, c.Kind)
	replace(&e.Title, c.Title)
	replace(&e.StartsOn, c.StartsOn)
	replace(&e.EndsOn, c.EndsOn)
	replace(&e.Country, c.Country)
	replace(&e.Organiser, c.Organiser)
	replace(&e.Link, c.Link)
	return w.saveEvent(ctx, e)
}

func replace[T any](value, with *T) {
	if with != nil {
		*value = *with
	}
}

// RemoveEvent takes an event out of the calendar.
type RemoveEvent struct {
	Plan string // slug
	ID   uuid.UUID
}

func (RemoveEvent) Verb() string   { return "remove_event" }
func (c RemoveEvent) plan() string { return c.Plan }

func (c RemoveEvent) permit(_ context.Context, w *work) error { return w.mayChangeCalendar(c.Plan) }

func (c RemoveEvent) run(ctx context.Context, w *work) error {
	e, err := w.event(ctx, c.ID)
	if err != nil {
		return err
	}
	w.outcome.Subject = e.ID.String()
	return w.Tx.RemoveEvent(ctx, e.PlanID, e.ID)
}

func (w *work) event(ctx context.Context, id uuid.UUID) (calendar.Event, error) {
	e, err := w.Event(ctx, w.plan.ID, id)
	if errors.Is(err, ErrNotFound) {
		return e, problem.New(problem.NotFound, "event.unknown").At("event")
	}
	if err != nil {
		return e, fmt.Errorf("look up event: %w", err)
	}
	return e, nil
}

// saveEvent holds the event to the rules of the calendar and keeps it.
func (w *work) saveEvent(ctx context.Context, e calendar.Event) error {
	var clean cleaner
	e.Title = clean.text("title", e.Title, MaxTitle)
	e.Organiser = clean.text("organiser", e.Organiser, MaxTitle)
	if e.Link != "" {
		e.Link = clean.evidence([]Evidence{{URL: e.Link}})[0].URL
	}
	switch {
	case clean.err != nil:
		if p, ok := problem.Of(clean.err); ok && p.Field == "evidence" {
			return p.At("link")
		}
		return clean.err
	case !e.Kind.Known():
		return problem.New(problem.Invalid, "event.kind", "kind", string(e.Kind)).At("kind")
	case e.Title == "":
		return problem.New(problem.Invalid, "event.needs_title").At("title")
	case e.StartsOn.IsZero() || !e.StartsOn.Valid():
		return problem.New(problem.Invalid, "date.unknown", "date", string(e.StartsOn)).At("starts_on")
	case !e.EndsOn.Valid():
		return problem.New(problem.Invalid, "date.unknown", "date", string(e.EndsOn)).At("ends_on")
	case !e.EndsOn.IsZero() && e.EndsOn < e.StartsOn:
		return problem.New(problem.Invalid, "event.ends_before", "date", e.StartsOn).At("ends_on")
	case e.Country != "" && !isCountry(e.Country):
		return problem.New(problem.Invalid, "country.unknown", "country", e.Country).At("country")
	}
	w.outcome.Subject = e.ID.String()
	return w.SaveEvent(ctx, e)
}
