package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// Servers are those of Matrix whose accounts may act for an organisation, in order; none: all of them may.
type Servers interface {
	ServersOf(ctx context.Context, organisation string) ([]string, error)
}

// servers shows and sets from which Matrix servers people may act for an organisation: whoever runs a server can speak as
// its users (M-44).
func servers(ctx context.Context, t *turn) (reply.Reply, error) {
	o, err := t.ownOrganisation(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	if t.args.Action == "" {
		return t.listedServers(ctx, o)
	}
	command := commitments.RestrictServers{Plan: t.slug(), Organisation: o.Handle, Servers: strings.Fields(t.args.Value)}
	if _, err := t.do(ctx, command); err != nil {
		return reply.Reply{}, err
	}
	return t.listedServers(ctx, o)
}

// listedServers is for those who belong to the organisation, and for conveners.
func (t *turn) listedServers(ctx context.Context, o people.Organisation) (reply.Reply, error) {
	if t.actor.RoleIn(o.Handle) == "" && !t.actor.ConvenerOf(t.plan.ID) {
		return reply.Reply{}, access.May(t.actor, access.RestrictServers, access.Object{Plan: t.plan.ID, Organisations: []string{o.Handle}})
	}
	list, err := t.store.ServersOf(ctx, o.Handle)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("list servers of %s: %w", o.Handle, err)
	}
	name := t.fullName(o)
	if len(list) == 0 {
		return t.reply(nil, t.paragraph("servers.any", "organisation", name), t.paragraph("servers.how_first")), nil
	}
	items := make([]reply.Line, len(list))
	for i, server := range list {
		items[i] = reply.Line{reply.Code(server)}
	}
	return t.reply(nil, t.paragraph("servers.listed", "organisation", name), reply.List{Items: items},
		t.paragraph("servers.others"), t.paragraph("servers.how")), nil
}

// barred says for which organisations the speaker may not act from this account; nil if there is none.
func (t *turn) barred() error {
	if len(t.actor.Barred) == 0 {
		return nil
	}
	return problem.New(problem.Refused, "servers.barred", "organisations", t.actor.Barred)
}
