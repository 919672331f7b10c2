// Package people has who takes part: organisations and their endorsements, members and their chat identities,
// memberships with roles, conveners, and invitations. It knows no database, no chat platform and no clock.
package people

import (
	"fmt"
	"regexp"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Kind of an organisation (domain.md, Entities).
type Kind string

// Kinds lists every kind of organisation, in the order in which they are shown. An individual endorser is an
// organisation of kind individual with one member.
var Kinds = [...]Kind{
	"intergovernmental", "ngo", "nhri", "academic", "government", "treaty_body", "special_procedure", "individual", "other",
}

// Known says whether k is one of Kinds.
func (k Kind) Known() bool {
	for _, known := range Kinds {
		if k == known {
			return true
		}
	}
	return false
}

// Organisation is listed in the directory. Being listed is no endorsement.
type Organisation struct {
	ID        uuid.UUID
	CreatedAt time.Time
	Handle    string // "ndi"; never changes
	Name      string
	Acronym   string
	Kind      Kind
	Region    string // africa, asia_pacific, europe, americas, mena, global; empty if unknown
	Country   string // ISO 3166-1 alpha-2; empty if none
	Website   string
}

var handle = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$`)

// ValidHandle says whether s can be a handle: 1 to 64 of a-z, 0-9 and hyphens inside.
func ValidHandle(s string) bool { return handle.MatchString(s) }

// Endorsement says that an organisation supports a plan, from the day EndorsedOn up to the day before EndedOn. An
// organisation may endorse, end, and endorse again; each is a record of its own.
type Endorsement struct {
	ID           uuid.UUID
	CreatedAt    time.Time
	PlanID       uuid.UUID
	Organisation string // handle
	EndorsedOn   civil.Date
	EndedOn      civil.Date // the first day without; zero while it lasts
	Note         string
}

// On says whether the endorsement holds on the day.
func (e Endorsement) On(day civil.Date) bool {
	return e.EndorsedOn <= day && (e.EndedOn.IsZero() || day < e.EndedOn)
}

// Member is one person. All chat accounts of that person point here.
type Member struct {
	ID        uuid.UUID
	CreatedAt time.Time
	Key       string // opaque and without identity; what a bundle calls the person; never changes
	Name      string
	Locale    string // BCP 47; empty: not yet said
	TimeZone  string // IANA name; empty: not yet said
	Email     string
	AwayUntil civil.Date // the first day back; zero if not away
}

// NewMemberKey makes the key of a new member from its id.
func NewMemberKey(id uuid.UUID) string { return fmt.Sprintf("m-%x", id[8:]) }

// Platform is where an identity lives.
type Platform string

const (
	Slack   Platform = "slack"
	Matrix  Platform = "matrix"
	Console Platform = "console"
	OIDC    Platform = "oidc"
)

// Identity is one account of a member. Platform, Realm and Subject together are unique; nobody is ever matched by
// display name or e-mail alone.
type Identity struct {
	ID        uuid.UUID
	CreatedAt time.Time
	MemberID  uuid.UUID
	Platform  Platform
	Realm     string // workspace id, homeserver; "local" on the console
	Subject   string // user id, exact bytes
}

// Role of a member in an organisation.
type Role string

const (
	Observer    Role = "observer"
	Contributor Role = "contributor"
	Deputy      Role = "deputy"
	FocalPoint  Role = "focal_point"
)

// Roles lists the roles from the least to the most.
var Roles = [...]Role{Observer, Contributor, Deputy, FocalPoint}

// Known says whether r is one of Roles.
func (r Role) Known() bool {
	for _, known := range Roles {
		if r == known {
			return true
		}
	}
	return false
}

// Membership gives a member a role in an organisation. An endorsing organisation has at least one focal point.
type Membership struct {
	ID           uuid.UUID
	CreatedAt    time.Time
	MemberID     uuid.UUID
	Organisation string // handle
	Role         Role
}

// Convener is a member of one of the bodies that issued the plan.
type Convener struct {
	CreatedAt time.Time
	PlanID    uuid.UUID
	MemberID  uuid.UUID
}

// Endorses says whether any of an organisation's endorsements of a plan holds on the day.
func Endorses(endorsements []Endorsement, day civil.Date) bool {
	for _, e := range endorsements {
		if e.On(day) {
			return true
		}
	}
	return false
}
