package chat

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reply"
)

// handOver gives a commitment to another contact, or to another of its organisations to lead.
func handOver(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	command := commitments.HandOver{Plan: t.slug(), Ref: c.Ref, Version: t.seen()}
	to, lead, err := t.receiver(ctx, c)
	if err != nil || t.args.Member == "" {
		// Whoever may not hand it over is told so, and not who belongs to the organisations.
		if refused := t.rehearse(ctx, command); !isProblem(refused, "handover.nothing") {
			return reply.Reply{}, refused
		}
	}
	if err != nil {
		return reply.Reply{}, err
	}
	if t.args.Member == "" {
		return t.askFor("member", c, t.paragraph("write.hand_over_to", "ref", c.Ref))
	}
	command.To, command.Lead = to.Key, lead.Handle
	outcome, asked, err := t.act(ctx, command, question{
		about: c, sure: t.said("write.hand_over_sure", "ref", c.Ref, "to", firstOf(to.Name, lead.Name, to.Key)),
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.handedOver(ctx, outcome)
}

// receiver is who is to have the commitment: a member of its organisations, or one of the organisations itself.
func (t *turn) receiver(ctx context.Context, c *commitments.Commitment) (people.Member, people.Organisation, error) {
	if t.args.Member == "" {
		return people.Member{}, people.Organisation{}, nil
	}
	m, err := t.memberMeant(ctx, c.Organisations(), t.args.Member, func(who string) string {
		return "hand over " + c.Ref + " to " + who
	})
	var open unclear
	if err == nil || !errors.As(err, &open) {
		return m, people.Organisation{}, err
	}
	o, found := t.organisationCalled(ctx, t.args.Member)
	if found {
		return people.Member{}, o, nil
	}
	return m, o, err
}

// organisationCalled finds an organisation by exactly this handle or acronym.
func (t *turn) organisationCalled(ctx context.Context, written string) (people.Organisation, bool) {
	o, err := t.organisationMeant(ctx, written)
	return o, err == nil && called(o, written)
}

func (t *turn) handedOver(ctx context.Context, outcome commitments.Outcome) (reply.Reply, error) {
	w, ok, err := t.wrote(ctx, outcome)
	if err != nil {
		return reply.Reply{}, err
	}
	if !ok {
		return t.unseen(outcome), nil
	}
	if err := t.lookUp(ctx, w.entry.Changes); err != nil {
		return reply.Reply{}, err
	}
	facts := t.changeFacts(w.entry.Changes)
	if w.entry.ToMember != "" {
		name, err := t.memberName(ctx, w.entry.ToMember)
		if err != nil {
			return reply.Reply{}, err
		}
		facts = append(facts, t.fact("write.fact.contact", reply.Text(name)))
	}
	return t.reply(titleOf(&w.commitment), facts, reply.Buttons{t.undoButton(outcome)}), nil
}
