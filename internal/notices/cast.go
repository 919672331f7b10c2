package notices

import (
	"context"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// cast knows who answers for some commitments of a plan, and for organisations.
type cast struct {
	roles       map[string][]people.Membership // by handle
	registrants map[int]string                 // keys, by number
	members     map[string]people.Member       // by key
}

// castOf looks up who answers for commitments of one plan.
func castOf(ctx context.Context, store Reads, plan uuid.UUID, list []commitments.Commitment) (*cast, error) {
	x := &cast{}
	var handles, keys []string
	var numbers []int
	for i := range list {
		handles = append(handles, list[i].Organisations()...)
		if list[i].Contact == "" {
			numbers = append(numbers, list[i].Number)
		} else {
			keys = append(keys, list[i].Contact)
		}
	}
	var err error
	if x.registrants, err = store.Registrants(ctx, plan, numbers); err != nil {
		return nil, err
	}
	for _, key := range x.registrants {
		keys = append(keys, key)
	}
	if x.members, err = store.MembersByKey(ctx, distinct(keys)); err != nil {
		return nil, err
	}
	x.roles, err = store.Roles(ctx, distinct(handles))
	return x, err
}

func distinct[T string | int](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// distinctIDs leaves out what comes again, and keeps the order.
func distinctIDs(list []uuid.UUID) []uuid.UUID {
	var kept []uuid.UUID
	seen := make(map[uuid.UUID]bool, len(list))
	for _, id := range list {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}

// contact is whom the commitment was handed to, or who registered it.
func (x *cast) contact(c *commitments.Commitment) people.Member {
	if c.Contact != "" {
		return x.members[c.Contact]
	}
	return x.members[x.registrants[c.Number]]
}

// told is who is reminded of a commitment: its contact, or where that person has no part in it any more the leaders of
// the lead organisation.
func (x *cast) told(c *commitments.Commitment) []uuid.UUID {
	if contact := x.contact(c); contact.ID != uuid.Nil && x.works(contact.ID, c) {
		return []uuid.UUID{contact.ID}
	}
	return x.leaders(c.Lead)
}

// works says whether a member may write what becomes of a commitment.
func (x *cast) works(member uuid.UUID, c *commitments.Commitment) bool {
	return slices.ContainsFunc(c.Organisations(), func(handle string) bool {
		return slices.ContainsFunc(x.roles[handle], func(m people.Membership) bool {
			return m.MemberID == member && m.Role != people.Observer
		})
	})
}

// leaders are the focal points of an organisation, or its deputies where there is none.
func (x *cast) leaders(handle string) []uuid.UUID {
	if all := x.in(handle, people.FocalPoint); len(all) > 0 {
		return all
	}
	return x.in(handle, people.Deputy)
}

// deputies are who is told once the contact does not answer: the deputies of the lead organisation, or its focal points
// where there is none, the contact left out.
func (x *cast) deputies(c *commitments.Commitment) []uuid.UUID {
	contact := x.contact(c).ID
	others := func(all []uuid.UUID) []uuid.UUID {
		return slices.DeleteFunc(all, func(id uuid.UUID) bool { return id == contact })
	}
	if all := others(x.in(c.Lead, people.Deputy)); len(all) > 0 {
		return all
	}
	return others(x.in(c.Lead, people.FocalPoint))
}

func (x *cast) in(handle string, role people.Role) []uuid.UUID {
	var all []uuid.UUID
	for _, m := range x.roles[handle] {
		if m.Role == role {
			all = append(all, m.MemberID)
		}
	}
	return all
}
