package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/store"
)

type backupCommand struct {
	File string `arg:"" type:"path" help:"The file to write. It must not exist yet."`
}

// Run copies everything, as of one moment, while other programs go on writing: by VACUUM INTO on SQLite, by pg_dump on
// PostgreSQL.
func (c backupCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	if _, err := os.Lstat(c.File); err == nil {
		return &fs.PathError{Op: "backup", Path: c.File, Err: fs.ErrExist}
	}
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		var err error
		if h.common.Database.Kind() == config.SQLite {
			err = h.store.BackupTo(ctx, c.File)
		} else {
			err = dump(ctx, p, h.common.Database, c.File)
		}
		if errors.Is(err, errNoTool) {
			return h.exportAll(ctx, p, c.File)
		}
		if err != nil {
			return err
		}
		h.say(p, "admin.backed_up", "file", c.File)
		if _, err := os.Stat(h.store.KeyFile()); err == nil && h.common.SecretKey.IsZero() {
			h.say(p, "bot.key_beside", "file", h.store.KeyFile())
		}
		matrix, err := h.store.UsesMatrix(ctx)
		if matrix {
			h.say(p, "matrixkeys.not_in_backup")
		}
		return err
	})
}

// exportAll writes a complete bundle of every plan beside the name of a backup: less than a backup, and better than none.
func (h *house) exportAll(ctx context.Context, p Program, file string) error {
	all, err := h.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, plan := range all {
		path := file + "." + plan.Slug + ".ndjson"
		err := writeWhole(path, func(w io.Writer) error {
			_, err := bundle.Export(ctx, h.store, bundle.ExportOptions{Plan: plan.Slug, Complete: true, NDJSON: true, WithNames: true}, w)
			return err
		})
		if err != nil {
			return fmt.Errorf("export plan %s: %w", plan.Slug, err)
		}
		h.say(p, "admin.backed_up_bundle", "file", path)
	}
	return nil
}

type restoreCommand struct {
	File string `arg:"" type:"existingfile" help:"A file that backup wrote."`
}

// Run puts a backup where no database is yet, then opens it, which brings an older backup up to date.
func (c restoreCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	if cli.Database.IsZero() {
		return config.ErrNoDataFolder
	}
	var err error
	if cli.Database.Kind() == config.SQLite {
		err = restoreFile(c.File, cli.Database.Path())
	} else {
		err = restoreDump(ctx, p, cli.Common, c.File)
	}
	if err != nil {
		return err
	}
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		h.say(p, "admin.restored", "file", c.File, "database", h.common.Database.String())
		return h.verifyStore(ctx, p, "")
	})
}

// restoreFile copies a backup beside the place of the database first, so that a copy that was cut short is none.
func restoreFile(backup, database string) (err error) {
	if _, err := os.Lstat(database); err == nil {
		return &fs.PathError{Op: "restore", Path: database, Err: fs.ErrExist}
	}
	if err := os.MkdirAll(filepath.Dir(database), 0o700); err != nil {
		return err
	}
	from, err := os.Open(backup)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	part := database + ".part"
	to, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	err = errors.Join(err, to.Sync(), to.Close())
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, database)
}

// restoreDump refuses a database that has plans already, then lets pg_restore fill it.
func restoreDump(ctx context.Context, p Program, common config.Common, file string) error {
	h, err := openPart(ctx, p, common, store.Options{Pending: store.Refuse})
	if err == nil {
		return errors.Join(saidError{fs.ErrExist, h.printer.Sentence("admin.database_not_empty", "database", common.Database.String())}, h.close())
	}
	if !errors.Is(err, store.ErrOlder) {
		return err
	}
	var version store.VersionError
	if errors.As(err, &version) && version.Database != "" {
		return fmt.Errorf("restore into %s: %w", common.Database, fs.ErrExist)
	}
	return undump(ctx, p, common.Database, file)
}
