package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

func (s *Server) peopleRoutes() {
	const members = "/v1/plans/{plan}/organisations/{organisation}/members"
	add(s, operation{
		method: "GET", path: members, id: "list-members", tag: "organisations", scope: people.ReadScope,
		actions: []access.Action{access.ReadEndorsers}, summary: "List the members of an organisation",
		description: "Its own members and conveners see all of them; members of other endorsing organisations see its focal points and deputies, whom they can ask.",
	}, listMembers)
	add(s, operation{
		method: "PATCH", path: members + "/{member}", id: "set-role", tag: "organisations", scope: people.WriteScope,
		actions: []access.Action{access.ManagePeople}, summary: "Give a member another role",
	}, setRole)
	add(s, operation{
		method: "DELETE", path: members + "/{member}", id: "remove-member", tag: "organisations", scope: people.WriteScope, status: http.StatusNoContent,
		actions: []access.Action{access.ManagePeople}, summary: "End a membership",
		description: "One's own, or that of somebody else. The last focal point of an endorsing organisation names a successor.",
	}, removeMember)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/organisations/{organisation}/invitations", id: "list-invitations", tag: "organisations", scope: people.ReadScope,
		actions: []access.Action{access.ManagePeople, access.ManageFocalPoints}, summary: "List the invitations of an organisation",
		description: "Without their codes, which nobody keeps.",
	}, listInvitations)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/organisations/{organisation}/invitations", id: "invite", tag: "organisations", scope: people.WriteScope,
		actions: []access.Action{access.ManagePeople}, status: http.StatusCreated, summary: "Invite somebody to an organisation",
		description: "The code is shown once. Conveners invite focal points.",
	}, invite)
	add(s, operation{
		method: "POST", path: "/v1/invitations/accept", id: "accept-invitation", tag: "organisations", scope: people.WriteScope,
		actions: []access.Action{access.ReadPublic}, summary: "Take up an invitation", description: "As the member that the token acts for.",
	}, acceptInvitation)
	add(s, operation{
		method: "POST", path: "/v1/invitations/revoke", id: "revoke-invitation", tag: "organisations", scope: people.WriteScope, status: http.StatusNoContent,
		actions: []access.Action{access.ReadPublic}, summary: "Revoke an invitation", description: "Whoever holds its code may do so: a code that was seen is worth nothing.",
	}, revokeInvitation)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/conveners", id: "list-conveners", tag: "organisations", scope: people.ReadScope,
		actions: []access.Action{access.ReadEndorsers}, summary: "List the conveners of a plan",
	}, listConveners)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/conveners", id: "appoint-convener", tag: "organisations", scope: people.AdminScope, status: http.StatusCreated,
		actions: []access.Action{access.ManagePlan}, summary: "Make a member a convener",
	}, appointConvener)
	add(s, operation{
		method: "DELETE", path: "/v1/plans/{plan}/conveners/{member}", id: "dismiss-convener", tag: "organisations", scope: people.AdminScope, status: http.StatusNoContent,
		actions: []access.Action{access.ManagePlan}, summary: "Dismiss a convener", description: "A plan keeps at least one.",
	}, dismissConvener)
}

// OrganisationPath names an organisation in the path, beside a plan.
type OrganisationPath struct {
	PlanPath
	Organisation string `path:"organisation" maxLength:"64" example:"ndi" doc:"Handle of the organisation."`
}

// MemberPath names a member of an organisation in the path.
type MemberPath struct {
	OrganisationPath
	Member string `path:"member" maxLength:"64" example:"m-9f520f6f3c1b2a44" doc:"Key of the member."`
}

// Member of an organisation, with a role there.
type Member struct {
	Key       string      `json:"key" example:"m-9f520f6f3c1b2a44"`
	Name      string      `json:"name,omitempty" example:"Ana"`
	Role      people.Role `json:"role,omitempty" enum:"observer,contributor,deputy,focal_point" example:"focal_point"`
	AwayUntil civil.Date  `json:"away_until,omitempty" format:"date" example:"2026-12-10" doc:"The first day back."`
}

type organisationInput struct {
	Call
	OrganisationPath
}

func listMembers(x *exchange, in *organisationInput) (*answerOf[List[Member]], error) {
	about := access.Object{Plan: x.plan.ID}
	own := x.actor.RoleIn(in.Organisation) != ""
	if err := access.May(x.actor, access.ReadEndorsers, about); err != nil && !own {
		return nil, err
	}
	if _, err := x.organisation(in.Organisation); err != nil {
		return nil, err
	}
	members, memberships, err := x.server.Store.MembersOf(x.context(), in.Organisation)
	if err != nil {
		return nil, err
	}
	all := own || x.actor.ConvenerOf(x.plan.ID)
	list := []Member{}
	for i, m := range members {
		role := memberships[i].Role
		if all || role == people.FocalPoint || role == people.Deputy {
			list = append(list, Member{Key: m.Key, Name: m.Name, Role: role, AwayUntil: m.AwayUntil})
		}
	}
	return &answerOf[List[Member]]{whole(list)}, nil
}

func (x *exchange) organisation(handle string) (people.Organisation, error) {
	o, err := x.server.Store.OrganisationByHandle(x.context(), handle)
	if errors.Is(err, commitments.ErrNotFound) {
		return o, problem.New(problem.NotFound, "organisation.unknown", "organisation", handle).At("organisation")
	}
	return o, err
}

// RoleChange gives a member another role.
type RoleChange struct {
	Role people.Role `json:"role" enum:"observer,contributor,deputy,focal_point" example:"deputy"`
}

type roleInput struct {
	Call
	MemberPath
	WriteHeaders
	Body RoleChange
}

func setRole(x *exchange, in *roleInput) (*answerOf[Member], error) {
	_, err := x.do(in.WriteHeaders, commitments.SetRole{
		Plan: x.plan.Slug, Organisation: in.Organisation, Member: in.Member, Role: in.Body.Role,
	})
	if err != nil {
		return nil, err
	}
	return &answerOf[Member]{Member{Key: in.Member, Role: in.Body.Role}}, nil
}

type removeInput struct {
	Call
	MemberPath
	WriteHeaders
	Successor string `query:"successor" maxLength:"64" doc:"Key of the member who becomes focal point, when the last one leaves."`
}

type nothing struct{}

func removeMember(x *exchange, in *removeInput) (*nothing, error) {
	var cmd commitments.Command = commitments.RemoveMember{Plan: x.plan.Slug, Organisation: in.Organisation, Member: in.Member}
	if in.Member == x.actor.Member.Key {
		cmd = commitments.Leave{Plan: x.plan.Slug, Organisation: in.Organisation, Successor: in.Successor}
	}
	_, err := x.do(in.WriteHeaders, cmd)
	return nil, err
}

// Invitation lets whoever holds its code join an organisation.
type Invitation struct {
	Organisation string      `json:"organisation" example:"ndi"`
	Role         people.Role `json:"role" enum:"observer,contributor,deputy,focal_point" example:"contributor"`
	CreatedAt    *time.Time  `json:"created_at,omitempty"`
	ExpiresAt    *time.Time  `json:"expires_at,omitempty"`
	UsesLeft     int         `json:"uses_left" minimum:"0" example:"1"`
	RevokedAt    *time.Time  `json:"revoked_at,omitempty"`
	Code         string      `json:"code,omitempty" example:"7ZK3M-Q9TRW-4XH2B-VD6NP-8FGC0-1" doc:"Shown once, to whoever made it; a repeated request does not show it again."`
}

func listInvitations(x *exchange, in *organisationInput) (*answerOf[List[Invitation]], error) {
	about := access.Object{Plan: x.plan.ID, Organisations: []string{in.Organisation}}
	if access.May(x.actor, access.ManageFocalPoints, about) != nil {
		if err := access.May(x.actor, access.ManagePeople, about); err != nil {
			return nil, err
		}
	}
	if _, err := x.organisation(in.Organisation); err != nil {
		return nil, err
	}
	all, err := x.server.Store.InvitationsOf(x.context(), x.plan.ID, in.Organisation)
	if err != nil {
		return nil, err
	}
	return &answerOf[List[Invitation]]{whole(listOf(all, func(i *people.Invitation) Invitation {
		return Invitation{
			Organisation: i.Organisation, Role: i.Role, CreatedAt: instantOf(i.CreatedAt), ExpiresAt: instantOf(i.ExpiresAt),
			UsesLeft: i.UsesLeft, RevokedAt: instantOf(i.RevokedAt),
		}
	}))}, nil
}

// NewInvitation says whom an invitation is for.
type NewInvitation struct {
	Role people.Role `json:"role" enum:"observer,contributor,deputy,focal_point" example:"contributor"`
	Uses int         `json:"uses,omitempty" minimum:"1" maximum:"100" example:"1" doc:"How often its code can be used; without it once."`
	Days int         `json:"days,omitempty" minimum:"1" maximum:"90" example:"14" doc:"How long; without it 14."`
}

type inviteInput struct {
	Call
	OrganisationPath
	WriteHeaders
	Body NewInvitation
}

func invite(x *exchange, in *inviteInput) (*answerOf[Invitation], error) {
	outcome, err := x.do(in.WriteHeaders, commitments.Invite{
		Plan: x.plan.Slug, Organisation: in.Organisation, Role: in.Body.Role, Uses: in.Body.Uses,
		Lasts: time.Duration(in.Body.Days) * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	return &answerOf[Invitation]{Invitation{
		Organisation: in.Organisation, Role: in.Body.Role, UsesLeft: max(1, in.Body.Uses), Code: outcome.Code,
	}}, nil
}

// InvitationCode is the code of an invitation.
type InvitationCode struct {
	Code string `json:"code" minLength:"1" maxLength:"64" example:"7ZK3M-Q9TRW-4XH2B-VD6NP-8FGC0-1"`
}

type codeInput struct {
	Call
	WriteHeaders
	Body InvitationCode
}

// Joined says what an invitation led to.
type Joined struct {
	Organisation string `json:"organisation" example:"ndi"`
}

func acceptInvitation(x *exchange, in *codeInput) (*answerOf[Joined], error) {
	if x.token.Organisation != "" {
		return nil, x.trouble(http.StatusForbidden, "refused", "api.token_of_an_organisation")
	}
	outcome, err := x.do(in.WriteHeaders, commitments.Join{Code: in.Body.Code})
	if err != nil {
		return nil, err
	}
	return &answerOf[Joined]{Joined{outcome.Subject}}, nil
}

func revokeInvitation(x *exchange, in *codeInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.RevokeInvitation{Code: in.Body.Code})
	return nil, err
}

func listConveners(x *exchange, _ *planInput) (*answerOf[List[Member]], error) {
	if err := access.May(x.actor, access.ReadEndorsers, access.Object{Plan: x.plan.ID}); err != nil {
		return nil, err
	}
	conveners, err := x.server.Store.ConvenersOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	list := make([]Member, len(conveners))
	for i, c := range conveners {
		m, err := x.server.Store.Member(x.context(), c.MemberID)
		if err != nil {
			return nil, err
		}
		list[i] = Member{Key: m.Key, Name: m.Name, AwayUntil: m.AwayUntil}
	}
	return &answerOf[List[Member]]{whole(list)}, nil
}

// MemberKey names a member.
type MemberKey struct {
	Member string `json:"member" minLength:"1" maxLength:"64" example:"m-9f520f6f3c1b2a44"`
}

type appointInput struct {
	Call
	PlanPath
	WriteHeaders
	Body MemberKey
}

func appointConvener(x *exchange, in *appointInput) (*answerOf[Member], error) {
	if _, err := x.do(in.WriteHeaders, commitments.AppointConvener{Plan: x.plan.Slug, Member: in.Body.Member}); err != nil {
		return nil, err
	}
	return &answerOf[Member]{Member{Key: in.Body.Member}}, nil
}

type dismissInput struct {
	Call
	PlanPath
	Member string `path:"member" maxLength:"64" example:"m-9f520f6f3c1b2a44" doc:"Key of the member."`
	WriteHeaders
}

func dismissConvener(x *exchange, in *dismissInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.DismissConvener{Plan: x.plan.Slug, Member: in.Member})
	return nil, err
}
