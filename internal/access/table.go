package access

import (
	"slices"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Action is something that the table allows or refuses.
type Action string

const (
	ReadPublic             Action = "read_public"
	ReadEndorsers          Action = "read_endorsers"
	LogProgress            Action = "log_progress"
	Register               Action = "register"
	RegisterOnRequest      Action = "register_on_request"
	ChangeOwnEntry         Action = "change_own_entry"
	ChangeCommitment       Action = "change_commitment"
	WithdrawLapsed         Action = "withdraw_lapsed"
	ManagePeople           Action = "manage_people"
	ManageFocalPoints      Action = "manage_focal_points"
	RedactOwnEntry         Action = "redact_own_entry"
	RedactOrganisation     Action = "redact_organisation"
	RedactAny              Action = "redact_any"
	ManagePlan             Action = "manage_plan"
	ChangeCalendar         Action = "change_calendar"
	IssueOwnToken          Action = "issue_own_token"
	IssueOrganisationToken Action = "issue_organisation_token"
	IssueAnyToken          Action = "issue_any_token"
	OrganisationReminders  Action = "organisation_reminders"
	PlanReminders          Action = "plan_reminders"
	FollowNews             Action = "follow_news"
	FollowInRoom           Action = "follow_in_room"
	ReceiveEmail           Action = "receive_email"
	RestrictServers        Action = "restrict_servers"
)

// Column of the table: who somebody is with regard to what an action is about.
type Column string

const (
	Public        Column = "public"
	IsObserver    Column = "observer"
	IsContributor Column = "contributor"
	IsDeputy      Column = "deputy"
	IsFocalPoint  Column = "focal_point"
	IsConvener    Column = "convener"
)

// Columns in the order in which the table is printed.
var Columns = [...]Column{Public, IsObserver, IsContributor, IsDeputy, IsFocalPoint, IsConvener}

// Row allows an action to the columns it names.
type Row struct {
	Action  Action
	Allowed []Column
}

var (
	everybody    = []Column{Public, IsObserver, IsContributor, IsDeputy, IsFocalPoint, IsConvener}
	members      = []Column{IsObserver, IsContributor, IsDeputy, IsFocalPoint, IsConvener}
	contributors = []Column{IsContributor, IsDeputy, IsFocalPoint}
	deputies     = []Column{IsDeputy, IsFocalPoint}
	conveners    = []Column{IsConvener}
)

// Table is the one permission table (domain.md, "Who may do what"). What is not in it is refused.
var Table = [...]Row{
	{ReadPublic, everybody},
	{ReadEndorsers, members},
	{LogProgress, contributors},
	{Register, contributors},
	{RegisterOnRequest, conveners},
	{ChangeOwnEntry, contributors},
	{ChangeCommitment, deputies},
	{WithdrawLapsed, conveners},
	{ManagePeople, deputies},
	{ManageFocalPoints, []Column{IsDeputy, IsFocalPoint, IsConvener}},
	{RedactOwnEntry, contributors},
	{RedactOrganisation, deputies},
	{RedactAny, conveners},
	{ManagePlan, conveners},
	{ChangeCalendar, []Column{IsContributor, IsDeputy, IsFocalPoint, IsConvener}},
	{IssueOwnToken, []Column{IsContributor, IsDeputy, IsFocalPoint, IsConvener}},
	{IssueOrganisationToken, []Column{IsDeputy, IsFocalPoint, IsConvener}},
	{IssueAnyToken, conveners},
	{OrganisationReminders, deputies},
	{PlanReminders, conveners},
	{FollowNews, members},
	{FollowInRoom, []Column{IsDeputy, IsFocalPoint, IsConvener}},
	{ReceiveEmail, members},
	{RestrictServers, []Column{IsFocalPoint}},
}

// Object is what an action is about: a plan, and the organisations concerned (lead and partners of a commitment, or
// the one organisation whose people are managed). The actor's best role in any of them counts.
type Object struct {
	Plan          uuid.UUID
	Organisations []string
}

// May returns nil if the actor may do the action, else a Refused problem that names the roles that could; whoever
// knows the people adds who holds them.
func May(actor Actor, action Action, about Object) error {
	allowed := AllowedTo(action)
	for _, column := range ColumnsOf(actor, about) {
		if slices.Contains(allowed, column) {
			return nil
		}
	}
	roles := make([]problem.Word, 0, len(allowed))
	for _, column := range allowed {
		roles = append(roles, problem.Word("role."+string(column)))
	}
	return problem.New(problem.Refused, "access.refused",
		"action", problem.Word("action."+string(action)), "roles", roles, "organisations", about.Organisations)
}

// AllowedTo lists the columns that may do the action; none for an action that is not in the table.
func AllowedTo(action Action) []Column {
	for _, row := range Table {
		if row.Action == action {
			return row.Allowed
		}
	}
	return nil
}

// ColumnsOf says who the actor is with regard to the object. Everybody is also the public. An object that names no
// organisation is about the plan as a whole: there a role in any organisation that endorses it counts.
func ColumnsOf(actor Actor, about Object) []Column {
	columns := []Column{Public}
	if actor.ConvenerOf(about.Plan) {
		columns = append(columns, IsConvener)
	}
	for _, m := range actor.Memberships {
		if concerns(actor, m, about) {
			columns = append(columns, Column(m.Role))
		}
	}
	return columns
}

func concerns(actor Actor, m people.Membership, about Object) bool {
	if len(about.Organisations) == 0 {
		return slices.Contains(actor.Endorsing, m.Organisation)
	}
	return slices.Contains(about.Organisations, m.Organisation)
}
