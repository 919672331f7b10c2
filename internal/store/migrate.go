package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/migrations"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

// ErrNewer says that the database was written by a newer program, ErrOlder that migrations are pending.
var (
	ErrNewer = errors.New("the database is newer than the program")
	ErrOlder = errors.New("the database lacks migrations")
)

// VersionError names the last migration that the database has and the last that the program knows.
type VersionError struct {
	Database string // "0007"; empty if there are no tables yet
	Program  string
	meaning  error
}

func (e VersionError) Error() string {
	return fmt.Sprintf("%v: it has migration %q, the program knows %q", e.meaning, e.Database, e.Program)
}

// Unwrap is ErrNewer or ErrOlder.
func (e VersionError) Unwrap() error { return e.meaning }

const (
	migrationsTable = "migrations"
	locksTable      = "migration_locks" // bun makes it; the lock is another (see migrate)
)

// errDone says that another process has applied the migration meanwhile.
var errDone = errors.New("migration is applied already")

// migrate applies what is pending. Each migration and the note that it was applied are one transaction, so that a
// process that dies leaves either both or none. On PostgreSQL an advisory lock keeps others waiting; on SQLite the
// transaction itself does, and whoever comes second finds the note.
func (s *Store) migrate(ctx context.Context) error {
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if version.meaning == nil {
		return nil
	}
	if errors.Is(version, ErrNewer) {
		return version
	}
	if !s.postgres() {
		return s.applyPending(ctx)
	}
	return s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "set local lock_timeout = '50s'"); err != nil {
			return fmt.Errorf("wait for migrations: %w", err)
		}
		if _, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock(hashtextextended('accord migrations ' || current_schema(), 0))"); err != nil {
			return fmt.Errorf("wait for migrations: %w", err)
		}
		return s.applyPending(ctx)
	})
}

func (s *Store) applyPending(ctx context.Context) error {
	migrator, err := s.migrator()
	if err != nil {
		return err
	}
	if err := migrator.Init(ctx); err != nil {
		return fmt.Errorf("make the table of migrations: %w", err)
	}
	for {
		if _, err = migrator.Migrate(ctx); !errors.Is(err, errDone) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	version, err := s.version(ctx)
	if err == nil && version.meaning != nil {
		return version
	}
	return err
}

func (s *Store) migrator() (*migrate.Migrator, error) {
	d := s.write.Dialect().Name()
	all, err := migrations.For(d)
	if err != nil {
		return nil, err
	}
	return migrate.NewMigrator(s.write.DB, all,
		migrate.WithTableName(migrationsTable), migrate.WithLocksTableName(locksTable),
		migrate.WithMarkAppliedOnSuccess(true), migrate.WithUpsert(true), migrate.WithTemplateData(migrations.Words(d)),
		migrate.BeforeMigration(refuseDone), migrate.AfterMigration(noteDone)), nil
}

// refuseDone runs in the transaction of the migration, before it.
func refuseDone(ctx context.Context, db bun.IConn, m *migrate.Migration) error {
	var done int
	row := db.QueryRowContext(ctx, "select count(*) from "+migrationsTable+" where name = ?", m.Name)
	if err := row.Scan(&done); err != nil {
		return fmt.Errorf("look up migration %s: %w", m.Name, err)
	}
	if done > 0 {
		return errDone
	}
	return nil
}

// noteDone runs in the transaction of the migration, after it. What bun itself notes after the transaction is then
// an update of the same row.
func noteDone(ctx context.Context, db bun.IConn, m *migrate.Migration) error {
	_, err := db.ExecContext(ctx, "insert into "+migrationsTable+" (name, group_id) values (?, ?)", m.Name, m.GroupID)
	if err != nil {
		return fmt.Errorf("note migration %s: %w", m.Name, err)
	}
	return nil
}

// Version is the last migration that the database has, "0002", and whether it is the last that the program knows.
func (s *Store) Version(ctx context.Context) (name string, current bool, err error) {
	version, err := s.version(ctx)
	return version.Database, version.meaning == nil, said(err)
}

func (s *Store) refusePending(ctx context.Context) error {
	version, err := s.version(ctx)
	if err == nil && version.meaning != nil {
		return version
	}
	return err
}

// version compares the database with the program. Its meaning is nil if they agree.
func (s *Store) version(ctx context.Context) (VersionError, error) {
	all, err := migrations.For(s.read.Dialect().Name())
	if err != nil {
		return VersionError{}, err
	}
	known := all.Sorted()
	v := VersionError{Program: known[len(known)-1].Name, meaning: ErrOlder}
	there, err := s.hasMigrations(ctx)
	if err != nil || !there {
		return v, err
	}
	var applied []string
	if err := s.read.NewSelect().Table(migrationsTable).Column("name").Order("name").Scan(ctx, &applied); err != nil {
		return v, fmt.Errorf("read the table of migrations: %w", err)
	}
	if len(applied) > 0 {
		v.Database = applied[len(applied)-1]
	}
	switch {
	case v.Database > v.Program:
		v.meaning = ErrNewer
	case len(applied) == len(known):
		v.meaning = nil
	}
	return v, nil
}

func (s *Store) hasMigrations(ctx context.Context) (bool, error) {
	q := "select count(*) from sqlite_master where type = 'table' and name = '" + migrationsTable + "'"
	if s.postgres() {
		q = "select count(*) from pg_catalog.pg_tables where schemaname = current_schema() and tablename = '" + migrationsTable + "'"
	}
	var n int
	if err := s.read.QueryRowContext(ctx, q).Scan(&n); err != nil {
		return false, fmt.Errorf("look for tables: %w", err)
	}
	return n > 0, nil
}
