package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// following lists what the speaker follows; in a shared room what the room does, and who set it up (U-11).
func following(ctx context.Context, t *turn) (reply.Reply, error) {
	list, err := t.subscriptions(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	if len(list) == 0 {
		none := "follow.none"
		if !t.message.Private {
			none = "follow.room_none"
		}
		return t.reply(nil, t.paragraph(none), t.followExample()), nil
	}
	var shown reply.List
	for _, s := range list {
		line, err := t.subscriptionLine(ctx, s)
		if err != nil {
			return reply.Reply{}, err
		}
		shown.Items = append(shown.Items, line)
	}
	title := "follow.title"
	if !t.message.Private {
		title = "follow.room_title"
	}
	return t.reply(reply.Line{t.said(title)}, shown, t.endButtons(list)), nil
}

func (t *turn) followExample() reply.Buttons {
	code := firstActionable(t.plan, t.plan.Themes)
	return reply.Buttons{t.button("follow.button_example", "follow step "+code, "code", i18n.Said(code))}
}

// subscription is one with its plan.
type subscription struct {
	commitments.Subscription
	followable
}

// subscriptions are those of the room, or of the speaker, in all plans.
func (t *turn) subscriptions(ctx context.Context) ([]subscription, error) {
	if t.message.Private && !t.actor.Known() {
		return nil, problem.New(problem.Refused, "write.stranger")
	}
	var list []subscription
	for _, p := range t.plans {
		all, err := t.store.SubscriptionsOf(ctx, p.ID, t.actor.Member.ID, t.roomHere())
		if err != nil {
			return nil, fmt.Errorf("list subscriptions: %w", err)
		}
		for _, s := range all {
			list = append(list, subscription{s, t.followableOf(p, s)})
		}
	}
	return list, nil
}

func (t *turn) followableOf(p *plans.Plan, s commitments.Subscription) followable {
	f := followable{plan: p, scope: s.Scope, object: s.Object, short: s.Object}
	switch s.Scope {
	case commitments.OfPlan:
		f.short = t.wholePlan(p)
	case commitments.OfStep:
		f.short = t.codeOf(p, s.Object)
	}
	f.say = t.followSay(f)
	return f
}

func (t *turn) subscriptionLine(ctx context.Context, s subscription) (reply.Line, error) {
	name, err := t.followName(ctx, s.followable)
	if err != nil {
		return nil, err
	}
	cadence := problem.Word("follow.cadence." + string(s.Cadence))
	if t.message.Private {
		return reply.Line{t.said("follow.line", "what", name, "cadence", cadence)}, nil
	}
	by, err := t.store.Member(ctx, s.MemberID)
	if errors.Is(err, commitments.ErrNotFound) {
		by, err = people.Member{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up member: %w", err)
	}
	if by.Name == "" {
		by.Name = string(t.said("follow.somebody"))
	}
	return reply.Line{t.said("follow.room_line", "what", name, "cadence", cadence, "name", by.Name)}, nil
}

// mostEnded is how many buttons end something at once; further ones are ended by a sentence.
const mostEnded = 5

func (t *turn) endButtons(list []subscription) reply.Buttons {
	var buttons reply.Buttons
	for _, s := range list[:min(len(list), mostEnded)] {
		label := shortLabel(t.printer.Sentence("follow.button_end") + " " + s.short)
		buttons = append(buttons, reply.Button{Label: label, Say: "unfollow " + s.say})
	}
	return buttons
}

// unfollow ends what is followed here. Without a name it asks which.
func unfollow(ctx context.Context, t *turn) (reply.Reply, error) {
	list, err := t.subscriptions(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	if t.args.Scope == "" {
		if len(list) == 0 {
			return following(ctx, t)
		}
		return t.reply(nil, t.paragraph("follow.which_end"), t.endButtons(list)), nil
	}
	what, err := t.followMeant(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	for _, s := range list {
		if s.followable.plan.ID == what.plan.ID && s.followable.scope == what.scope && s.followable.object == what.object {
			return t.end(ctx, s)
		}
	}
	return reply.Reply{}, problem.New(problem.NotFound, "follow.not_followed")
}

func (t *turn) end(ctx context.Context, s subscription) (reply.Reply, error) {
	if err := t.doIn(ctx, s.plan, commitments.Unfollow{Plan: s.plan.Slug, ID: s.ID, Room: s.Room}); err != nil {
		return reply.Reply{}, err
	}
	name, err := t.followName(ctx, s.followable)
	if err != nil {
		return reply.Reply{}, err
	}
	ended := t.paragraph("follow.ended", "what", name)
	if !t.message.Private {
		ended = t.paragraph("follow.room_ended", "what", name, "name", t.actor.Member.Name)
	}
	return t.reply(nil, ended, reply.Buttons{t.button("follow.button_followed", "following")}), nil
}
