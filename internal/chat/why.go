package chat

import (
	"context"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// mostAsked is how far back "why" looks, in notices.
const mostAsked = 200

// why tells the rule behind the last message that was not asked for, or all about one commitment: what was said of it,
// what was not, and what waits.
func why(ctx context.Context, t *turn) (reply.Reply, error) {
	decided, waiting, err := t.store.NoticesOf(ctx, t.actor.Member.ID, mostAsked)
	if err != nil {
		return reply.Reply{}, err
	}
	if t.args.Ref != "" {
		return t.whyOf(ctx, decided, waiting)
	}
	var list reply.List
	last := notices.Notice{}
	for _, n := range decided {
		if n.Outcome != notices.Sent || (last.SentOn != "" && n.SentOn != last.SentOn) {
			continue
		}
		last = n
		list.Items = append(list.Items, append(t.noticed(&n), reply.Said(notices.RuleWords(n.Kind).In(t.printer))))
	}
	if last.SentOn.IsZero() {
		return t.reply(nil, t.paragraph("reminders.why_none"), t.reasonButtons()), nil
	}
	return t.reply(reply.Line{t.said("reminders.why_title", "date", last.SentOn)}, list, t.reasonButtons()), nil
}

func (t *turn) reasonButtons() reply.Buttons {
	return reply.Buttons{
		t.button("reminders.button_reasons", "reminders why"), t.button("reminders.button_preview", "reminders preview"),
		t.button("notices.button_settings", "reminders"),
	}
}

// refIn is the ref of a commitment of some plan as one types it.
func (t *turn) refIn(plan uuid.UUID, number int) string {
	at := slices.IndexFunc(t.plans, func(p *plans.Plan) bool { return p.ID == plan })
	if at < 0 {
		return refOf(number)
	}
	return plans.Typed(t.plans[at].Slug, t.usual().Slug, refOf(number))
}

// noticed is how a line about a notice begins.
func (t *turn) noticed(n *notices.Notice) reply.Line {
	switch {
	case n.Number != 0:
		return reply.Line{reply.Strong(t.refIn(n.Plan, n.Number)), reply.Said(" – ")}
	case n.Object != "" && (n.Kind == notices.Call || n.Kind == notices.Welcome):
		return reply.Line{reply.Text(n.Object), reply.Said(" – ")}
	}
	return nil
}

func (t *turn) whyOf(ctx context.Context, decided, waiting []notices.Notice) (reply.Reply, error) {
	c, err := t.commitmentMeant(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	about := func(all []notices.Notice) []notices.Notice {
		var some []notices.Notice
		for _, n := range all {
			if n.Plan == t.plan.ID && n.Number == c.Number && len(some) < mostNotices {
				some = append(some, n)
			}
		}
		return some
	}
	p, err := t.reminded(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	list := reply.List{Items: append(t.outcomes(about(decided)), t.waits(&p, about(waiting))...)}
	if len(list.Items) == 0 {
		return t.reply(titleOf(&c), t.paragraph("reminders.why_ref_none", "ref", c.Ref), t.snoozeState(ctx, &c)), nil
	}
	return t.reply(titleOf(&c), list, t.snoozeState(ctx, &c)), nil
}

// mostNotices is how many notices are shown at once.
const mostNotices = 10

// outcomes are what was said and what was not, each with its reason.
func (t *turn) outcomes(list []notices.Notice) []reply.Line {
	var lines []reply.Line
	for _, n := range list {
		said := t.said("reminders.said", "kind", notices.KindWord(n.Kind))
		day := n.SentOn
		if n.Outcome == notices.Silent {
			said = t.said("reminders.unsaid", "kind", notices.KindWord(n.Kind), "reason", i18n.Said(notices.ReasonWords(n.Reason).In(t.printer)))
			day = n.Day
		}
		line := reply.Line{reply.Said(t.printer.Date(day)), reply.Said(" – ")}
		if t.args.Ref == "" {
			line = append(line, t.noticed(&n)...)
		}
		lines = append(lines, append(line, said))
	}
	return lines
}

// waits are what waits, with the moment at which the speaker will hear of it if nothing happens.
func (t *turn) waits(p *notices.Person, list []notices.Notice) []reply.Line {
	var lines []reply.Line
	for _, n := range list {
		at := i18n.Said(t.printer.In(t.zone).Time(maxTime(n.At, p.When(&n, t.now()))))
		lines = append(lines, reply.Line{t.said("reminders.waits", "kind", notices.KindWord(n.Kind), "time", at)})
	}
	return lines
}

// snoozeState offers to end a snooze, or to begin one.
func (t *turn) snoozeState(ctx context.Context, c *commitments.Commitment) reply.Buttons {
	list, err := t.store.SnoozesOf(ctx, t.actor.Member.ID, t.plan.ID, t.today)
	for _, s := range list {
		if err == nil && s.Number == c.Number {
			return reply.Buttons{t.button("reminders.button_again", "reminders on "+c.Ref)}
		}
	}
	return reply.Buttons{t.button("notices.button_snooze", "snooze "+c.Ref), t.button("notices.button_stop", "reminders off "+c.Ref)}
}
