package api

import (
	"errors"
	"net/http"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

func (s *Server) eventRoutes() {
	const base = "/v1/plans/{plan}/events"
	read, change := []access.Action{access.ReadPublic}, []access.Action{access.ChangeCalendar}
	add(s, operation{method: "GET", path: base, id: "list-events", tag: "calendar", actions: read, summary: "List the shared calendar", description: "By day."}, listEvents)
	add(s, operation{method: "GET", path: base + "/{event}", id: "show-event", tag: "calendar", actions: read, summary: "Show an event"}, showEvent)
	add(s, operation{
		method: "POST", path: base, id: "add-event", tag: "calendar", scope: people.WriteScope, actions: change, status: http.StatusCreated, summary: "Add an event",
	}, addEvent)
	add(s, operation{
		method: "PATCH", path: base + "/{event}", id: "change-event", tag: "calendar", scope: people.WriteScope, actions: change, summary: "Change an event",
		description: "What is left out stays as it is; null empties.",
	}, changeEvent)
	add(s, operation{
		method: "DELETE", path: base + "/{event}", id: "remove-event", tag: "calendar", scope: people.WriteScope, actions: change, status: http.StatusNoContent, summary: "Remove an event",
	}, removeEvent)
}

// Event in the shared calendar of a plan.
type Event struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	NewEvent
}

// NewEvent is what an event says.
type NewEvent struct {
	Kind      calendar.Kind `json:"kind" enum:"observation_mission,country_visit,treaty_body_session,upr_session,submission_deadline,meeting,other" example:"upr_session"`
	Title     string        `json:"title" minLength:"1" maxLength:"200" example:"UPR 55"`
	StartsOn  civil.Date    `json:"starts_on" format:"date" example:"2027-01-20"`
	EndsOn    civil.Date    `json:"ends_on,omitempty" format:"date" example:"2027-02-03" doc:"The last day; left out: the day it starts on."`
	Country   string        `json:"country,omitempty" pattern:"^[A-Z]{2}$" example:"CH" doc:"ISO 3166-1 alpha-2."`
	Organiser string        `json:"organiser,omitempty" maxLength:"200" example:"OHCHR"`
	Link      string        `json:"link,omitempty" maxLength:"2000" example:"https://www.example.org/upr"`
}

func eventOf(e *calendar.Event) Event {
	return Event{e.ID, NewEvent{e.Kind, e.Title, e.StartsOn, e.EndsOn, e.Country, e.Organiser, e.Link}}
}

type eventsInput struct {
	Call
	PlanPath
	From string `query:"from" format:"date" example:"2027-01-01" doc:"Those that end on this day or later."`
	To   string `query:"to" format:"date" example:"2027-12-31" doc:"Those that start on this day or earlier."`
}

func listEvents(x *exchange, in *eventsInput) (*answerOf[List[Event]], error) {
	all, err := x.server.Store.EventsOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	list := []Event{}
	for i := range all {
		if max(all[i].StartsOn, all[i].EndsOn) >= civil.Date(in.From) && (in.To == "" || all[i].StartsOn <= civil.Date(in.To)) {
			list = append(list, eventOf(&all[i]))
		}
	}
	return &answerOf[List[Event]]{whole(list)}, nil
}

// EventPath names an event in the path.
type EventPath struct {
	PlanPath
	Event string `path:"event" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the event."`
}

// id of what is no id is that of nothing.
func (p EventPath) id() uuid.UUID {
	id, err := uuid.Parse(p.Event)
	if err != nil {
		return uuid.Nil
	}
	return id
}

type eventInput struct {
	Call
	EventPath
}

func showEvent(x *exchange, in *eventInput) (*answerOf[Event], error) { return x.event(in.id()) }

func (x *exchange) event(id uuid.UUID) (*answerOf[Event], error) {
	e, err := x.server.Store.Event(x.context(), x.plan.ID, id)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, problem.New(problem.NotFound, "event.unknown").At("event")
	}
	if err != nil {
		return nil, err
	}
	return &answerOf[Event]{eventOf(&e)}, nil
}

type addEventInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewEvent
}

type addEventOutput struct {
	Location string `header:"Location"`
	Body     Event
}

func addEvent(x *exchange, in *addEventInput) (*addEventOutput, error) {
	b := in.Body
	outcome, err := x.do(in.WriteHeaders, commitments.AddEvent{Plan: x.plan.Slug, Event: calendar.Event{
		Kind: b.Kind, Title: b.Title, StartsOn: b.StartsOn, EndsOn: b.EndsOn, Country: b.Country, Organiser: b.Organiser, Link: b.Link,
	}})
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(outcome.Subject)
	if err != nil {
		return nil, err
	}
	// What was asked for, so that a repeated request gets the same answer even if the event was changed since.
	return &addEventOutput{"/v1/plans/" + x.plan.Slug + "/events/" + outcome.Subject, Event{id, b}}, nil
}

// EventChanges are the fields of an event that change.
type EventChanges struct {
	Kind      *calendar.Kind    `json:"kind,omitempty" enum:"observation_mission,country_visit,treaty_body_session,upr_session,submission_deadline,meeting,other" example:"upr_session"`
	Title     *string           `json:"title,omitempty" minLength:"1" maxLength:"200" example:"UPR 55"`
	StartsOn  *civil.Date       `json:"starts_on,omitempty" format:"date" example:"2027-01-20"`
	EndsOn    given[civil.Date] `json:"ends_on,omitzero" format:"date" example:"2027-02-03"`
	Country   given[string]     `json:"country,omitzero" pattern:"^[A-Z]{2}$" example:"CH"`
	Organiser given[string]     `json:"organiser,omitzero" maxLength:"200" example:"OHCHR"`
	Link      given[string]     `json:"link,omitzero" maxLength:"2000" example:"https://www.example.org/upr"`
}

type changeEventInput struct {
	Call
	EventPath
	WriteHeaders
	Body EventChanges
}

func changeEvent(x *exchange, in *changeEventInput) (*answerOf[Event], error) {
	b := in.Body
	_, err := x.do(in.WriteHeaders, commitments.ChangeEvent{
		Plan: x.plan.Slug, ID: in.id(), Kind: b.Kind, Title: b.Title, StartsOn: b.StartsOn, EndsOn: b.EndsOn.pointer(),
		Country: b.Country.pointer(), Organiser: b.Organiser.pointer(), Link: b.Link.pointer(),
	})
	if err != nil {
		return nil, err
	}
	return x.event(in.id())
}

type removeEventInput struct {
	Call
	EventPath
	WriteHeaders
}

func removeEvent(x *exchange, in *removeEventInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.RemoveEvent{Plan: x.plan.Slug, ID: in.id()})
	return nil, err
}
