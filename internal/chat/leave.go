package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reply"
)

// leave ends the speaker's membership of an organisation. The last focal point names who follows.
func leave(ctx context.Context, t *turn) (reply.Reply, error) {
	o, err := t.ownOrganisation(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	command := commitments.Leave{Plan: t.slug(), Organisation: o.Handle}
	if t.args.Member != "" {
		if command.Successor, err = t.successor(ctx, o); err != nil {
			return reply.Reply{}, err
		}
	}
	outcome, asked, err := t.act(ctx, command, question{first: true, danger: true, sure: t.said("write.leave_sure", "organisation", t.fullName(o))})
	if isProblem(err, "leave.last_focal_point") && command.Successor == "" {
		return reply.Reply{}, t.whoFollows(ctx, o)
	}
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.reply(nil, t.paragraph("write.left", "organisation", firstOf(t.fullName(o), outcome.Subject))), nil
}

// successor is the member who is to be focal point. Only members learn who belongs to their organisation.
func (t *turn) successor(ctx context.Context, o people.Organisation) (string, error) {
	if t.confirmed != nil { // by the key, as it was asked about
		return t.args.Member, nil
	}
	if t.actor.RoleIn(o.Handle) == "" {
		return "", t.rehearse(ctx, commitments.Leave{Plan: t.slug(), Organisation: o.Handle})
	}
	m, err := t.memberMeant(ctx, []string{o.Handle}, t.args.Member, func(who string) string { return "leave " + o.Handle + " to " + who })
	t.args.Member = firstOf(m.Key, t.args.Member)
	return m.Key, err
}

func (t *turn) whoFollows(ctx context.Context, o people.Organisation) error {
	u := unclear{asked: t.said("write.who_follows", "organisation", t.fullName(o), "sentence", "leave "+o.Handle+" to @…")}
	members, err := t.membersOf(ctx, []string{o.Handle})
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID != t.actor.Member.ID && len(u.choices) < mostChoices {
			u.choices = append(u.choices, reply.Button{Label: shortLabel(firstOf(m.Name, m.Key)), Say: "leave " + o.Handle + " to " + plainName(m, members)})
		}
	}
	return u
}
