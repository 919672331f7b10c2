package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

type convenerCommands struct {
	Add  convenerAddCommand  `cmd:"" help:"Make somebody a convener of a plan. Whoever is not known yet becomes a member."`
	List convenerListCommand `cmd:"" help:"List the conveners of a plan."`
}

type convenerAddCommand struct {
	Member   string `help:"The key of a member." xor:"who" required:""`
	Platform string `help:"Where the account is: slack, matrix, console or oidc." enum:"slack,matrix,console,oidc" default:"console"`
	Realm    string `help:"The workspace, homeserver or issuer." default:"local"`
	Subject  string `help:"The user id there, exactly." xor:"who" required:""`
	Name     string `help:"What to call somebody who is not known yet."`
}

func (c convenerAddCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		key := c.Member
		if key == "" {
			m, err := h.acquaint(ctx, people.Identity{
				Platform: people.Platform(c.Platform), Realm: c.Realm, Subject: c.Subject,
			}, c.Name)
			if err != nil {
				return err
			}
			key = m.Key
		}
		if _, err := h.service.Do(ctx, operator(), commitments.AppointConvener{Plan: h.common.Plan, Member: key}); err != nil {
			return err
		}
		h.say(p, "admin.convener_added", "member", key, "plan", h.common.Plan)
		return nil
	})
}

// acquaint finds the member with this identity, or makes one.
func (h *house) acquaint(ctx context.Context, id people.Identity, name string) (people.Member, error) {
	m, err := h.store.MemberByIdentity(ctx, id)
	if !errors.Is(err, commitments.ErrNotFound) {
		return m, err
	}
	outcome, err := h.service.Do(ctx, operator(), commitments.Introduce{
		Identity: id, Name: name, Locale: h.common.Language,
	})
	if err != nil {
		return people.Member{}, err
	}
	return h.store.Member(ctx, outcome.Member)
}

type convenerListCommand struct{}

func (convenerListCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		return h.listConveners(ctx, p, plan.ID)
	})
}

func (h *house) listConveners(ctx context.Context, p Program, plan uuid.UUID) error {
	conveners, err := h.store.ConvenersOf(ctx, plan)
	if err != nil {
		return fmt.Errorf("list conveners: %w", err)
	}
	for _, c := range conveners {
		m, err := h.store.Member(ctx, c.MemberID)
		if err != nil {
			return fmt.Errorf("load member: %w", err)
		}
		_, _ = fmt.Fprintf(p.Out, "%s %s\n", m.Key, m.Name)
	}
	return nil
}
