// Package calendar has the plan's shared calendar of paragraph 29(c): missions, visits, sessions and deadlines.
package calendar

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Kind of an event (domain.md, Entities).
type Kind string

// Kinds lists every kind of event.
var Kinds = [...]Kind{
	"observation_mission", "country_visit", "treaty_body_session", "upr_session", "submission_deadline", "meeting", "other",
}

// Known says whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds[:], k) }

// Event in the shared calendar of a plan.
type Event struct {
	ID        uuid.UUID
	CreatedAt time.Time
	PlanID    uuid.UUID
	Kind      Kind
	Title     string
	StartsOn  civil.Date
	EndsOn    civil.Date // the last day; zero: the day it starts on
	Country   string     // ISO 3166-1 alpha-2
	Organiser string     // free text
	Link      string
}
