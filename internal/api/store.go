package api

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/google/uuid"
)

// Store is what the API reads. What is not found, or may not be seen by the reader, is commitments.ErrNotFound.
type Store interface {
	Plans
	Work
	People
	SignIn
	Reminded
	Published
	Followers
	MailLinks
	reports.Library
	bundle.Archive
	bundle.Target
	Ping(ctx context.Context) error
}

// Plans are shared and must not be changed.
type Plans interface {
	Plans(ctx context.Context) ([]*plans.Plan, error)
	PlanBySlug(ctx context.Context, slug string) (*plans.Plan, error)
	// Head is where the journal of the plan ends.
	Head(ctx context.Context, plan uuid.UUID) (commitments.Tail, error)
	EventsOf(ctx context.Context, plan uuid.UUID) ([]calendar.Event, error)
	Event(ctx context.Context, plan, id uuid.UUID) (calendar.Event, error)
}

// Work is what a reader may see of commitments.
type Work interface {
	Find(ctx context.Context, filter commitments.Filter) (commitments.Page, error)
	Commitment(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) (commitments.Commitment, error)
	// Entries of a commitment that the reader sees, in the order of their seq.
	Entries(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) ([]commitments.Entry, error)
	// StepCounts are by code; steps without commitments are left out.
	StepCounts(ctx context.Context, plan uuid.UUID, reader access.Reader) (map[string]commitments.StepCount, error)
	// Follow lists the places of the journal after the position, at most limit of them.
	Follow(ctx context.Context, plan uuid.UUID, reader access.Reader, position int64, limit int) ([]commitments.Followed, error)
	// SearchEntries finds the latest entries, at most limit, whose note has all the words.
	SearchEntries(ctx context.Context, plan uuid.UUID, reader access.Reader, text string, limit int) ([]commitments.Entry, error)
}

// People are the directory, and who is who.
type People interface {
	OrganisationByHandle(ctx context.Context, handle string) (people.Organisation, error)
	// FindOrganisations finds at most limit organisations by handle, acronym or words of the name, the nearest first.
	FindOrganisations(ctx context.Context, text string, limit int) ([]people.Organisation, error)
	// MembersOf lists who has a role in the organisation; the memberships stand in the same order.
	MembersOf(ctx context.Context, organisation string) ([]people.Member, []people.Membership, error)
	Member(ctx context.Context, id uuid.UUID) (people.Member, error)
	ConvenersOf(ctx context.Context, plan uuid.UUID) ([]people.Convener, error)
	// InvitationsOf come without what is kept of their codes.
	InvitationsOf(ctx context.Context, plan uuid.UUID, organisation string) ([]people.Invitation, error)
}

// SignIn is how a token becomes an actor.
type SignIn interface {
	TokenByHash(ctx context.Context, hash string) (people.Token, error)
	TokensOf(ctx context.Context, plan uuid.UUID) ([]people.Token, error)
	NoteTokenUsed(ctx context.Context, id uuid.UUID, at time.Time) error
	// ActorByMember is the member with the rights of this moment.
	ActorByMember(ctx context.Context, member, plan uuid.UUID, day civil.Date) (access.Actor, error)
}

// Published are the reports that were published.
type Published interface {
	Report(ctx context.Context, id uuid.UUID) (commitments.Report, error)
	// Reports come without their figures, the latest first.
	Reports(ctx context.Context, plan uuid.UUID) ([]commitments.Report, error)
}
