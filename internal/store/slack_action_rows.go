package store

import (
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

type offerRow struct {
	bun.BaseModel `bun:"table:slack_offers,alias:so"`

	Token      string `bun:",pk"`
	Realm      string
	Room       string
	Subject    string
	Message    string
	Line       int
	Say        string
	Form       string
	FormValues string
	Once       bool
	CreatedAt  time.Time
	ExpiresAt  time.Time
	UsedBy     string
	UsedName   string
	UsedAt     *time.Time
	UsedFor    string
}

func offerRowOf(o people.Offer) offerRow {
	return offerRow{
		Token: o.Token, Realm: o.Realm, Room: o.Room, Subject: o.Subject, Message: o.Message, Line: o.Line, Say: o.Say, Form: o.Form,
		FormValues: o.Values, Once: o.Once, CreatedAt: micro(o.CreatedAt), ExpiresAt: micro(o.ExpiresAt),
		UsedBy: o.Use.By, UsedName: o.Use.Name, UsedAt: instantOrNull(o.Use.At), UsedFor: o.Use.For,
	}
}

func (r offerRow) offer() people.Offer {
	return people.Offer{
		Token: r.Token, Realm: r.Realm, Room: r.Room, Subject: r.Subject, Message: r.Message, Line: r.Line, Say: r.Say, Form: r.Form,
		Values: r.FormValues, Once: r.Once, CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
		Use: people.Use{By: r.UsedBy, Name: r.UsedName, At: instant(r.UsedAt), For: r.UsedFor},
	}
}

type addressRow struct {
	bun.BaseModel `bun:"table:slack_addresses,alias:sa"`

	ID        string `bun:",pk"`
	Realm     string
	Address   string
	ExpiresAt time.Time
	Uses      int
}

func addressRowOf(a people.ReplyAddress) addressRow {
	return addressRow{ID: a.ID, Realm: a.Realm, Address: a.Address, ExpiresAt: micro(a.ExpiresAt), Uses: a.Uses}
}

func (r addressRow) address() people.ReplyAddress {
	return people.ReplyAddress{ID: r.ID, Realm: r.Realm, Address: r.Address, ExpiresAt: r.ExpiresAt.UTC(), Uses: r.Uses}
}

type homeRow struct {
	bun.BaseModel `bun:"table:slack_homes,alias:sh"`

	Realm   string `bun:",pk"`
	Subject string `bun:",pk"`
	Digest  string
	At      time.Time
}

func homeRowOf(h people.HomePage) homeRow {
	return homeRow{Realm: h.Realm, Subject: h.Subject, Digest: h.Digest, At: micro(h.At)}
}

func (r homeRow) page() people.HomePage {
	return people.HomePage{Realm: r.Realm, Subject: r.Subject, Digest: r.Digest, At: r.At.UTC()}
}
