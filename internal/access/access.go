// Package access has the two rules that every edge shares: the one table of who may do what, and the one function for
// what a reader may see (domain.md, "Who may do what" and "Visibility"). It knows no database.
package access

import (
	"slices"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// Actor is who does or reads something. The zero Actor is the public.
type Actor struct {
	Member      people.Member // zero ID: nobody we know
	Memberships []people.Membership
	Endorsing   []string    // handles of the member's organisations that endorse the plan at hand today
	Convenes    []uuid.UUID // plans
	Operator    bool        // the administrator at the machine itself: bin/api, not any chat or request
	Barred      []string    // handles of organisations of the member's for which the account that speaks may not act
}

// Known says whether the actor is a member.
func (a Actor) Known() bool { return a.Member.ID != uuid.Nil }

// RoleIn is the actor's role in an organisation, empty if none.
func (a Actor) RoleIn(organisation string) people.Role {
	for _, m := range a.Memberships {
		if m.Organisation == organisation {
			return m.Role
		}
	}
	return ""
}

// ConvenerOf says whether the actor convenes the plan.
func (a Actor) ConvenerOf(plan uuid.UUID) bool {
	return plan != uuid.Nil && slices.Contains(a.Convenes, plan)
}

// Organisations lists the handles of the actor's organisations, in order of joining.
func (a Actor) Organisations() []string {
	handles := make([]string, len(a.Memberships))
	for i, m := range a.Memberships {
		handles[i] = m.Organisation
	}
	return handles
}

// Without is the actor as one whose account may not act for some of their organisations: roles in them do not count, and
// their handles are in Barred.
func (a Actor) Without(organisations []string) Actor {
	barred := func(handle string) bool { return slices.Contains(organisations, handle) }
	a.Barred = slices.DeleteFunc(a.Organisations(), func(handle string) bool { return !barred(handle) })
	a.Memberships = slices.DeleteFunc(slices.Clone(a.Memberships), func(m people.Membership) bool { return barred(m.Organisation) })
	a.Endorsing = slices.DeleteFunc(slices.Clone(a.Endorsing), barred)
	return a
}
