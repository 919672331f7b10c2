package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// Subscriptions are what people and rooms follow.
type Subscriptions interface {
	// SubscriptionsOf lists those of a room, or without one the member's own, in order of their beginning.
	SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error)
}

// follow lets the speaker hear what is new of something; in a shared room the room, which everybody there is told.
func follow(ctx context.Context, t *turn) (reply.Reply, error) {
	if t.args.Scope == "" {
		return t.reply(nil, t.paragraph("follow.which"), t.followExample()), nil
	}
	what, err := t.followMeant(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	cadence := commitments.FollowCadence(t.args.Cadence)
	if cadence == "" {
		cadence = commitments.UsualCadence(what.scope)
	}
	if err := t.doIn(ctx, what.plan, commitments.Follow{
		Plan: what.plan.Slug, Room: t.roomHere(), Scope: what.scope, Object: what.object, Cadence: cadence,
	}); err != nil {
		return reply.Reply{}, err
	}
	name, err := t.followName(ctx, what)
	if err != nil {
		return reply.Reply{}, err
	}
	blocks := []reply.Block{t.followed(cadence, name)}
	if t.message.Private && t.message.Platform == people.Console {
		blocks = append(blocks, t.paragraph("follow.terminal"))
	}
	return t.reply(nil, append(blocks, t.followButtons(what, cadence))...), nil
}

// followed says what was understood, and in a room who set it up (U-06).
func (t *turn) followed(cadence commitments.FollowCadence, name string) reply.Paragraph {
	if t.message.Private {
		return t.paragraph("follow.person_"+string(cadence), "what", name)
	}
	return t.paragraph("follow.room_"+string(cadence), "what", name, "name", t.actor.Member.Name)
}

func (t *turn) followButtons(what followable, now commitments.FollowCadence) reply.Buttons {
	var buttons reply.Buttons
	for _, other := range []struct {
		cadence commitments.FollowCadence
		label   string
	}{{commitments.Immediate, "follow.button_at_once"}, {commitments.Daily, "follow.button_daily"}, {commitments.Weekly, "follow.button_weekly"}} {
		if other.cadence != now {
			buttons = append(buttons, t.button(other.label, "follow "+what.say+" "+string(other.cadence)))
		}
	}
	return append(buttons, t.button("follow.button_end", "unfollow "+what.say))
}

// roomHere is the room that is spoken in; none in a private conversation.
func (t *turn) roomHere() people.Room {
	if t.message.Private {
		return people.Room{}
	}
	return people.Room{Platform: t.message.Platform, Realm: t.message.Realm, ID: t.message.Room}
}

// doIn gives a command about a plan that need not be the default one.
func (t *turn) doIn(ctx context.Context, p *plans.Plan, command commitments.Command) error {
	if t.message.Doubt.Key != "" {
		return t.message.Doubt
	}
	by := t.origin()
	if p.ID != t.plan.ID {
		actor, err := t.store.ActorByIdentity(ctx, t.message.who(), p.ID, t.today)
		if err != nil && !errors.Is(err, commitments.ErrNotFound) {
			return fmt.Errorf("find who speaks: %w", err)
		}
		by.Actor = actor
	}
	if _, err := t.service.Do(ctx, by, command); err != nil {
		return fmt.Errorf("do %s: %w", command.Verb(), err)
	}
	return nil
}

// followable is something that can be followed.
type followable struct {
	plan   *plans.Plan
	scope  commitments.Scope
	object string
	say    string // as one types it: "step 29c"
	short  string // for a button: "29c"
}

// followMeant is what the message means to follow.
func (t *turn) followMeant(ctx context.Context) (followable, error) {
	f := followable{plan: t.plan, scope: commitments.Scope(t.args.Scope)}
	switch f.scope {
	case commitments.OfPlan:
	case commitments.OfTheme:
		p, theme, ok := t.themeMeant(t.args.Theme)
		if !ok {
			return f, problem.New(problem.NotFound, "chat.no_theme", "theme", shortened(t.args.Theme))
		}
		f.plan, f.object = p, theme.Key
	case commitments.OfStep:
		meant := t.stepsMeant()
		if len(meant) == 0 {
			return f, problem.New(problem.Invalid, "follow.which")
		}
		f.plan, f.object = meant[0].plan, meant[0].step.Code
	case commitments.OfOrganisation:
		if len(t.args.Partners) != 1 {
			return f, problem.New(problem.Invalid, "follow.which")
		}
		o, err := t.organisationMeant(ctx, t.args.Partners[0])
		if err != nil {
			return f, err
		}
		f.object = o.Handle
	case commitments.OfCommitment:
		f.object = t.args.Ref
	default:
		return f, problem.New(problem.Invalid, "follow.which")
	}
	f.say = t.followSay(f)
	return f, nil
}

// followSay is how one types it.
func (t *turn) followSay(f followable) string {
	return notices.FollowSay(&commitments.Subscription{Scope: f.scope, Object: f.object}, f.plan.Slug, t.usual().Slug)
}

// followName is what is followed, in words.
func (t *turn) followName(ctx context.Context, f followable) (string, error) {
	switch f.scope {
	case commitments.OfPlan:
		return t.wholePlan(f.plan), nil
	case commitments.OfTheme:
		for i := range f.plan.Themes {
			if f.plan.Themes[i].Key == f.object {
				return string(t.said("follow.what.theme", "title", f.plan.Themes[i].TitleIn(t.printer.Language()))), nil
			}
		}
	case commitments.OfStep:
		if s, ok := t.stepByCode(t.codeOf(f.plan, f.object)); ok {
			return string(t.stepName(s)), nil
		}
	case commitments.OfOrganisation:
		o, err := t.organisation(ctx, f.object)
		return string(t.said("follow.what.organisation", "name", t.fullName(o))), err
	case commitments.OfCommitment:
		return t.commitmentName(ctx, f)
	}
	return string(t.said("follow.what.gone")), nil
}

// wholePlan is a plan as something that is followed.
func (t *turn) wholePlan(p *plans.Plan) string {
	if p == t.usual() {
		return t.printer.Sentence("follow.what.plan")
	}
	return t.printer.Sentence("follow.what.other_plan", "plan", i18n.Said(p.Slug))
}

// commitmentName: one that the reader may not see any more is called by nothing but its ref, which the reader gave.
func (t *turn) commitmentName(ctx context.Context, f followable) (string, error) {
	reader, err := t.readerOf(ctx, f.plan)
	if err != nil {
		return "", err
	}
	ref := plans.Typed(f.plan.Slug, t.usual().Slug, f.object)
	c, err := t.store.Commitment(ctx, f.plan.ID, f.object, reader)
	if errors.Is(err, commitments.ErrNotFound) {
		return ref, nil
	}
	if err != nil {
		return "", fmt.Errorf("load %s: %w", f.object, err)
	}
	return string(t.said("follow.what.commitment", "ref", ref, "title", c.Title)), nil
}
