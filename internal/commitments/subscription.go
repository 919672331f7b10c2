package commitments

import (
	"context"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// Subscription is somebody's wish to hear what is new of something: a member's own, or a room's (domain.md, Entities).
type Subscription struct {
	ID        uuid.UUID
	CreatedAt time.Time
	PlanID    uuid.UUID
	MemberID  uuid.UUID   // who follows; of a room: who let it follow
	Room      people.Room // zero: the member follows
	Scope     Scope
	Object    string // key of a theme, code of a step, handle of an organisation, ref of a commitment; empty for the plan
	Cadence   FollowCadence
	Since     int64     // position of the journal when it began: nothing up to it is told
	Position  int64     // of the last entry that was told, or passed over; never less than Since
	NextAt    time.Time // of a room's digest: when the next is due; zero: it has none, or hears at once
}

// Scope of a subscription: what sort of thing is followed. The names are stored and for ever.
type Scope string

const (
	OfPlan         Scope = "plan"
	OfTheme        Scope = "theme"
	OfStep         Scope = "step"
	OfOrganisation Scope = "organisation"
	OfCommitment   Scope = "commitment"
)

// Scopes lists them from the widest to the narrowest.
var Scopes = [...]Scope{OfPlan, OfTheme, OfStep, OfOrganisation, OfCommitment}

// Known says whether s is one of Scopes.
func (s Scope) Known() bool { return slices.Contains(Scopes[:], s) }

// FollowCadence is how often one hears: at once, or in a digest. The names are stored and for ever.
type FollowCadence string

const (
	Immediate FollowCadence = "immediate"
	Daily     FollowCadence = "daily"
	Weekly    FollowCadence = "weekly"
)

// FollowCadences lists them from the most eager.
var FollowCadences = [...]FollowCadence{Immediate, Daily, Weekly}

// Known says whether c is one of FollowCadences.
func (c FollowCadence) Known() bool { return slices.Contains(FollowCadences[:], c) }

// UsualCadence is the one of those who name none: what may be noisy is told once a day (U-11).
func UsualCadence(s Scope) FollowCadence {
	if s == OfCommitment {
		return Immediate
	}
	return Daily
}

// MaxSubscriptions are how many one member, or one room, has in one plan.
const MaxSubscriptions = 100

// Subscriptions keeps them. What is not found is ErrNotFound.
type Subscriptions interface {
	Subscription(ctx context.Context, plan, id uuid.UUID) (Subscription, error)
	// SubscriptionsOf lists those of a room, or without one the member's own, in order of their beginning.
	SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]Subscription, error)
	// SaveSubscription inserts the subscription, or updates the one with its plan and id.
	SaveSubscription(ctx context.Context, s Subscription) error
	RemoveSubscription(ctx context.Context, plan, id uuid.UUID) error
}

// Follows says whether an entry of a commitment belongs to what is followed, both as the reader sees them: whose an
// unattributed commitment is cannot be found out by following organisations. Themes are those of the commitment's steps.
func (s *Subscription) Follows(c *Commitment, themes []string) bool {
	switch s.Scope {
	case OfPlan:
		return true
	case OfTheme:
		return slices.Contains(themes, s.Object)
	case OfStep:
		return slices.Contains(c.Steps, s.Object)
	case OfOrganisation:
		return slices.Contains(c.Organisations(), s.Object)
	case OfCommitment:
		return c.Ref == s.Object
	}
	return false
}
