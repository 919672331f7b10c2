package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
)

type doctorCommand struct {
	Bot botSettings `embed:"" prefix:"bot-"`
}

// finding is one thing that the doctor looked at. Advice says what to do; it is empty where all is well.
type finding struct {
	said   string
	advice string
}

// Run changes nothing. It ends with ExitFailure if something needs doing.
func (c doctorCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	catalogue, err := i18n.Load()
	if err != nil {
		return err
	}
	d := doctor{printer: catalogue.Printer(cli.Language), now: p.now()}
	d.look(ctx, p, cli.Common, &c.Bot)
	sick := 0
	for _, f := range d.findings {
		if f.advice == "" {
			_, _ = fmt.Fprintf(p.Out, "%s  %s\n", d.printer.Sentence("doctor.well"), f.said)
			continue
		}
		sick++
		_, _ = fmt.Fprintf(p.Out, "%s  %s\n    → %s\n", d.printer.Sentence("doctor.sick"), f.said, f.advice)
	}
	if sick == 0 {
		_, _ = fmt.Fprintln(p.Out, d.printer.Sentence("doctor.all_well"))
		return nil
	}
	_, _ = fmt.Fprintln(p.Out, d.printer.Plural("doctor.summary", sick))
	return errSilent
}

type doctor struct {
	printer  *i18n.Printer
	now      func() time.Time
	findings []finding
}

func (d *doctor) well(key string, args ...any) {
	d.findings = append(d.findings, finding{said: d.printer.Sentence(key, args...)})
}

// sick notes what is wrong under a key, and what to do about it under the same key with _advice behind it.
func (d *doctor) sick(key string, args ...any) {
	d.findings = append(d.findings, finding{d.printer.Sentence(key, args...), d.printer.Sentence(key+"_advice", args...)})
}

// looks are what the doctor looks at besides the database: each in a file of its own, with one line here.
func (d *doctor) looks() []func(context.Context, *house, *botSettings) {
	return []func(context.Context, *house, *botSettings){
		d.queue,
		d.matrix,
		d.slack,
	}
}

func (d *doctor) look(ctx context.Context, p Program, common config.Common, settings *botSettings) {
	d.well("doctor.settings", "database", common.Database.String(), "plan", common.Plan, "language", common.Language)
	d.clock()
	if common.Database.IsZero() {
		d.sick("doctor.no_database")
		return
	}
	if !d.file(common.Database) {
		return
	}
	h, err := openPart(ctx, p, common, store.Options{Pending: store.Refuse})
	if err != nil {
		d.closed(common, err)
		return
	}
	defer func() { _ = h.close() }()
	d.database(ctx, h)
	for _, look := range d.looks() {
		look(ctx, h, settings)
	}
}

// oldest is before anything that this program can have to do with: a clock that shows less is wrong.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (d *doctor) clock() {
	if now := d.now(); now.Before(oldest) {
		d.sick("doctor.clock", "time", now)
		return
	}
	d.well("doctor.clock_well", "time", d.now())
}

// file looks at the SQLite file and its folder, and says whether there is a database to open.
func (d *doctor) file(database config.Database) bool {
	if database.Kind() != config.SQLite {
		return true
	}
	path := database.Path()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.sick("doctor.no_file", "file", path)
		return false
	case err != nil:
		d.sick("doctor.file", "file", path, "why", err.Error())
		return false
	case info.Mode().Perm()&0o077 != 0:
		d.sick("doctor.mode", "file", path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	default:
		d.well("doctor.mode_well", "file", path)
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".accord-*")
	if err != nil {
		d.sick("doctor.folder", "folder", filepath.Dir(path), "why", err.Error())
		return true
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return true
}

// closed says why the database could not be opened.
func (d *doctor) closed(common config.Common, err error) {
	args := []any{"database", common.Database.String(), "why", err.Error()}
	switch {
	case errors.Is(err, store.ErrOlder):
		d.sick("doctor.older", args...)
	case errors.Is(err, store.ErrNewer):
		d.sick("doctor.newer", args...)
	case errors.Is(err, store.ErrUnavailable):
		d.sick("doctor.unavailable", args...)
	default:
		d.sick("doctor.closed", args...)
	}
}

func (d *doctor) database(ctx context.Context, h *house) {
	version, _, err := h.store.Version(ctx)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	d.well("doctor.database_well", "database", h.common.Database.String(), "version", version)
	plan, err := h.store.PlanBySlug(ctx, h.common.Plan)
	switch {
	case errors.Is(err, commitments.ErrNotFound):
		d.sick("doctor.no_plan", "plan", h.common.Plan)
	case err != nil:
		d.closed(h.common, err)
	default:
		d.plan(ctx, h, plan)
	}
}

func (d *doctor) plan(ctx context.Context, h *house, plan *plans.Plan) {
	conveners, err := h.store.ConvenersOf(ctx, plan.ID)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	if len(conveners) == 0 {
		d.sick("doctor.no_convener", "plan", plan.Slug)
	} else {
		d.well("doctor.plan_well", "plan", plan.Slug, "conveners", len(conveners))
	}
	tail, err := h.store.Head(ctx, plan.ID)
	if err != nil {
		d.closed(h.common, err)
		return
	}
	if tail.RecordedAt.After(d.now().Add(time.Minute)) {
		d.sick("doctor.future", "time", tail.RecordedAt)
		return
	}
	d.well("doctor.journal_well", "plan", plan.Slug, "position", tail.Position)
}
