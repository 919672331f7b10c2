package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
)

type reportCommands struct {
	Draw         reportDrawCommand         `cmd:"" default:"withargs" help:"Compute the report of a quarter, as of its cutoff."`
	List         reportListCommand         `cmd:"" help:"List the published reports of the plan."`
	Completeness reportCompletenessCommand `cmd:"" help:"Say who has reported for a quarter, who has not, and what is unclear."`
	Matrix       reportMatrixCommand       `cmd:"" help:"Write who does what at the end of a quarter: organisations against steps."`
	Show         reportShowCommand         `cmd:"" help:"Write a published report as it was frozen."`
	Publish      reportPublishCommand      `cmd:"" help:"Freeze and publish the report of a quarter."`
	Erratum      reportErratumCommand      `cmd:"" help:"Publish an erratum to a published report."`
	Verify       reportVerifyCommand       `cmd:"" help:"Compute a published report anew, and compare."`
}

// drawn says which report, and for whom.
type drawn struct {
	Period   string `required:"" help:"The quarter: 2026-Q2." placeholder:"QUARTER"`
	Cutoff   string `help:"What was recorded before this instant counts (RFC 3339). Without it: the plan's own cutoff." placeholder:"INSTANT"`
	Audience string `help:"For whom: public, endorsers or conveners." enum:"public,endorsers,conveners" default:"public"`
}

func (d drawn) arguments(plan string) (reports.Arguments, error) {
	period, err := civil.ParseQuarter(d.Period)
	if err != nil {
		return reports.Arguments{}, err
	}
	arguments := reports.Arguments{Plan: plan, Period: period, Audience: access.Audience(d.Audience)}
	if d.Cutoff != "" {
		if arguments.Cutoff, err = time.Parse(time.RFC3339, d.Cutoff); err != nil {
			return reports.Arguments{}, fmt.Errorf("%q is not an instant such as 2026-07-14T21:00:00Z", d.Cutoff)
		}
	}
	return arguments, nil
}

// written says in which format, and where to.
type written struct {
	Format string `help:"json, html, pdf, docx, xlsx, csv or md." default:"json"`
	Out    string `help:"The file to write. Without it: standard output." type:"path" placeholder:"FILE"`
	BOM    bool   `name:"bom" help:"CSV files begin with a byte order mark, which some spreadsheets need."`
}

// write renders a report into the file, which is there whole or not at all, or onto standard output.
func (o written) write(ctx context.Context, p Program, report *render.Report) (err error) {
	format, err := render.Find(o.Format)
	if err != nil {
		return err
	}
	report.Options.BOM = o.BOM
	return put(ctx, p, format, report, o.Out)
}

// put renders a report into the file, or onto standard output if none is named.
func put(ctx context.Context, p Program, format render.Format, report *render.Report, path string) error {
	if path == "" {
		return format.Render(ctx, report, p.Out)
	}
	return writeWhole(path, func(w io.Writer) error { return format.Render(ctx, report, w) })
}

// writeWhole writes a file beside its place, and puts it there when it is complete.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

type reportDrawCommand struct {
	drawn
	written
}

// reportMemory is what the collector tries to keep a report within, in bytes: a million entries take no more time with it,
// and half the memory.
const reportMemory = 150 << 20

func (c reportDrawCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	if c.Format != "xlsx" { // a workbook needs more, and would only be slowed down
		debug.SetMemoryLimit(reportMemory)
	}
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		arguments, err := c.arguments(h.common.Plan)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return c.figures(ctx, h, p, arguments)
		}
		document, names, err := reports.Draw(ctx, h.store, arguments, h.now())
		if err != nil {
			return err
		}
		return c.write(ctx, p, &render.Report{Document: document, Names: names, Printer: h.printer})
	})
}

// figures writes the document of figures alone, which needs no names.
func (c reportDrawCommand) figures(ctx context.Context, h *house, p Program, arguments reports.Arguments) error {
	document, err := reports.Compute(ctx, h.store, arguments, h.now())
	if err != nil {
		return err
	}
	return c.write(ctx, p, &render.Report{Document: document, Printer: h.printer})
}

type reportListCommand struct{}

func (reportListCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		published, err := h.store.Reports(ctx, plan.ID)
		if err != nil {
			return fmt.Errorf("list reports: %w", err)
		}
		for _, r := range published {
			_, _ = fmt.Fprintf(p.Out, "%s  %s  %s  %s  sha256 %s  head %d %s\n",
				r.ID, r.Period, r.Audience, r.PublishedAt.Format(commitments.InstantLayout), r.SHA256, r.Position, r.Digest)
		}
		return nil
	})
}
