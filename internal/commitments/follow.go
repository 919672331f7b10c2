package commitments

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Follow lets the speaker, or a room, hear what is new of something. What is followed already gets the cadence that is
// asked for now. Outcome.Subject is the id of the subscription.
type Follow struct {
	Plan    string // slug
	Room    people.Room
	Scope   Scope
	Object  string
	Cadence FollowCadence // empty: UsualCadence
}

func (Follow) Verb() string   { return "follow" }
func (c Follow) plan() string { return c.Plan }

// permit: a room hears what its people may not all want to hear, so that only those who answer for an organisation or
// the plan let it follow (U-11).
func (c Follow) permit(_ context.Context, w *work) error { return w.mayFollow(c.Plan, c.Room) }

func (w *work) mayFollow(plan string, room people.Room) error {
	action := access.FollowNews
	if !room.IsZero() {
		action = access.FollowInRoom
	}
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, action, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	return access.May(w.by.Actor, action, access.Object{Plan: w.plan.ID})
}

func (c Follow) run(ctx context.Context, w *work) error {
	if c.Cadence == "" {
		c.Cadence = UsualCadence(c.Scope)
	}
	if !c.Cadence.Known() {
		return problem.New(problem.Invalid, "follow.cadence", "cadence", string(c.Cadence)).At("cadence")
	}
	if err := c.there(ctx, w); err != nil {
		return err
	}
	s, err := c.subscription(ctx, w)
	if err != nil {
		return err
	}
	s.MemberID, s.Cadence, s.NextAt = w.by.Actor.Member.ID, c.Cadence, w.now
	if c.Room.IsZero() || c.Cadence == Immediate {
		s.NextAt = time.Time{}
	}
	w.outcome.Subject = s.ID.String()
	return w.SaveSubscription(ctx, s)
}

// subscription is the one that is there, or a new one, which begins with what is written from now on.
func (c Follow) subscription(ctx context.Context, w *work) (Subscription, error) {
	all, err := w.SubscriptionsOf(ctx, w.plan.ID, w.by.Actor.Member.ID, c.Room)
	if err != nil {
		return Subscription{}, fmt.Errorf("list subscriptions: %w", err)
	}
	at := slices.IndexFunc(all, func(s Subscription) bool { return s.Scope == c.Scope && s.Object == c.Object })
	if at >= 0 {
		return all[at], nil
	}
	if len(all) >= MaxSubscriptions {
		return Subscription{}, problem.New(problem.Exhausted, "follow.too_many", "limit", MaxSubscriptions)
	}
	tail, err := w.Tail(ctx, w.plan.ID)
	if err != nil {
		return Subscription{}, fmt.Errorf("find the end of the journal: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Subscription{}, fmt.Errorf("make an id: %w", err)
	}
	return Subscription{
		ID: id, CreatedAt: w.now, PlanID: w.plan.ID, Room: c.Room, Scope: c.Scope, Object: c.Object,
		Since: tail.Position, Position: tail.Position,
	}, nil
}

// there asks whether there is such a thing, and whether whoever will hear of it may see it.
func (c *Follow) there(ctx context.Context, w *work) error {
	switch c.Scope {
	case OfPlan:
		c.Object = ""
		return nil
	case OfTheme:
		if !slices.ContainsFunc(w.plan.Themes, func(t plans.Theme) bool { return t.Key == c.Object }) {
			return problem.New(problem.NotFound, "follow.theme", "theme", c.Object).At("theme")
		}
		return nil
	case OfStep:
		step, ok := w.plan.Step(c.Object)
		if !ok {
			return problem.New(problem.NotFound, "step.unknown", "step", c.Object).At("step")
		}
		c.Object = step.Code
		return nil
	case OfOrganisation:
		return w.listed(ctx, c.Object)
	case OfCommitment:
		return c.commitment(ctx, w)
	}
	return problem.New(problem.Invalid, "follow.scope", "scope", string(c.Scope)).At("scope")
}

// commitment: a room follows only what is public, whoever asks.
func (c *Follow) commitment(ctx context.Context, w *work) error {
	if err := w.find(ctx, c.Plan, c.Object); err != nil {
		return err
	}
	c.Object = w.about.Ref
	if w.about.Undone {
		return problem.New(problem.NotFound, "commitment.undone", "ref", c.Object).At("commitment")
	}
	if !c.Room.IsZero() && access.See(access.Room(access.ToPublic), w.about.Visibility, w.about.Organisations()) == access.Hidden {
		return problem.New(problem.Refused, "follow.not_public", "ref", c.Object).At("commitment")
	}
	return nil
}

// Unfollow ends a subscription: one's own, or that of a room. Outcome.Subject is its id.
type Unfollow struct {
	Plan string // slug
	ID   uuid.UUID
	Room people.Room // where it is said; zero: in private
}

func (Unfollow) Verb() string   { return "unfollow" }
func (c Unfollow) plan() string { return c.Plan }

func (c Unfollow) permit(_ context.Context, w *work) error { return w.mayUnfollow(c.Plan, c.Room) }

// mayUnfollow: whoever has no role any more may still end what is their own.
func (w *work) mayUnfollow(plan string, room people.Room) error {
	if room.IsZero() && w.by.Actor.Known() {
		return w.needPlan(plan)
	}
	return w.mayFollow(plan, room)
}

func (c Unfollow) run(ctx context.Context, w *work) error {
	s, err := w.Subscription(ctx, w.plan.ID, c.ID)
	if errors.Is(err, ErrNotFound) || (err == nil && !c.means(&s, w.by.Actor)) {
		return problem.New(problem.NotFound, "follow.not_followed").At("subscription")
	}
	if err != nil {
		return fmt.Errorf("look up subscription: %w", err)
	}
	w.outcome.Subject = s.ID.String()
	return w.RemoveSubscription(ctx, s.PlanID, s.ID)
}

func (c Unfollow) means(s *Subscription, actor access.Actor) bool {
	return s.Room == c.Room && (!s.Room.IsZero() || s.MemberID == actor.Member.ID)
}
