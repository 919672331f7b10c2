package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/people/directory"
	"github.com/accord-tracker/accord/internal/problem"
)

type organisationCommands struct {
	Import  organisationImportCommand  `cmd:"" help:"List the organisations of a YAML file. Being listed is no endorsement."`
	Members organisationMembersCommand `cmd:"" help:"List who acts for an organisation, by the keys that other commands ask for."`
	Servers organisationServersCommand `cmd:"" help:"See or set from which Matrix servers people may act for an organisation."`
}

type organisationImportCommand struct {
	File string `arg:"" optional:"" type:"existingfile" help:"The list. Without it: the starter directory that comes with the program."`
}

func (c organisationImportCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		organisations, err := c.read()
		if err != nil {
			return err
		}
		before, err := h.store.Organisations(ctx)
		if err != nil {
			return fmt.Errorf("list organisations: %w", err)
		}
		command := commitments.ListOrganisations{Plan: h.common.Plan, Organisations: organisations}
		if _, err := h.service.Do(ctx, operator(), command); err != nil {
			return err
		}
		after, err := h.store.Organisations(ctx)
		if err != nil {
			return fmt.Errorf("list organisations: %w", err)
		}
		added := len(after) - len(before)
		h.say(p, "admin.organisations_listed", "added", added, "known", len(organisations)-added)
		return nil
	})
}

func (c organisationImportCommand) read() ([]people.Organisation, error) {
	if c.File == "" {
		return directory.Starter()
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return directory.Read(f)
}

type organisationMembersCommand struct {
	Organisation string `arg:"" help:"The handle of the organisation."`
}

// Run prints a line for each member: key, role, name.
func (c organisationMembersCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		o, err := h.organisation(ctx, c.Organisation)
		if err != nil {
			return err
		}
		members, memberships, err := h.store.MembersOf(ctx, o.Handle)
		if err != nil {
			return err
		}
		for i, m := range members {
			_, _ = fmt.Fprintf(p.Out, "%s  %-11s  %s\n", m.Key, memberships[i].Role, m.Name)
		}
		return nil
	})
}

// organisation is the one with this handle; an unknown one is a problem.
func (h *house) organisation(ctx context.Context, handle string) (people.Organisation, error) {
	o, err := h.store.OrganisationByHandle(ctx, handle)
	if errors.Is(err, commitments.ErrNotFound) {
		return o, problem.New(problem.NotFound, "organisation.unknown", "organisation", handle)
	}
	return o, err
}
