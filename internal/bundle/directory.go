package bundle

import (
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/people"
)

func (d *decoder) organisation(n *node) people.Organisation {
	var o people.Organisation
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "handle":
			o.Handle = d.text(name, n)
		case "name":
			o.Name = d.text(name, n)
		case "acronym":
			o.Acronym = d.text(name, n)
		case "kind":
			o.Kind = word(d, name, n, people.Kind.Known)
		case "region":
			o.Region = d.text(name, n)
		case "country":
			o.Country = d.country(name, n)
		case "website":
			o.Website = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("handle", o.Handle)
	return o
}

func (d *decoder) member(n *node) people.Member {
	var m people.Member
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "key":
			m.Key = d.text(name, n)
		case "name":
			m.Name = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("key", m.Key)
	return m
}

func (d *decoder) endorsement(n *node) people.Endorsement {
	var e people.Endorsement
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "organisation":
			e.Organisation = d.text(name, n)
		case "endorsed_on":
			e.EndorsedOn = d.date(name, n)
		case "ended_on":
			e.EndedOn = d.date(name, n)
		case "note":
			e.Note = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("organisation", e.Organisation)
	d.needed("endorsed_on", string(e.EndorsedOn))
	return e
}

func (d *decoder) event(n *node) calendar.Event {
	var e calendar.Event
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "kind":
			e.Kind = word(d, name, n, calendar.Kind.Known)
		case "title":
			e.Title = d.text(name, n)
		case "starts_on":
			e.StartsOn = d.date(name, n)
		case "ends_on":
			e.EndsOn = d.date(name, n)
		case "country":
			e.Country = d.country(name, n)
		case "organiser":
			e.Organiser = d.text(name, n)
		case "link":
			e.Link = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("starts_on", string(e.StartsOn))
	return e
}
