package api

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

// Me is whom the token acts as, and how far it goes.
type Me struct {
	Key         string       `json:"key" example:"m-9f520f6f3c1b2a44"`
	Name        string       `json:"name,omitempty" example:"Ana"`
	Locale      string       `json:"locale,omitempty" example:"en"`
	TimeZone    string       `json:"time_zone,omitempty" example:"Africa/Nairobi"`
	Email       string       `json:"email,omitempty" example:"ana@example.org"`
	AwayUntil   civil.Date   `json:"away_until,omitempty" format:"date" example:"2026-12-10"`
	Memberships []Membership `json:"memberships" doc:"As far as the token goes."`
	Convenes    []string     `json:"convenes" example:"[\"hres-2018\"]" doc:"Slugs of plans."`
	Token       Token        `json:"token"`
}

// Membership is a role in an organisation.
type Membership struct {
	Organisation string      `json:"organisation" example:"ndi"`
	Role         people.Role `json:"role" enum:"observer,contributor,deputy,focal_point" example:"focal_point"`
}

type meInput struct{ Call }

func showMe(x *exchange, _ *meInput) (*answerOf[Me], error) {
	all, err := x.server.Store.Plans(x.context())
	if err != nil {
		return nil, err
	}
	m, err := x.server.Store.Member(x.context(), x.actor.Member.ID)
	if err != nil {
		return nil, err
	}
	me := Me{
		Key: m.Key, Name: m.Name, Locale: m.Locale, TimeZone: m.TimeZone, Email: m.Email, AwayUntil: m.AwayUntil,
		Convenes: []string{}, Token: x.tokenOf(&x.token),
		Memberships: listOf(x.actor.Memberships, func(m *people.Membership) Membership { return Membership{m.Organisation, m.Role} }),
	}
	for _, plan := range all {
		if x.actor.ConvenerOf(plan.ID) {
			me.Convenes = append(me.Convenes, plan.Slug)
		}
	}
	return &answerOf[Me]{me}, nil
}

// MyChanges are what one says of oneself.
type MyChanges struct {
	Name      *string           `json:"name,omitempty" maxLength:"200" example:"Ana"`
	Locale    *string           `json:"locale,omitempty" enum:"en,fr,es,ar" example:"fr"`
	TimeZone  given[string]     `json:"time_zone,omitzero" maxLength:"64" example:"Africa/Nairobi"`
	AwayUntil given[civil.Date] `json:"away_until,omitzero" format:"date" example:"2026-12-10" doc:"The first day back; null: not away."`
}

type changeMeInput struct {
	Call
	WriteHeaders
	Body MyChanges
}

func changeMe(x *exchange, in *changeMeInput) (*answerOf[Me], error) {
	b := in.Body
	_, err := x.do(in.WriteHeaders, commitments.SetProfile{
		Name: b.Name, Locale: b.Locale, TimeZone: b.TimeZone.pointer(), AwayUntil: b.AwayUntil.pointer(),
	})
	if err != nil {
		return nil, err
	}
	return showMe(x, nil)
}
