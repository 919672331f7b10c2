package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
)

type reportCompletenessCommand struct {
	Period   string `required:"" help:"The quarter: 2026-Q2." placeholder:"QUARTER"`
	Audience string `help:"Whose commitments: what the public, endorsers or conveners may see." enum:"public,endorsers,conveners" default:"conveners"`
}

// Run says who has reported, who has not, and what is unclear, one a line.
func (c reportCompletenessCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		arguments, err := drawn{Period: c.Period, Audience: c.Audience}.arguments(h.common.Plan)
		if err != nil {
			return err
		}
		document, names, err := reports.Draw(ctx, h.store, arguments, h.now())
		if err != nil {
			return err
		}
		return h.tellCompleteness(p.Out, document, names)
	})
}

func (h *house) tellCompleteness(w io.Writer, document *reports.Document, names *reports.Names) error {
	c := reports.CompletenessOf(document, names)
	out := lines{w: w}
	out.linef("%s", h.printer.Sentence("chat.completeness_title", "period", document.Quarter()))
	out.linef("%s: %s", h.printer.Sentence("chat.completeness_reported"), h.printer.Rate(len(c.Reported), len(c.Reported)+len(c.Silent)))
	for _, handle := range c.Reported {
		out.linef("  %s  %s", handle, reply.OneLine(names.Organisation(handle)))
	}
	out.linef("%s: %s", h.printer.Sentence("chat.completeness_silent"), h.printer.Number(len(c.Silent)))
	for _, s := range c.Silent {
		out.linef("  %s  %s  %s  %s", s.Organisation, reply.OneLine(names.Organisation(s.Organisation)), strings.Join(s.Commitments, " "), s.LastNewsOn)
	}
	out.linef("%s: %s", h.printer.Sentence("chat.completeness_not_asked"), h.printer.Number(len(c.NotAsked)))
	for _, handle := range c.NotAsked {
		out.linef("  %s  %s", handle, reply.OneLine(names.Organisation(handle)))
	}
	out.linef("%s: %s", h.printer.Sentence("chat.completeness_nameless"), h.printer.Rate(c.Nameless.Numerator, c.Nameless.Denominator))
	out.linef("%s: %s", h.printer.Sentence("chat.completeness_unclear"), h.printer.Number(len(c.Unclear)))
	for _, d := range c.Unclear {
		out.linef("  %s  %s  %s", d.Ref, reply.OneLine(names.Commitments[d.Ref].Title), h.printer.Word(problem.Word("unclear."+string(d.Reason))))
	}
	return out.err
}

// lines writes until something goes wrong.
type lines struct {
	w   io.Writer
	err error
}

func (l *lines) linef(format string, args ...any) {
	if l.err == nil {
		_, l.err = fmt.Fprintf(l.w, format+"\n", args...)
	}
}

type reportMatrixCommand struct {
	drawn
	Format string `help:"csv, xlsx, html or md." default:"csv"`
	Out    string `help:"The file to write. Without it: standard output." type:"path" placeholder:"FILE"`
	BOM    bool   `name:"bom" help:"CSV files begin with a byte order mark, which some spreadsheets need."`
}

// Run writes who does what at the end of the quarter, as known at the cutoff.
func (c reportMatrixCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		format, err := render.FindMatrix(c.Format)
		if err != nil {
			return err
		}
		arguments, err := c.arguments(h.common.Plan)
		if err != nil {
			return err
		}
		document, names, err := reports.Draw(ctx, h.store, arguments, h.now())
		if err != nil {
			return err
		}
		report := &render.Report{Document: document, Names: names, Printer: h.printer, Options: render.Options{BOM: c.BOM}}
		return put(ctx, p, format, report, c.Out)
	})
}
