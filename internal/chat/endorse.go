package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// endorse notes that an organisation endorses the plan: from then on it can make commitments. Conveners do so.
func endorse(ctx context.Context, t *turn) (reply.Reply, error) {
	command := commitments.Endorse{Plan: t.slug(), Organisation: t.args.Organisation, EndorsedOn: firstDay(t.args.Date, t.args.From)}
	if command.Organisation == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "write.endorse_whom", "example", "endorse ndi")
	}
	o, err := t.organisationMeant(ctx, command.Organisation)
	if err != nil {
		return reply.Reply{}, t.orList(err)
	}
	command.Organisation = o.Handle
	if _, err := t.do(ctx, command); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil,
		t.paragraph("write.endorsed", "organisation", t.fullName(o), "plan", planTitle(t.plan, t.printer.Language()), "from", t.orToday(command.EndorsedOn)),
		t.paragraph("write.endorsed_next"), reply.Buttons{
			t.button("write.button_invite", "invite focal point "+o.Handle),
		}), nil
}

// endEndorsement notes that an organisation endorses the plan no more. It asks for a yes: it cannot be undone.
func endEndorsement(ctx context.Context, t *turn) (reply.Reply, error) {
	command := commitments.EndEndorsement{Plan: t.slug(), Organisation: t.args.Organisation, EndedOn: firstDay(t.args.Date, t.args.From)}
	if command.Organisation == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "write.endorse_whom", "example", "end endorsement ndi")
	}
	o, err := t.organisationMeant(ctx, command.Organisation)
	if err != nil {
		return reply.Reply{}, err
	}
	command.Organisation = o.Handle
	_, asked, err := t.act(ctx, command, question{first: true, danger: true, sure: t.said("write.end_endorsement_sure",
		"organisation", t.fullName(o), "from", t.orToday(command.EndedOn))})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.reply(nil, t.paragraph("write.endorsement_ended", "organisation", t.fullName(o), "from", t.orToday(command.EndedOn))), nil
}

// orList says, of an organisation that is not listed, how a convener lists it.
func (t *turn) orList(err error) error {
	if !isProblem(err, "organisation.unknown") || !t.actor.ConvenerOf(t.plan.ID) {
		return err
	}
	return problem.New(problem.NotFound, "write.organisation_not_listed", "organisation", shortened(t.args.Organisation),
		"example", "organisation add ndi \"National Democratic Institute\" kind ngo")
}

func (t *turn) orToday(d civil.Date) civil.Date {
	if d.IsZero() {
		return t.today
	}
	return d
}
