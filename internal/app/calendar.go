package app

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

type calendarCommands struct {
	Create calendarCreateCommand `cmd:"" help:"Make a secret address of a member's calendar. It is shown once."`
	List   calendarListCommand   `cmd:"" help:"List the addresses of calendars."`
	Revoke calendarRevokeCommand `cmd:"" help:"End an address at once."`
	Import calendarImportCommand `cmd:"" help:"Bring the events of another calendar into the shared one. Run it again to bring them up to date."`
}

type calendarCreateCommand struct {
	Member string `help:"The key of the member." required:""`
	Label  string `help:"Where it is used."`
}

// Run prints the path of the address alone, so that a script can keep it.
func (c calendarCreateCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		made, err := h.service.Do(ctx, operator(), commitments.AddCalendarAddress{Plan: h.common.Plan, Member: c.Member, Label: c.Label})
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(p.Out, "/v1/calendars/%s.ics\n", made.Code)
		return nil
	})
}

type calendarListCommand struct{}

func (calendarListCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		all, err := h.store.CalendarAddressesIn(ctx, plan.ID)
		if err != nil {
			return err
		}
		for _, a := range all {
			m, err := h.store.Member(ctx, a.MemberID)
			if err != nil {
				return fmt.Errorf("load member: %w", err)
			}
			standing := h.printer.Sentence("calendar_address.live")
			if !a.RevokedAt.IsZero() {
				standing = h.printer.Sentence("calendar_address.revoked")
			}
			_, _ = fmt.Fprintf(p.Out, "%s  %s  %s  %s\n", a.ID, m.Key, standing, a.Label)
		}
		return nil
	})
}

type calendarRevokeCommand struct {
	Address string `arg:"" help:"Its id, as the list shows it."`
}

func (c calendarRevokeCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		id, err := uuid.Parse(c.Address)
		if err != nil {
			return problem.New(problem.NotFound, "calendar_address.unknown")
		}
		_, err = h.service.Do(ctx, operator(), commitments.RevokeCalendarAddress{Plan: h.common.Plan, ID: id})
		return err
	})
}
