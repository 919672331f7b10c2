package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

type planCommands struct {
	Import planImportCommand `cmd:"" help:"Bring in a plan document, or a newer edition of one."`
	List   planListCommand   `cmd:"" help:"List the plans."`
}

type planListCommand struct{}

func (planListCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		all, err := h.store.Plans(ctx)
		if err != nil {
			return fmt.Errorf("list plans: %w", err)
		}
		for _, plan := range all {
			h.say(p, "admin.plan_there", "plan", plan.Slug, "title", plan.Title, "edition", plan.Edition)
		}
		return nil
	})
}

type planImportCommand struct {
	File     string   `arg:"" type:"existingfile" help:"The plan's YAML. Overlays beside it (NAME.fr.yaml, …) are read with it."`
	Overlays []string `arg:"" optional:"" type:"existingfile" help:"Overlays that lie elsewhere."`
	DryRun   bool     `help:"Only show what would change."`
}

func (c planImportCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		document, err := c.load()
		if faults, ok := errors.AsType[plans.Errors](err); ok {
			return h.planFaults(p, faults)
		}
		if err != nil {
			return err
		}
		if err := c.show(ctx, h, p, document); err != nil {
			return err
		}
		if c.DryRun {
			return h.service.Rehearse(ctx, operator(), commitments.ImportPlan{Document: document})
		}
		if _, err := h.service.Do(ctx, operator(), commitments.ImportPlan{Document: document}); err != nil {
			return err
		}
		h.say(p, "admin.plan_imported", "plan", document.Slug)
		return nil
	})
}

func (c planImportCommand) load() (*plans.Plan, error) {
	if len(c.Overlays) == 0 {
		return plans.LoadFS(os.DirFS(filepath.Dir(c.File)), filepath.Base(c.File))
	}
	files := make([]plans.File, 0, len(c.Overlays)+1)
	for _, path := range append([]string{c.File}, c.Overlays...) {
		file, err := readPlanFile(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return plans.Load(files[0], files[1:]...)
}

func readPlanFile(path string) (plans.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return plans.File{}, err
	}
	defer func() { _ = f.Close() }()
	return plans.ReadFile(filepath.Base(path), f)
}

// planFaults lists everything that is wrong with a document, with its place.
func (h *house) planFaults(p Program, faults plans.Errors) error {
	for _, f := range faults {
		place := f.File
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
		}
		if f.Path != "" {
			place += " " + f.Path
		}
		_, _ = fmt.Fprintf(p.Err, "%s: %s\n", place, h.printer.Problem(f.Problem))
	}
	_, _ = fmt.Fprintln(p.Err, h.printer.Plural("plans.errors", len(faults)))
	return errSilent
}

// show prints what the import would change.
func (c planImportCommand) show(ctx context.Context, h *house, p Program, document *plans.Plan) error {
	stored, err := h.store.PlanBySlug(ctx, document.Slug)
	if errors.Is(err, commitments.ErrNotFound) {
		h.say(p, "admin.plan_new", "plan", document.Slug, "steps", len(document.Steps))
		return nil
	}
	if err != nil {
		return fmt.Errorf("load plan %s: %w", document.Slug, err)
	}
	zone, err := stored.Zone()
	if err != nil {
		return err
	}
	var held map[string]bool
	err = h.store.Change(ctx, "", func(tx commitments.Tx) error {
		held, err = tx.HeldSteps(ctx, stored.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("list steps that hold commitments: %w", err)
	}
	_, difference, err := plans.Apply(stored, document, func(code string) bool { return held[code] }, civil.DateOf(h.now(), zone))
	if faults, ok := errors.AsType[plans.Errors](err); ok {
		return h.planFaults(p, faults)
	}
	if err != nil {
		return err
	}
	h.difference(p, difference)
	return nil
}
