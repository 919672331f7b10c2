package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
)

type organisationServersCommand struct {
	Organisation string   `arg:"" help:"The handle of the organisation."`
	Servers      []string `arg:"" optional:"" help:"The servers whose accounts may act for it, in place of those listed before; any lets all in."`
}

// Run shows the servers, after setting them where some are named.
func (c organisationServersCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if len(c.Servers) > 0 {
			if err := c.restrict(ctx, h); err != nil {
				return err
			}
		}
		o, err := h.organisation(ctx, c.Organisation)
		if err != nil {
			return err
		}
		servers, err := h.store.ServersOf(ctx, o.Handle)
		if err != nil {
			return err
		}
		if len(servers) == 0 {
			h.say(p, "servers.any", "organisation", o.Name)
			return nil
		}
		h.say(p, "servers.listed", "organisation", o.Name)
		for _, server := range servers {
			_, _ = fmt.Fprintln(p.Out, server)
		}
		return nil
	})
}

func (c organisationServersCommand) restrict(ctx context.Context, h *house) error {
	command := commitments.RestrictServers{Plan: h.common.Plan, Organisation: c.Organisation}
	if !slices.Equal(c.Servers, []string{"any"}) {
		command.Servers = c.Servers
	}
	_, err := h.service.Do(ctx, operator(), command)
	return err
}
