package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
)

// house is what every command of both programs stands in: an open database with the built-in plans in it, the door
// for changes, and the sentences.
type house struct {
	store     *store.Store
	service   *commitments.Service
	catalogue *i18n.Catalogue
	printer   *i18n.Printer // of the administrator
	common    config.Common
	now       func() time.Time
}

// openHouse opens the database, creates it if need be, and brings its tables and the built-in plans up.
func openHouse(ctx context.Context, p Program, common config.Common) (*house, error) {
	return openFurnished(ctx, p, common, store.Options{})
}

// openFurnished is openHouse with a database that is opened in a way of its own.
func openFurnished(ctx context.Context, p Program, common config.Common, options store.Options) (*house, error) {
	h, err := openPart(ctx, p, common, options)
	if err != nil {
		return nil, err
	}
	if err := h.furnish(ctx); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// openPart opens the database as it is: nothing is put in.
func openPart(ctx context.Context, p Program, common config.Common, options store.Options) (*house, error) {
	catalogue, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	if common.Database.IsZero() {
		return nil, config.ErrNoDataFolder
	}
	printer := catalogue.Printer(common.Language)
	if options.Box, err = boxOf(printer, common); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, common.Database.Address(), options)
	if err != nil {
		return nil, inWords(printer, fmt.Errorf("open %s: %w", common.Database, err))
	}
	now := p.now()
	return &house{
		store: s, service: commitments.NewService(s, now), catalogue: catalogue, printer: printer, common: common, now: now,
	}, nil
}

func (h *house) close() error { return h.store.Close() }

// operator is the administrator at the machine itself.
func operator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

// furnish brings in the built-in plans that the store lacks. One that is there stays as it is: a newer edition is
// imported by hand, after a look at what it changes. Two programs may do this at once.
func (h *house) furnish(ctx context.Context) error {
	builtIn, err := plans.BuiltIn()
	if err != nil {
		return fmt.Errorf("read the built-in plans: %w", err)
	}
	for _, document := range builtIn {
		_, err := h.store.PlanBySlug(ctx, document.Slug)
		if errors.Is(err, commitments.ErrNotFound) {
			_, err = h.service.Do(ctx, operator(), commitments.ImportPlan{Document: document})
		}
		if err != nil && !errors.Is(err, commitments.ErrConflict) {
			return fmt.Errorf("bring in plan %s: %w", document.Slug, err)
		}
	}
	return nil
}

// plan finds the plan that a command names, or the default one.
func (h *house) plan(ctx context.Context, slug string) (*plans.Plan, error) {
	if slug == "" {
		slug = h.common.Plan
	}
	plan, err := h.store.PlanBySlug(ctx, slug)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, saidError{err, h.printer.Sentence("plan.unknown", "plan", slug)}
	}
	return plan, err
}

// today is the civil day in the plan's zone.
func (h *house) today(plan *plans.Plan) (civil.Date, error) {
	zone, err := plan.Zone()
	if err != nil {
		return "", err
	}
	return civil.DateOf(h.now(), zone), nil
}
