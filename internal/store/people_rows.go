package store

import (
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/words"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type organisationRow struct {
	bun.BaseModel `bun:"table:organisations,alias:o"`

	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	Handle    string
	Name      string
	Acronym   string
	Kind      people.Kind
	Region    string
	Country   string
	Website   string
	Folded    string // what is searched: handle, acronym and name, each with a space on both sides
}

func organisationRowOf(o people.Organisation) organisationRow {
	return organisationRow{
		ID: o.ID, CreatedAt: micro(o.CreatedAt), Handle: o.Handle, Name: o.Name, Acronym: o.Acronym, Kind: o.Kind,
		Region: o.Region, Country: o.Country, Website: o.Website,
		Folded: " " + strings.Join([]string{words.Fold(o.Handle), words.Fold(o.Acronym), words.Fold(o.Name)}, " ") + " ",
	}
}

func (r organisationRow) organisation() people.Organisation {
	return people.Organisation{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), Handle: r.Handle, Name: r.Name, Acronym: r.Acronym, Kind: r.Kind,
		Region: r.Region, Country: r.Country, Website: r.Website,
	}
}

type endorsementRow struct {
	bun.BaseModel `bun:"table:endorsements,alias:en"`

	PlanID       uuid.UUID `bun:",pk"`
	ID           uuid.UUID `bun:",pk"`
	CreatedAt    time.Time
	Organisation string
	EndorsedOn   civil.Date
	EndedOn      civil.Date
	Note         string
}

func endorsementRowOf(e people.Endorsement) endorsementRow {
	return endorsementRow{
		PlanID: e.PlanID, ID: e.ID, CreatedAt: micro(e.CreatedAt), Organisation: e.Organisation,
		EndorsedOn: e.EndorsedOn, EndedOn: e.EndedOn, Note: e.Note,
	}
}

func (r endorsementRow) endorsement() people.Endorsement {
	return people.Endorsement{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), PlanID: r.PlanID, Organisation: r.Organisation,
		EndorsedOn: r.EndorsedOn, EndedOn: r.EndedOn, Note: r.Note,
	}
}

type memberRow struct {
	bun.BaseModel `bun:"table:members,alias:m"`

	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	Key       string
	Name      string
	Locale    string
	TimeZone  string
	Email     string
	AwayUntil civil.Date
}

func memberRowOf(m people.Member) memberRow {
	return memberRow{
		ID: m.ID, CreatedAt: micro(m.CreatedAt), Key: m.Key, Name: m.Name, Locale: m.Locale, TimeZone: m.TimeZone,
		Email: m.Email, AwayUntil: m.AwayUntil,
	}
}

func (r memberRow) member() people.Member {
	return people.Member{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), Key: r.Key, Name: r.Name, Locale: r.Locale, TimeZone: r.TimeZone,
		Email: r.Email, AwayUntil: r.AwayUntil,
	}
}

type identityRow struct {
	bun.BaseModel `bun:"table:identities,alias:i"`

	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	MemberID  uuid.UUID
	Platform  people.Platform
	Realm     string
	Subject   string
}

func identityRowOf(i people.Identity) identityRow {
	return identityRow{
		ID: i.ID, CreatedAt: micro(i.CreatedAt), MemberID: i.MemberID, Platform: i.Platform, Realm: i.Realm, Subject: i.Subject,
	}
}

func (r identityRow) identity() people.Identity {
	return people.Identity{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), MemberID: r.MemberID, Platform: r.Platform, Realm: r.Realm, Subject: r.Subject,
	}
}

type membershipRow struct {
	bun.BaseModel `bun:"table:memberships,alias:ms"`

	ID           uuid.UUID `bun:",pk"`
	CreatedAt    time.Time
	MemberID     uuid.UUID
	Organisation string
	Role         people.Role
}

func membershipRowOf(m people.Membership) membershipRow {
	return membershipRow{
		ID: m.ID, CreatedAt: micro(m.CreatedAt), MemberID: m.MemberID, Organisation: m.Organisation, Role: m.Role,
	}
}

func (r membershipRow) membership() people.Membership {
	return people.Membership{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), MemberID: r.MemberID, Organisation: r.Organisation, Role: r.Role,
	}
}

type convenerRow struct {
	bun.BaseModel `bun:"table:conveners,alias:cv"`

	PlanID    uuid.UUID `bun:",pk"`
	MemberID  uuid.UUID `bun:",pk"`
	CreatedAt time.Time
}

func convenerRowOf(c people.Convener) convenerRow {
	return convenerRow{PlanID: c.PlanID, MemberID: c.MemberID, CreatedAt: micro(c.CreatedAt)}
}

func (r convenerRow) convener() people.Convener {
	return people.Convener{PlanID: r.PlanID, MemberID: r.MemberID, CreatedAt: r.CreatedAt.UTC()}
}

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:iv"`

	PlanID       uuid.UUID `bun:",pk"`
	ID           uuid.UUID `bun:",pk"`
	CreatedAt    time.Time
	Organisation string
	Role         people.Role
	CodeHash     string
	ExpiresAt    time.Time
	UsesLeft     int
	CreatedBy    uuid.UUID
	RevokedAt    *time.Time
}

func invitationRowOf(i people.Invitation) invitationRow {
	return invitationRow{
		PlanID: i.PlanID, ID: i.ID, CreatedAt: micro(i.CreatedAt), Organisation: i.Organisation, Role: i.Role,
		CodeHash: i.CodeHash, ExpiresAt: micro(i.ExpiresAt), UsesLeft: i.UsesLeft, CreatedBy: i.CreatedBy,
		RevokedAt: instantOrNull(i.RevokedAt),
	}
}

func (r invitationRow) invitation() people.Invitation {
	return people.Invitation{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), PlanID: r.PlanID, Organisation: r.Organisation, Role: r.Role,
		CodeHash: r.CodeHash, ExpiresAt: r.ExpiresAt.UTC(), UsesLeft: r.UsesLeft, CreatedBy: r.CreatedBy,
		RevokedAt: instant(r.RevokedAt),
	}
}
