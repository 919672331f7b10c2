package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

func (s *Server) calendarAddressRoutes() {
	const base = "/v1/plans/{plan}/calendar-addresses"
	own := []access.Action{access.ReadEndorsers}
	add(s, operation{
		method: "GET", path: base, id: "list-calendar-addresses", tag: "feeds", scope: people.ReadScope, actions: own,
		summary: "List one's calendar addresses", description: "Without the addresses themselves, which nobody knows any more.",
	}, listCalendarAddresses)
	add(s, operation{
		method: "POST", path: base, id: "add-calendar-address", tag: "feeds", scope: people.WriteScope, actions: own, status: http.StatusCreated,
		summary: "Make a calendar address", description: "Whoever knows it can read your calendar of the plan until it is revoked. It is shown once.",
	}, addCalendarAddress)
	add(s, operation{
		method: "DELETE", path: base + "/{address}", id: "revoke-calendar-address", tag: "feeds", scope: people.WriteScope, actions: own,
		status: http.StatusNoContent, summary: "Revoke a calendar address", description: "At once.",
	}, revokeCalendarAddress)
}

// CalendarAddress is where one's own calendar is read.
type CalendarAddress struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	Label     string     `json:"label,omitempty" example:"Telephone"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
	Address   string     `json:"address,omitempty" example:"/v1/calendars/q3v…Zg.ics" doc:"Shown once; a repeated request does not show it again."`
}

func calendarAddressOf(a *people.CalendarAddress) CalendarAddress {
	return CalendarAddress{ID: a.ID, CreatedAt: instantOf(a.CreatedAt), Label: a.Label, RevokedAt: instantOf(a.RevokedAt)}
}

func listCalendarAddresses(x *exchange, _ *planInput) (*answerOf[List[CalendarAddress]], error) {
	if err := access.May(x.actor, access.ReadEndorsers, access.Object{Plan: x.plan.ID}); err != nil {
		return nil, err
	}
	all, err := x.server.Store.CalendarAddressesOf(x.context(), x.plan.ID, x.actor.Member.ID)
	if err != nil {
		return nil, err
	}
	return &answerOf[List[CalendarAddress]]{whole(listOf(all, calendarAddressOf))}, nil
}

// NewCalendarAddress says where an address will be used.
type NewCalendarAddress struct {
	Label string `json:"label,omitempty" maxLength:"200" example:"Telephone"`
}

type addCalendarAddressInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewCalendarAddress
}

func addCalendarAddress(x *exchange, in *addCalendarAddressInput) (*answerOf[CalendarAddress], error) {
	outcome, err := x.do(in.WriteHeaders, commitments.AddCalendarAddress{Plan: x.plan.Slug, Label: in.Body.Label})
	if err != nil {
		return nil, err
	}
	all, err := x.server.Store.CalendarAddressesOf(x.context(), x.plan.ID, x.actor.Member.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(a people.CalendarAddress) bool { return a.ID.String() == outcome.Subject })
	if i < 0 {
		return nil, commitments.ErrNotFound
	}
	added := calendarAddressOf(&all[i])
	if outcome.Code != "" {
		added.Address = x.linkTo("/v1/calendars/"+outcome.Code+".ics", "")
	}
	return &answerOf[CalendarAddress]{added}, nil
}

type revokeCalendarAddressInput struct {
	Call
	PlanPath
	Address string `path:"address" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the address."`
	WriteHeaders
}

func revokeCalendarAddress(x *exchange, in *revokeCalendarAddressInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.RevokeCalendarAddress{Plan: x.plan.Slug, ID: idIn(in.Address)})
	return nil, err
}

func (x *exchange) planWithID(id uuid.UUID) (*plans.Plan, error) {
	all, err := x.server.Store.Plans(x.context())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(p *plans.Plan) bool { return p.ID == id })
	if i < 0 {
		return nil, commitments.ErrNotFound
	}
	return all[i], nil
}
