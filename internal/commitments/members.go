package commitments

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// Leave ends the speaker's own membership. The last focal point of an endorsing organisation names a successor, who
// becomes focal point in the same moment.
type Leave struct {
	Plan         string // slug
	Organisation string // handle
	Successor    string // member key; empty: nobody
}

func (Leave) Verb() string   { return "leave" }
func (c Leave) plan() string { return c.Plan }

func (c Leave) permit(_ context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ManagePeople, access.Object{})
	}
	if w.by.Actor.RoleIn(c.Organisation) == "" {
		return w.orBarred(problem.New(problem.NotFound, "leave.not_a_member", "organisation", c.Organisation).At("organisation"), []string{c.Organisation})
	}
	return nil
}

func (c Leave) run(ctx context.Context, w *work) error {
	if c.Successor != "" {
		if w.by.Actor.RoleIn(c.Organisation) != people.FocalPoint {
			return w.mayManagePeople(c.Plan, c.Organisation, people.FocalPoint)
		}
		if err := w.setRole(ctx, c.Organisation, c.Successor, people.FocalPoint); err != nil {
			return err
		}
	}
	return w.part(ctx, c.Organisation, w.by.Actor.Member)
}

// RemoveMember ends somebody else's membership.
type RemoveMember struct {
	Plan         string // slug
	Organisation string // handle
	Member       string // key
}

func (RemoveMember) Verb() string   { return "remove_member" }
func (c RemoveMember) plan() string { return c.Plan }

func (c RemoveMember) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() && !w.by.Actor.Operator {
		return access.May(w.by.Actor, access.ManagePeople, access.Object{})
	}
	_, m, err := w.membership(ctx, c.Organisation, c.Member)
	if err != nil {
		return err
	}
	return w.mayManagePeople(c.Plan, c.Organisation, m.Role)
}

func (c RemoveMember) run(ctx context.Context, w *work) error {
	m, _, err := w.membership(ctx, c.Organisation, c.Member)
	if err != nil {
		return err
	}
	return w.part(ctx, c.Organisation, m)
}

// SetRole gives a member of an organisation another role.
type SetRole struct {
	Plan         string // slug
	Organisation string // handle
	Member       string // key
	Role         people.Role
}

func (SetRole) Verb() string   { return "set_role" }
func (c SetRole) plan() string { return c.Plan }

func (c SetRole) permit(ctx context.Context, w *work) error {
	if err := w.mayManagePeople(c.Plan, c.Organisation, c.Role); err != nil {
		return err
	}
	_, m, err := w.membership(ctx, c.Organisation, c.Member)
	if err != nil {
		return err
	}
	return w.mayManagePeople(c.Plan, c.Organisation, m.Role)
}

func (c SetRole) run(ctx context.Context, w *work) error {
	if !c.Role.Known() {
		return problem.New(problem.Invalid, "role.unknown", "role", string(c.Role)).At("role")
	}
	m, _, err := w.membership(ctx, c.Organisation, c.Member)
	if err != nil {
		return err
	}
	if c.Role != people.FocalPoint {
		if err := w.notLastFocalPoint(ctx, c.Organisation, m); err != nil {
			return err
		}
	}
	return w.setRole(ctx, c.Organisation, c.Member, c.Role)
}

func (w *work) setRole(ctx context.Context, organisation, member string, role people.Role) error {
	m, _, err := w.membership(ctx, organisation, member)
	if err != nil {
		return err
	}
	w.outcome.Subject = member
	return w.saveMembership(ctx, m.ID, organisation, role)
}

// membership finds the member with this key in the organisation.
func (w *work) membership(ctx context.Context, organisation, member string) (people.Member, people.Membership, error) {
	m, err := w.member(ctx, member)
	if err != nil {
		return m, people.Membership{}, err
	}
	memberships, err := w.Memberships(ctx, organisation)
	if err != nil {
		return m, people.Membership{}, fmt.Errorf("list members of %s: %w", organisation, err)
	}
	i := slices.IndexFunc(memberships, func(x people.Membership) bool { return x.MemberID == m.ID })
	if i < 0 {
		return m, people.Membership{}, unknownMember(member)
	}
	return m, memberships[i], nil
}

// member finds the member with this key.
func (w *work) member(ctx context.Context, key string) (people.Member, error) {
	m, err := w.MemberByKey(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return m, unknownMember(key)
	}
	if err != nil {
		return m, fmt.Errorf("look up member: %w", err)
	}
	return m, nil
}

func unknownMember(key string) error {
	return problem.New(problem.NotFound, "member.unknown", "member", key).At("member")
}

func (w *work) part(ctx context.Context, organisation string, m people.Member) error {
	if err := w.notLastFocalPoint(ctx, organisation, m); err != nil {
		return err
	}
	w.outcome.Subject = organisation
	return w.RemoveMembership(ctx, m.ID, organisation)
}

// notLastFocalPoint refuses to leave an organisation that endorses the plan without a focal point.
func (w *work) notLastFocalPoint(ctx context.Context, organisation string, m people.Member) error {
	memberships, err := w.Memberships(ctx, organisation)
	if err != nil {
		return fmt.Errorf("list members of %s: %w", organisation, err)
	}
	holds, others := false, 0
	for _, x := range memberships {
		switch {
		case x.Role != people.FocalPoint:
		case x.MemberID == m.ID:
			holds = true
		default:
			others++
		}
	}
	if !holds || others > 0 || w.plan == nil {
		return nil
	}
	endorsements, err := w.Endorsements(ctx, w.plan.ID, organisation)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("list endorsements of %s: %w", organisation, err)
	}
	if people.Endorses(endorsements, w.today()) {
		return problem.New(problem.Conflict, "leave.last_focal_point", "organisation", organisation)
	}
	return nil
}

// SetProfile changes what the speaker says of themselves. A nil member stays as it is.
type SetProfile struct {
	Name      *string
	Locale    *string
	TimeZone  *string // IANA name; "": none
	AwayUntil *civil.Date
}

func (SetProfile) Verb() string { return "set_profile" }
func (SetProfile) plan() string { return "" }

func (c SetProfile) permit(_ context.Context, w *work) error {
	if w.by.Actor.Known() {
		return nil
	}
	return access.May(w.by.Actor, "set_profile", access.Object{})
}

func (c SetProfile) run(ctx context.Context, w *work) error {
	m, err := w.MemberByKey(ctx, w.by.Actor.Member.Key)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	var clean cleaner
	if c.Name != nil {
		m.Name = clean.text("name", *c.Name, MaxTitle)
	}
	if c.Locale != nil {
		m.Locale = *c.Locale
	}
	if c.AwayUntil != nil {
		m.AwayUntil = *c.AwayUntil
	}
	if c.TimeZone != nil {
		if *c.TimeZone != "" && !civil.KnowsZone(*c.TimeZone) {
			return problem.New(problem.Invalid, "profile.time_zone", "zone", *c.TimeZone).At("time_zone")
		}
		m.TimeZone = *c.TimeZone
	}
	switch {
	case clean.err != nil:
		return clean.err
	case !m.AwayUntil.Valid():
		return problem.New(problem.Invalid, "date.unknown", "date", string(m.AwayUntil)).At("away_until")
	}
	if err := w.WakeReminders(ctx, m.ID); err != nil {
		return fmt.Errorf("look at reminders again: %w", err)
	}
	return w.SaveMember(ctx, m)
}
