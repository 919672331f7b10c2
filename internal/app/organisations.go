package app

import (
	"context"
	"fmt"
	"os"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/people/directory"
)

type organisationCommands struct {
	Import  organisationImportCommand  `cmd:"" help:"List the organisations of a YAML file. Being listed is no endorsement."`
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
