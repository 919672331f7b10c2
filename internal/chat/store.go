package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/google/uuid"
)

// Store is what the chat reads. What is not found, or may not be seen by the reader, is commitments.ErrNotFound.
type Store interface {
	Plans
	Work
	People
	Accounts
	Servers
	States
	Library
	Subscriptions
	Reminded
	Events
}

// Plans are shared and must not be changed.
type Plans interface {
	Plans(ctx context.Context) ([]*plans.Plan, error)
}

// Work is what a reader may see of commitments.
type Work interface {
	Find(ctx context.Context, filter commitments.Filter) (commitments.Page, error)
	Commitment(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) (commitments.Commitment, error)
	// Entries of a commitment that the reader sees, in the order of their seq.
	Entries(ctx context.Context, plan uuid.UUID, ref string, reader access.Reader) ([]commitments.Entry, error)
	// StepCounts are by code; steps without commitments are left out.
	StepCounts(ctx context.Context, plan uuid.UUID, reader access.Reader) (map[string]commitments.StepCount, error)
}

// Library is what reports are made from, and those that were published.
type Library interface {
	reports.Library
	// Reports of a plan, without their figures.
	Reports(ctx context.Context, plan uuid.UUID) ([]commitments.Report, error)
	// Report with its figures.
	Report(ctx context.Context, id uuid.UUID) (commitments.Report, error)
}

// People are the directory, and who is who.
type People interface {
	ActorByIdentity(ctx context.Context, who people.Identity, plan uuid.UUID, day civil.Date) (access.Actor, error)
	OrganisationByHandle(ctx context.Context, handle string) (people.Organisation, error)
	// OrganisationsByHandle leaves out handles that nobody has.
	OrganisationsByHandle(ctx context.Context, handles []string) (map[string]people.Organisation, error)
	// FindOrganisations finds at most limit organisations by handle, acronym or words of the name, the nearest first.
	FindOrganisations(ctx context.Context, text string, limit int) ([]people.Organisation, error)
	// MembersOf lists who has a role in the organisation; the memberships stand in the same order.
	MembersOf(ctx context.Context, organisation string) ([]people.Member, []people.Membership, error)
	MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
	MemberByIdentity(ctx context.Context, who people.Identity) (people.Member, error)
}

// Accounts are those of members, and those on their way to be.
type Accounts interface {
	// IdentitiesOf lists the accounts of a member, the oldest first.
	IdentitiesOf(ctx context.Context, member uuid.UUID) ([]people.Identity, error)
	LinkOf(ctx context.Context, member uuid.UUID) (people.Link, error)
	LinkByHash(ctx context.Context, codeHash string) (people.Link, error)
	Member(ctx context.Context, id uuid.UUID) (people.Member, error)
}

// States keeps a small text for each account in each room, and for each room (without a subject).
type States interface {
	Conversation(ctx context.Context, who people.Identity, room string) (people.Conversation, error)
	// SaveConversation keeps version 1, or the version after the one that is kept; else commitments.ErrConflict.
	SaveConversation(ctx context.Context, c people.Conversation) error
}
