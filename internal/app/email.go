package app

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
)

type emailCommands struct {
	Set    emailSetCommand    `cmd:"" help:"Send a code to the address of a member, who confirms it there."`
	Forget emailForgetCommand `cmd:"" help:"Write to a member by e-mail no more."`
}

type emailSetCommand struct {
	Member  string `arg:"" help:"The key of the member."`
	Address string `arg:"" help:"The e-mail address."`
}

func (c emailSetCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		_, err := h.service.Do(ctx, operator(), commitments.SetEmail{Plan: h.common.Plan, Member: c.Member, Address: c.Address})
		if err != nil {
			return err
		}
		h.say(p, "email.code_queued", "address", c.Address, "member", c.Member)
		return nil
	})
}

type emailForgetCommand struct {
	Member string `arg:"" help:"The key of the member."`
}

func (c emailForgetCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if _, err := h.service.Do(ctx, operator(), commitments.RemoveEmail{Plan: h.common.Plan, Member: c.Member}); err != nil {
			return err
		}
		h.say(p, "email.forgotten", "member", c.Member)
		return nil
	})
}
