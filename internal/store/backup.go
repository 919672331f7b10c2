package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// ErrOtherDialect says that a database of this kind is copied by other means: pg_dump.
var ErrOtherDialect = errors.New("only a SQLite database is copied like this")

// BackupTo writes a consistent copy of a SQLite database, which may be in use meanwhile, to a file that must not be
// there yet. The copy is readable by its owner alone.
func (s *Store) BackupTo(ctx context.Context, path string) error {
	if s.postgres() {
		return ErrOtherDialect
	}
	if err := soundText(path); err != nil {
		return err
	}
	// VACUUM INTO takes an empty file, and this one has its mode from the start and cannot be somebody else's.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return said(fmt.Errorf("back up: %w", err))
	}
	if err := file.Close(); err != nil {
		return said(fmt.Errorf("back up: %w", err))
	}
	if err := s.vacuumInto(ctx, path); err != nil {
		return errors.Join(said(fmt.Errorf("back up: %w", err)), os.Remove(path))
	}
	return syncFile(path)
}

// vacuumInto has a connection of its own: those that read may not, and the one that writes has better things to do.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	db, err := openSQLite(s.path, 1, copies)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "vacuum into ?", path)
	return errors.Join(err, db.Close())
}

// syncFile makes what was written survive a power cut.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return said(errors.Join(file.Sync(), file.Close()))
}
