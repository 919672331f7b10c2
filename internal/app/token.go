package app

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

type tokenCommands struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token with which a program acts as a member. It is shown once."`
	List   tokenListCommand   `cmd:"" help:"List the tokens of a plan."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token at once."`
}

type tokenCreateCommand struct {
	Member       string `help:"The key of the member." required:""`
	Scope        string `help:"How far it goes: ${enum}." enum:"read,write,admin" default:"read"`
	Organisation string `help:"The handle of the one organisation it acts for."`
	Label        string `help:"What it is for." required:""`
	Days         int    `help:"How long it lasts." default:"90"`
}

// Run prints the secret alone, so that a script can keep it.
func (c tokenCreateCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		outcome, err := h.service.Do(ctx, operator(), commitments.IssueToken{
			Plan: h.common.Plan, Organisation: c.Organisation, Member: c.Member, Scope: people.Scope(c.Scope), Label: c.Label,
			Lasts: time.Duration(c.Days) * 24 * time.Hour,
		})
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintln(p.Out, outcome.Code)
		return nil
	})
}

type tokenListCommand struct{}

func (tokenListCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		tokens, err := h.store.TokensOf(ctx, plan.ID)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			m, err := h.store.Member(ctx, t.MemberID)
			if err != nil {
				return fmt.Errorf("load member: %w", err)
			}
			_, _ = fmt.Fprintf(p.Out, "%s  %s  %-5s  %s  %s  %s\n", t.ID, m.Key, t.Scope, h.standing(t), t.Organisation, t.Label)
		}
		return nil
	})
}

// standing of a token: how long it lasts, or that it is over.
func (h *house) standing(t people.Token) string {
	switch {
	case !t.RevokedAt.IsZero():
		return h.printer.Sentence("api.token.revoked")
	case !t.Live(h.now()):
		return h.printer.Sentence("api.token.expired")
	}
	return h.printer.Sentence("api.token.until", "instant", t.ExpiresAt)
}

type tokenRevokeCommand struct {
	Token string `arg:"" help:"Its id, as the list shows it."`
}

func (c tokenRevokeCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		_, err := h.service.Do(ctx, operator(), commitments.RevokeToken{Plan: h.common.Plan, Token: c.Token})
		return err
	})
}
