package reports

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Source is what figures are computed from: a store, or a bundle.
type Source interface {
	// Plan finds a plan by its slug; commitments.ErrNotFound if there is none.
	Plan(ctx context.Context, slug string) (*plans.Plan, error)
	// EndorsementsOf lists every endorsement of the plan, ended ones included.
	EndorsementsOf(ctx context.Context, plan uuid.UUID) ([]people.Endorsement, error)
	// EachJournal calls f with every commitment of the plan that has entries recorded before the instant: its ref, and
	// these entries in the order of their seq; commitments in the order of their numbers. An error of f ends it and comes
	// back as it is. The list of entries belongs to the source again when f returns; the texts and lists in it stay as
	// they are. Of an entry a report needs seq, kind, status, percent, confidence, effective_on, recorded_at, corrects,
	// takes_back and changes, and nothing else.
	EachJournal(ctx context.Context, plan uuid.UUID, before time.Time, f func(ref string, entries []commitments.Entry) error) error
}

// Library is a source that also knows what things are called, for whoever makes a report for people.
type Library interface {
	Source
	// Organisations is the whole directory.
	Organisations(ctx context.Context) ([]people.Organisation, error)
	// HeadBefore is where the journal's chain ended before the instant: zero if nothing was recorded by then.
	HeadBefore(ctx context.Context, plan uuid.UUID, before time.Time) (commitments.Tail, error)
}
