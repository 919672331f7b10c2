package commitments

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// CalendarAddresses keeps the secret addresses of people's calendars. What is not found is ErrNotFound.
type CalendarAddresses interface {
	CalendarAddress(ctx context.Context, plan, id uuid.UUID) (people.CalendarAddress, error)
	// CalendarAddressesOf lists those of a member in a plan, the latest first, revoked ones included.
	CalendarAddressesOf(ctx context.Context, plan, member uuid.UUID) ([]people.CalendarAddress, error)
	// SaveCalendarAddress inserts the address, or updates the one with its id.
	SaveCalendarAddress(ctx context.Context, a people.CalendarAddress) error
}

// MaxCalendarAddresses are how many addresses of one member in one plan are not revoked.
const MaxCalendarAddresses = 10

// AddCalendarAddress makes a secret address at which programs read a member's calendar. Outcome.Subject is its id; its
// secret is in Outcome.Code, once.
type AddCalendarAddress struct {
	Plan   string // slug
	Member string // key; empty: the speaker. Only the administrator makes one for somebody else
	Label  string
}

func (AddCalendarAddress) Verb() string   { return "add_calendar_address" }
func (c AddCalendarAddress) plan() string { return c.Plan }

func (c AddCalendarAddress) permit(_ context.Context, w *work) error {
	return w.mayKeepCalendar(c.Plan)
}

// mayKeepCalendar asks whether the actor has anything in a calendar of their own: those with a role in an organisation
// that endorses the plan, and conveners.
func (w *work) mayKeepCalendar(plan string) error {
	if w.by.Actor.Operator {
		return w.needPlan(plan)
	}
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ReadEndorsers, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	return access.May(w.by.Actor, access.ReadEndorsers, access.Object{Plan: w.plan.ID})
}

func (c AddCalendarAddress) run(ctx context.Context, w *work) error {
	owner, err := c.owner(ctx, w)
	if err != nil {
		return err
	}
	var clean cleaner
	label := clean.text("label", c.Label, MaxTitle)
	if clean.err != nil {
		return clean.err
	}
	if err := c.room(ctx, w, owner.ID); err != nil {
		return err
	}
	secret, err := people.NewCalendarSecret(w.random)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	w.outcome.Code, w.outcome.Subject = secret, id.String()
	return w.SaveCalendarAddress(ctx, people.CalendarAddress{
		ID: id, CreatedAt: w.now, PlanID: w.plan.ID, MemberID: owner.ID, Hash: people.HashCalendarSecret(secret), Label: label,
	})
}

func (c AddCalendarAddress) owner(ctx context.Context, w *work) (people.Member, error) {
	switch {
	case c.Member == "" || c.Member == w.by.Actor.Member.Key:
		if w.by.Actor.Known() {
			return w.by.Actor.Member, nil
		}
	case !w.by.Actor.Operator:
		return people.Member{}, problem.New(problem.Refused, "calendar_address.of_another").At("member")
	}
	return w.member(ctx, c.Member)
}

func (c AddCalendarAddress) room(ctx context.Context, w *work, owner uuid.UUID) error {
	all, err := w.CalendarAddressesOf(ctx, w.plan.ID, owner)
	if err != nil {
		return fmt.Errorf("list calendar addresses: %w", err)
	}
	live := 0
	for _, a := range all {
		if a.RevokedAt.IsZero() {
			live++
		}
	}
	if live >= MaxCalendarAddresses {
		return problem.New(problem.Exhausted, "calendar_address.too_many", "limit", MaxCalendarAddresses)
	}
	return nil
}

// RevokeCalendarAddress ends an address at once: whose calendar it is, and the administrator, may do so.
type RevokeCalendarAddress struct {
	Plan string // slug
	ID   uuid.UUID
}

func (RevokeCalendarAddress) Verb() string   { return "revoke_calendar_address" }
func (c RevokeCalendarAddress) plan() string { return c.Plan }

func (c RevokeCalendarAddress) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() && !w.by.Actor.Operator {
		return access.May(w.by.Actor, access.ReadEndorsers, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	_, err := c.address(ctx, w)
	return err
}

func (c RevokeCalendarAddress) address(ctx context.Context, w *work) (people.CalendarAddress, error) {
	a, err := w.CalendarAddress(ctx, w.plan.ID, c.ID)
	if errors.Is(err, ErrNotFound) || (err == nil && !w.by.Actor.Operator && a.MemberID != w.by.Actor.Member.ID) {
		return a, problem.New(problem.NotFound, "calendar_address.unknown").At("address")
	}
	if err != nil {
		return a, fmt.Errorf("look up calendar address: %w", err)
	}
	return a, nil
}

func (c RevokeCalendarAddress) run(ctx context.Context, w *work) error {
	a, err := c.address(ctx, w)
	if err != nil {
		return err
	}
	if !a.RevokedAt.IsZero() {
		return problem.New(problem.Conflict, "calendar_address.already_revoked")
	}
	a.RevokedAt = w.now
	w.outcome.Subject = a.ID.String()
	return w.SaveCalendarAddress(ctx, a)
}
