package commitments

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// HandOver gives a commitment to another contact, and may give it to another lead: one of its partners, or another
// organisation in which the actor could register it.
type HandOver struct {
	Plan    string // slug
	Ref     string
	Version int
	To      string // key of the new contact, a member of one of the organisations; empty: stays
	Lead    string // handle; empty: stays
	Note    string
}

func (HandOver) Verb() string   { return "hand_over" }
func (c HandOver) plan() string { return c.Plan }

func (c HandOver) permit(ctx context.Context, w *work) error {
	if err := w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment); err != nil {
		return err
	}
	if c.Lead == "" || slices.Contains(w.about.Organisations(), c.Lead) {
		return nil
	}
	return w.mayIn(access.Register, c.Lead)
}

func (c HandOver) run(ctx context.Context, w *work) error {
	var clean cleaner
	e := Entry{Kind: KindHandedOver, ToMember: c.To, Note: clean.text("note", c.Note, MaxNote)}
	if clean.err != nil {
		return clean.err
	}
	s := &w.about.State
	if c.Lead != "" && c.Lead != s.Lead {
		e.Changes = Changes{}
		e.Changes.SetText(FieldLead, s.Lead, c.Lead)
		e.Changes.SetList(FieldPartners, s.Partners, partners(append(s.Partners, s.Lead), c.Lead))
	}
	if c.To == "" && len(e.Changes) == 0 {
		return problem.New(problem.Invalid, "handover.nothing", "ref", w.about.Ref)
	}
	if c.To != "" {
		if err := c.contact(ctx, w, append(s.Organisations(), c.Lead)); err != nil {
			return err
		}
	}
	return w.record(ctx, e)
}

// contact checks that the new contact belongs to one of the organisations, and is not the contact already.
func (c HandOver) contact(ctx context.Context, w *work, organisations []string) error {
	if c.To == w.about.Contact {
		return problem.New(problem.Conflict, "handover.already", "ref", w.about.Ref)
	}
	m, err := w.MemberByKey(ctx, c.To)
	if errors.Is(err, ErrNotFound) {
		return problem.New(problem.NotFound, "member.unknown", "member", c.To).At("to")
	}
	if err != nil {
		return fmt.Errorf("find the new contact: %w", err)
	}
	for _, handle := range organisations {
		memberships, err := w.Memberships(ctx, handle)
		if err != nil {
			return fmt.Errorf("list members of %s: %w", handle, err)
		}
		if slices.ContainsFunc(memberships, func(x people.Membership) bool { return x.MemberID == m.ID }) {
			return nil
		}
	}
	return problem.New(problem.Invalid, "handover.not_a_member", "member", m.Name, "ref", w.about.Ref).At("to")
}
