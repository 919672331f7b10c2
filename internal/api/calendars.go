package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/danielgtaylor/huma/v2"
)

const (
	calendarPast = 365  // days that a calendar goes back
	calendarMost = 2000 // commitments that it shows
)

func (s *Server) calendarRoutes() {
	read := []access.Action{access.ReadPublic}
	answers := func() map[string]*huma.MediaType {
		return textOf("text/calendar", "An iCalendar (RFC 5545).", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Accord//Accord//EN\r\nEND:VCALENDAR\r\n")
	}
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/calendar.ics", id: "show-plan-calendar", tag: "feeds", actions: read, answers: answers(),
		summary: "Subscribe to a plan's calendar", description: "Its events, and the due dates of open public commitments and their milestones, as iCalendar.",
	}, planCalendar)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/organisations/{organisation}/calendar.ics", id: "show-organisation-calendar", tag: "feeds", actions: read, answers: answers(),
		summary: "Subscribe to an organisation's calendar", description: "The due dates of its open public commitments, and the events of the plan, as iCalendar.",
	}, organisationCalendar)
	add(s, operation{
		method: "GET", path: "/v1/calendars/{address}", id: "show-own-calendar", tag: "feeds", actions: read, answers: answers(),
		summary:     "Subscribe to one's own calendar",
		description: "What is due in the organisations of one member, and the events of the plan, as iCalendar: at a secret address, for programs that cannot sign in. Unattributed commitments are left out, because calendars are shown to others.",
	}, ownCalendar)
	s.calendarAddressRoutes()
}

type planCalendarInput struct {
	Call
	PlanPath
	Spoken
}

func planCalendar(x *exchange, in *planCalendarInput) (*huma.StreamResponse, error) {
	x.speak(in.Spoken)
	name := x.printer.Sentence("feed.calendar", "plan", x.plan.TitleIn(x.printer.Language()))
	return x.calendar(name, commitments.Filter{Reader: access.Room(access.ToPublic)})
}

type organisationCalendarInput struct {
	Call
	PlanPath
	Organisation string `path:"organisation" maxLength:"64" example:"ndi" doc:"Handle of the organisation."`
	Spoken
}

func organisationCalendar(x *exchange, in *organisationCalendarInput) (*huma.StreamResponse, error) {
	x.speak(in.Spoken)
	o, err := x.organisationNamed(in.Organisation)
	if err != nil {
		return nil, err
	}
	return x.calendar(x.calendarOf(o.Name), commitments.Filter{Reader: access.Room(access.ToPublic), Organisation: o.Handle})
}

func (x *exchange) calendarOf(name string) string {
	return x.printer.Sentence("feed.calendar_of", "name", name, "plan", x.plan.TitleIn(x.printer.Language()))
}

// calendar writes the events of the plan, and what is due of each list of commitments.
func (x *exchange) calendar(name string, lists ...commitments.Filter) (*huma.StreamResponse, error) {
	events, err := x.server.Store.EventsOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	since := x.today().AddDays(-calendarPast)
	shown := &feeds.Calendar{Name: name, Printer: x.printer, Link: x.linkToCommitment, Events: eventsSince(events, since)}
	seen := map[string]bool{}
	for _, filter := range lists {
		due, err := x.due(filter, since)
		if err != nil {
			return nil, err
		}
		for i := range due {
			c := &due[i]
			whose := filter.Organisation != "" && c.Visibility == access.VisibleUnattributed // the list would say whose it is
			if !seen[c.Ref] && !whose {
				seen[c.Ref] = true
				shown.Due = append(shown.Due, *c)
			}
		}
	}
	return x.written(feeds.CalendarType, shown)
}

func eventsSince(all []calendar.Event, day civil.Date) []calendar.Event {
	var kept []calendar.Event
	for _, e := range all {
		if max(e.StartsOn, e.EndsOn) >= day {
			kept = append(kept, e)
		}
	}
	return kept
}

// due lists the open commitments of a filter in the order of their due dates, all pages of it.
func (x *exchange) due(filter commitments.Filter, since civil.Date) ([]commitments.Commitment, error) {
	filter.Plan, filter.Open, filter.Order, filter.DueFrom, filter.Limit = x.plan.ID, true, commitments.ByDue, since, 200
	var all []commitments.Commitment
	for len(all) < calendarMost {
		page, err := x.server.Store.Find(x.context(), filter)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Commitments...)
		if page.Next == "" {
			break
		}
		filter.After = page.Next
	}
	return all, nil
}

type ownCalendarInput struct {
	Call
	Address string `path:"address" maxLength:"64" example:"q3v…Zg.ics" doc:"The secret address, with .ics or without."`
	Spoken
}

func ownCalendar(x *exchange, in *ownCalendarInput) (*huma.StreamResponse, error) {
	a, err := x.server.Store.CalendarAddressByHash(x.context(), people.HashCalendarSecret(strings.TrimSuffix(in.Address, ".ics")))
	if err != nil {
		return nil, x.noCalendar(err)
	}
	if !a.RevokedAt.IsZero() {
		return nil, x.noCalendar(commitments.ErrNotFound)
	}
	m, err := x.server.Store.Member(x.context(), a.MemberID)
	if err != nil {
		return nil, x.noCalendar(err)
	}
	if x.plan, err = x.planWithID(a.PlanID); err != nil {
		return nil, x.noCalendar(err)
	}
	actor, err := x.server.Store.ActorByMember(x.context(), m.ID, a.PlanID, x.today())
	if err != nil {
		return nil, x.noCalendar(err)
	}
	if len(actor.Memberships) == 0 && len(actor.Convenes) == 0 { // a member who has left
		return nil, x.noCalendar(commitments.ErrNotFound)
	}
	if in.Language == "" {
		in.Language = m.Locale
	}
	x.speak(in.Spoken)
	return x.calendar(x.calendarOf(m.Name), ownLists(actor, x)...)
}

// ownLists are what is the actor's own, one list for each organisation, as its members see it.
func ownLists(actor access.Actor, x *exchange) []commitments.Filter {
	reader := access.ReaderOf(actor, x.plan.ID)
	lists := make([]commitments.Filter, 0, len(actor.Memberships))
	for _, handle := range actor.Organisations() {
		lists = append(lists, commitments.Filter{Reader: reader, Organisation: handle})
	}
	return lists
}

// noCalendar is the one answer to every address that cannot be read: whoever guesses learns nothing.
func (x *exchange) noCalendar(err error) error {
	if errors.Is(err, commitments.ErrNotFound) {
		return x.trouble(http.StatusNotFound, "not_found", "api.no_such_address")
	}
	return err
}
