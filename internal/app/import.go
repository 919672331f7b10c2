package app

import (
	"context"
	"fmt"
	"os"

	"github.com/accord-tracker/accord/internal/bundle"
)

type importCommand struct {
	File   string `arg:"" type:"existingfile" help:"A bundle, JSON or NDJSON; or a workbook that export --xlsx wrote and somebody filled in."`
	DryRun bool   `help:"Check everything and show what would change, write nothing."`
	As     string `help:"Of a workbook: the key of the member whose news it is." placeholder:"MEMBER"`
}

// Run brings in everything, or nothing and a list of all that is wrong.
func (c importCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if isWorkbook(f) {
			return c.workbook(ctx, h, p, f)
		}
		brought, err := bundle.Import(ctx, f, h.store, bundle.ImportOptions{DryRun: c.DryRun, Now: h.now()})
		if err != nil {
			return fmt.Errorf("import %s: %w", c.File, err)
		}
		return h.tellImported(p, brought, c.DryRun)
	})
}

func (h *house) tellImported(p Program, brought bundle.Imported, dry bool) error {
	if brought.Total > 0 {
		tellErrors(p, h.printer, brought.Errors, brought.Total)
		_, _ = fmt.Fprintln(p.Err, h.printer.Plural("import.refused", brought.Total))
		return errSilent
	}
	if brought.NewPlan {
		h.say(p, "import.new_plan", "plan", brought.Plan)
	}
	for _, s := range brought.TookOver {
		h.say(p, "import.took_over", "setting", settingName(s), "was", orNothing(s.Was), "is", orNothing(s.Is))
	}
	key := "import.done"
	if dry {
		key = "import.dry"
	}
	h.say(p, key, "plan", brought.Plan, "organisations", brought.Organisations, "members", brought.Members,
		"endorsements", brought.Endorsements, "events", brought.Events, "commitments", brought.Commitments, "entries", brought.Entries)
	if brought.Position > 0 {
		_, _ = fmt.Fprintf(p.Out, "%s %d %s\n", h.printer.Sentence("verify.head"), brought.Position, brought.Head)
	}
	return nil
}

func settingName(s bundle.Setting) string {
	if s.Step == "" {
		return s.Field
	}
	return "steps[" + s.Step + "]." + s.Field
}

func orNothing(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
