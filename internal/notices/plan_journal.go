package notices

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// follow reads what was written since the last tick: commitments that changed are planned anew, and those who were
// named in them are told.
func (x *planner) follow(ctx context.Context) error {
	for {
		entries, err := x.store.JournalFrom(ctx, x.plan.ID, x.mark.Position, page)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return nil
		}
		if err := x.ready(ctx); err != nil {
			return err
		}
		if err := x.changed(ctx, entries); err != nil {
			return err
		}
		if err := x.named(ctx, entries); err != nil {
			return err
		}
		x.mark.Position = entries[len(entries)-1].Position
		if len(entries) < page {
			return nil
		}
	}
}

// changed plans commitments anew for the days that are planned already. What is put down already stays as it is, and is
// found to be out of date when its time comes.
func (x *planner) changed(ctx context.Context, entries []commitments.Entry) error {
	found, err := x.store.CommitmentsNumbered(ctx, x.plan.ID, numbersOf(entries))
	if err != nil {
		return err
	}
	list := make([]commitments.Commitment, 0, len(found))
	for _, c := range found {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b commitments.Commitment) int { return a.Number - b.Number })
	return x.remind(ctx, list, earliest(x.now), x.mark.Through)
}

// numbersOf are the commitments that entries belong to, each once.
func numbersOf(entries []commitments.Entry) []int {
	numbers := make([]int, len(entries))
	for i := range entries {
		numbers[i] = numberOf(entries[i].Commitment)
	}
	return distinct(numbers)
}

// numberOf is the number in a ref, "C-12".
func numberOf(ref string) (n int) {
	if got, err := fmt.Sscanf(ref, "C-%d", &n); got != 1 || err != nil {
		return 0
	}
	return n
}

// named puts down what members and organisations are told because an entry names them. What was imported is no news.
func (x *planner) named(ctx context.Context, entries []commitments.Entry) error {
	var all []Notice
	var keys, handles []string
	for i := range entries {
		keys = append(keys, entries[i].ToMember)
		handles = append(handles, partners(&entries[i])...)
	}
	members, err := x.store.MembersByKey(ctx, distinct(keys))
	if err != nil {
		return err
	}
	roles, err := x.store.Roles(ctx, distinct(handles))
	if err != nil {
		return err
	}
	for i := range entries {
		if e := &entries[i]; e.Via != commitments.ViaImport {
			all = append(all, x.tell(e, members, roles)...)
		}
	}
	return x.put(ctx, all)
}

func (x *planner) tell(e *commitments.Entry, members map[string]people.Member, roles map[string][]people.Membership) []Notice {
	n := Notice{
		Plan: x.plan.ID, Number: numberOf(e.Commitment), Anchor: fmt.Sprint(e.Seq), By: e.Member, Day: earliest(x.now),
	}
	var all []Notice
	if to, ok := members[e.ToMember]; ok && e.Kind == commitments.KindHandedOver {
		n.Kind, n.Member = HandOver, to.ID
		all = append(all, n)
	}
	who := cast{roles: roles}
	for _, handle := range partners(e) {
		for _, member := range who.leaders(handle) {
			n.Kind, n.Object, n.Member = Mention, handle, member
			if member != uuid.Nil {
				all = append(all, n)
			}
		}
	}
	return all
}

// partners are the organisations that an entry makes partners.
func partners(e *commitments.Entry) []string {
	change := e.Changes[commitments.FieldPartners]
	var added []string
	for _, handle := range change.New.List {
		if !slices.Contains(change.Old.List, handle) {
			added = append(added, handle)
		}
	}
	return added
}
