package bundle

import (
	"context"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Archive is a store that can be read as of one moment.
type Archive interface {
	// Snapshot runs f on one moment of the store: what others write meanwhile is not seen.
	Snapshot(ctx context.Context, f func(Source) error) error
}

// Source is what an export and a verification read. What is not found is commitments.ErrNotFound. The functions that
// are given to EachCommitment and EachLink do not read from the source themselves, and do not keep what they are given.
type Source interface {
	Plan(ctx context.Context, slug string) (*plans.Plan, error)
	Tail(ctx context.Context, plan uuid.UUID) (commitments.Tail, error)
	// Organisations is the whole directory.
	Organisations(ctx context.Context) ([]people.Organisation, error)
	EndorsementsOf(ctx context.Context, plan uuid.UUID) ([]people.Endorsement, error)
	EventsOf(ctx context.Context, plan uuid.UUID) ([]calendar.Event, error)
	// MembersByKey are the members with these keys.
	MembersByKey(ctx context.Context, keys []string) ([]people.Member, error)
	// EachCommitment goes through the commitments by number, each with its entries by seq.
	EachCommitment(ctx context.Context, plan uuid.UUID, f func(*commitments.Commitment, []commitments.Entry) error) error
	// EachLink goes through the journal by position.
	EachLink(ctx context.Context, plan uuid.UUID, f func(*commitments.Entry) error) error
}

// Target is a store that a bundle can be brought into. Bulk runs f in one transaction that holds the lock of the plan,
// if it is there, and commits if f returns nil; the error of f comes back as it is. It may run f again.
type Target interface {
	Bulk(ctx context.Context, plan string, f func(BulkTx) error) error
}

// BulkTx is what an import reads and writes. What is not found is commitments.ErrNotFound; what is taken already is
// commitments.ErrConflict.
type BulkTx interface {
	Plan(ctx context.Context, slug string) (*plans.Plan, error)
	Tail(ctx context.Context, plan uuid.UUID) (commitments.Tail, error)
	Organisation(ctx context.Context, handle string) (people.Organisation, error)
	MemberByKey(ctx context.Context, key string) (people.Member, error)
	Endorsements(ctx context.Context, plan uuid.UUID, organisation string) ([]people.Endorsement, error)
	Commitment(ctx context.Context, plan uuid.UUID, ref string) (commitments.Commitment, error)
	// HoldsAny says whether the plan has any endorsement or commitment.
	HoldsAny(ctx context.Context, plan uuid.UUID) (bool, error)

	SavePlan(ctx context.Context, p *plans.Plan) error
	AddOrganisations(ctx context.Context, all []people.Organisation) error
	AddMembers(ctx context.Context, all []people.Member) error
	AddEndorsements(ctx context.Context, all []people.Endorsement) error
	AddEvents(ctx context.Context, all []calendar.Event) error
	// AddCommitments writes new commitments and all their entries, a few hundred at a time.
	AddCommitments(ctx context.Context, all []commitments.Commitment, entries []commitments.Entry) error
	// MoveTail writes where the journal of the plan ends now.
	MoveTail(ctx context.Context, tail commitments.Tail) error
}
