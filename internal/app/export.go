package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
)

type exportCommand struct {
	Audience  string `help:"For whom: public, endorsers or conveners. What they may not see leaves hashes in its place. Without it: everything, for whoever keeps this machine." enum:",public,endorsers,conveners" default:""`
	AsOf      string `help:"Leave out what was recorded at this instant or later (RFC 3339)." placeholder:"INSTANT"`
	NDJSON    bool   `name:"ndjson" help:"One record a line, for large plans." xor:"form"`
	XLSX      bool   `name:"xlsx" help:"A workbook instead of a bundle: commitments, and a sheet of progress to fill in and import again." xor:"form"`
	WithNames bool   `help:"Members come with their names."`

	Organisation string `help:"With --xlsx: the commitments of this organisation alone, all of them, for its own people." placeholder:"HANDLE"`

	Out string `help:"The file to write. Without it: standard output." type:"path" placeholder:"FILE"`
}

func (c exportCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		if c.XLSX {
			return c.workbook(ctx, h, p)
		}
		if c.Organisation != "" {
			return errors.New("--organisation goes with --xlsx")
		}
		options, err := c.options(h.common.Plan)
		if err != nil {
			return err
		}
		var exported bundle.Exported
		write := func(w io.Writer) error {
			exported, err = bundle.Export(ctx, h.store, options, w)
			return err
		}
		if c.Out == "" {
			return write(p.Out)
		}
		if err := writeWhole(c.Out, write); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(p.Out, "%s %d %s\n", h.printer.Sentence("verify.head"), exported.Position, exported.Head)
		return nil
	})
}

func (c exportCommand) options(plan string) (bundle.ExportOptions, error) {
	options := bundle.ExportOptions{
		Plan: plan, Complete: c.Audience == "", Audience: access.Audience(c.Audience), NDJSON: c.NDJSON, WithNames: c.WithNames,
	}
	if c.AsOf == "" {
		return options, nil
	}
	var err error
	if options.AsOf, err = time.Parse(time.RFC3339, c.AsOf); err != nil {
		return options, fmt.Errorf("%q is not an instant such as 2026-07-14T21:00:00Z", c.AsOf)
	}
	return options, nil
}
