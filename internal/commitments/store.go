package commitments

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Store keeps what the middle knows. Change runs f in one transaction that holds the lock of the plan's row, if a plan
// is named: whoever changes a plan waits for whoever changes it. It commits if f returns nil, and may run f again if
// the database asks for it. A plan that is not there is no error here: Tx.Plan says so.
type Store interface {
	Change(ctx context.Context, plan string, f func(Tx) error) error
}

// Tx is what a command can read and write inside its transaction.
type Tx interface {
	Journal
	Directory
	Documents
	Reports
	Calendar
	Tokens
	Webhooks
	CalendarAddresses
	Reminders
	Subscriptions
	Emails
	Accounts
	ImportedEvents
	Servers
}

// Journal keeps commitments, their entries, and the causes that have acted. What is not found is ErrNotFound; a seq,
// position or cause that is already taken is ErrConflict.
type Journal interface {
	Caused(ctx context.Context, key string) (Cause, error)
	NoteCause(ctx context.Context, cause Cause) error
	Commitment(ctx context.Context, plan uuid.UUID, ref string) (Commitment, error)
	// Entries come in the order of their seq.
	Entries(ctx context.Context, commitment uuid.UUID) ([]Entry, error)
	// Tail is where the journal of the plan ends.
	Tail(ctx context.Context, plan uuid.UUID) (Tail, error)
	// Append writes new entries, the commitment that is now their fold (inserted if its version was 0), and the tail.
	Append(ctx context.Context, entries []Entry, commitment Commitment, tail Tail) error
	// RedactText removes note, evidence and salt of the entry and writes its text digest in their place.
	RedactText(ctx context.Context, entry uuid.UUID, textDigest string) error
	// RecentBy lists the member's entries in the plan that were recorded at since or later, the latest first.
	RecentBy(ctx context.Context, plan uuid.UUID, member string, since time.Time) ([]Entry, error)
	// Recent lists all of them.
	Recent(ctx context.Context, plan uuid.UUID, since time.Time) ([]Entry, error)
}

// Directory keeps people. What is not found is ErrNotFound; what is taken already is ErrConflict.
type Directory interface {
	Organisation(ctx context.Context, handle string) (people.Organisation, error)
	AddOrganisation(ctx context.Context, o people.Organisation) error
	Endorsements(ctx context.Context, plan uuid.UUID, organisation string) ([]people.Endorsement, error)
	// SaveEndorsement inserts the endorsement, or updates the one with its id.
	SaveEndorsement(ctx context.Context, e people.Endorsement) error

	MemberByKey(ctx context.Context, key string) (people.Member, error)
	// SaveMember inserts the member, or updates the one with its id.
	SaveMember(ctx context.Context, m people.Member) error
	MemberByIdentity(ctx context.Context, id people.Identity) (people.Member, error)
	AddIdentity(ctx context.Context, id people.Identity) error

	// Memberships of an organisation, in order of joining.
	Memberships(ctx context.Context, organisation string) ([]people.Membership, error)
	// SaveMembership inserts the membership, or updates the role of the one with its member and organisation.
	SaveMembership(ctx context.Context, m people.Membership) error
	RemoveMembership(ctx context.Context, member uuid.UUID, organisation string) error
	// Holders are the members of the organisations in these roles.
	Holders(ctx context.Context, organisations []string, roles []people.Role) ([]people.Member, error)
	// Conveners of a plan, in order of appointment.
	Conveners(ctx context.Context, plan uuid.UUID) ([]people.Convener, error)
	// AddConvener does nothing if the member convenes the plan already.
	AddConvener(ctx context.Context, c people.Convener) error
	RemoveConvener(ctx context.Context, c people.Convener) error

	// InvitationByHash locks the invitation for the transaction, so that its last use is used once.
	InvitationByHash(ctx context.Context, codeHash string) (people.Invitation, error)
	// SaveInvitation inserts the invitation, or updates the one with its id.
	SaveInvitation(ctx context.Context, i people.Invitation) error
}

// Documents keeps plans. Held says which of its steps hold commitments, withdrawn ones included.
type Documents interface {
	Plan(ctx context.Context, slug string) (*plans.Plan, error)
	SavePlan(ctx context.Context, p *plans.Plan) error
	HeldSteps(ctx context.Context, plan uuid.UUID) (map[string]bool, error)
}

// Reports keeps published reports, which are never changed.
type Reports interface {
	AddReport(ctx context.Context, r Report) error
	Report(ctx context.Context, id uuid.UUID) (Report, error)
	// Reports of a plan, the latest first, without their figures.
	Reports(ctx context.Context, plan uuid.UUID) ([]Report, error)
}

// Tail is where the journal of a plan ends: what the next entry continues.
type Tail struct {
	PlanID     uuid.UUID
	Position   int64     // of the last entry; 0 if there is none
	Digest     string    // of the last entry; Genesis if there is none
	RecordedAt time.Time // of the last entry; zero if there is none
	LastNumber int       // of the last ref, "C-12" is 12
}

// Commitment is a row: what it is called, and the fold of its entries.
type Commitment struct {
	ID        uuid.UUID
	CreatedAt time.Time
	PlanID    uuid.UUID
	Number    int
	Ref       string
	State
}

// Cause is something that has acted, and what came of it.
type Cause struct {
	Key     string
	Member  uuid.UUID
	At      time.Time
	Outcome Outcome
}
