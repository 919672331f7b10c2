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
	// PlanEndorsements lists every endorsement of the plan, ended ones included.
	PlanEndorsements(ctx context.Context, plan uuid.UUID) ([]people.Endorsement, error)
	// EachCommitment calls f with every commitment of the plan that has entries recorded before the instant: its ref
	// and these entries in the order of their seq, commitments in the order of their numbers. An error of f ends it and
	// is returned. Entries belong to the source again when f returns; their texts and lists stay as they are. A report
	// asks for ref, seq, kind, status, percent, confidence, effective_on, recorded_at, corrects, takes_back and changes.
	EachCommitment(ctx context.Context, plan uuid.UUID, before time.Time, f func(ref string, entries []commitments.Entry) error) error
}

// Library is a source that also knows what things are called, for whoever makes a report for people.
type Library interface {
	Source
	// PlanOrganisations lists every organisation that endorses or endorsed the plan, or takes part in a commitment.
	PlanOrganisations(ctx context.Context, plan uuid.UUID) ([]people.Organisation, error)
	// HeadBefore is where the journal's chain ended before the instant: zero if nothing was recorded by then.
	HeadBefore(ctx context.Context, plan uuid.UUID, before time.Time) (commitments.Tail, error)
}
