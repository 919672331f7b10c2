package notices

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// Record is what a store knows of somebody who may be told something.
type Record struct {
	Member      people.Member
	Memberships []people.Membership // in order of joining
	Convenes    []uuid.UUID
	Identities  []people.Identity // the oldest first
	Own         people.Reminders
	Defaults    map[string]people.Reminders // of the member's organisations, by handle
	Holidays    []people.Holiday            // of the member's organisations
	Snoozes     []people.Snooze
	LastOn      civil.Date // of the last message that was not asked for
}

// Home says where people can be written to, and what zone holds for those who have said none.
type Home struct {
	Zone      *time.Location
	Platforms []people.Platform // that are set up here, the one that is used first for those who have several first
	Plan      string            // slug of the plan that codes without a plan belong to
}

// Person is the record as decisions need it. Who has said nothing gets what their first organisation says that says
// anything, and after it the defaults.
func (r *Record) Person(h Home) Person {
	p := Person{
		Actor:    access.Actor{Member: r.Member, Memberships: r.Memberships, Convenes: r.Convenes},
		Key:      r.Member.Key,
		Name:     r.Member.Name,
		Language: i18n.Match(r.Member.Locale),
		Zone:     civil.Zone(r.Member.TimeZone, h.Zone),
		Settings: r.Own,
		Away:     r.Member.AwayUntil,
		Holidays: map[civil.Date]bool{},
		Snoozes:  map[Subject]people.Snooze{},
		LastOn:   r.LastOn,
	}
	for _, m := range r.Memberships {
		p.Settings = p.Settings.Over(r.Defaults[m.Organisation])
	}
	for _, day := range r.Holidays {
		p.Holidays[day.Day] = true
	}
	for _, s := range r.Snoozes {
		p.Snoozes[Subject{Plan: s.PlanID, Number: s.Number}] = s
	}
	p.Channel = r.channel(p.Settings.Channel, h.Platforms)
	return p
}

// channel is the one the person chose, if it can be used; else their latest account on the first platform on which
// they have one; else their e-mail address.
func (r *Record) channel(chosen people.Platform, platforms []people.Platform) Channel {
	order := slices.Clone(platforms)
	if at := slices.Index(order, chosen); at > 0 {
		order = append([]people.Platform{chosen}, slices.Delete(order, at, at+1)...)
	}
	if at := slices.Index(order, Mail); at >= 0 && chosen != Mail { // only for those who are in no chat
		order = append(slices.Delete(order, at, at+1), Mail)
	}
	for _, platform := range order {
		if platform == Mail && r.Member.Email != "" {
			return Channel{Platform: Mail, Subject: r.Member.Key}
		}
		for _, id := range slices.Backward(r.Identities) {
			if id.Platform == platform {
				return Channel{Platform: platform, Realm: id.Realm, Subject: id.Subject}
			}
		}
	}
	return Channel{}
}
