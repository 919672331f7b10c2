package app

import (
	"context"
	"fmt"
)

type migrateCommand struct{}

func (migrateCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		version, _, err := h.store.Version(ctx)
		if err != nil {
			return fmt.Errorf("read the database's version: %w", err)
		}
		all, err := h.store.Plans(ctx)
		if err != nil {
			return fmt.Errorf("list plans: %w", err)
		}
		h.say(p, "admin.migrated", "database", h.common.Database.String(), "version", version)
		for _, plan := range all {
			h.say(p, "admin.plan_there", "plan", plan.Slug, "title", plan.Title, "edition", plan.Edition)
		}
		return nil
	})
}

// say prints a sentence of the catalogues on standard output.
func (h *house) say(p Program, key string, args ...any) {
	_, _ = fmt.Fprintln(p.Out, h.printer.Sentence(key, args...))
}
