package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// invite makes a code with which one person joins an organisation in a role. It is shown once, and in private only.
func invite(ctx context.Context, t *turn) (reply.Reply, error) {
	if err := t.inPrivate(); err != nil {
		return reply.Reply{}, err
	}
	if t.args.Role == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "write.invite_role", "example", t.example(understand.Invite))
	}
	o, err := t.ownOrganisation(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	outcome, err := t.do(ctx, commitments.Invite{Plan: t.slug(), Organisation: o.Handle, Role: people.Role(t.args.Role)})
	if err != nil {
		return reply.Reply{}, err
	}
	if outcome.Code == "" { // the message came twice, and the code is kept nowhere
		return t.reply(nil, t.paragraph("write.invited_before", "organisation", o.Name)), nil
	}
	ends := t.now().Add(commitments.InvitationLasts)
	return t.reply(reply.Line{t.said("write.invited", "organisation", t.fullName(o), "role", problem.Word("role."+t.args.Role))},
		t.paragraph("write.invited_pass_on"), reply.Paragraph{reply.Code("join " + outcome.Code)},
		t.paragraph("write.invited_until", "until", ends.UTC()), t.paragraph("write.invited_secret")), nil
}
