// Package storetest gives tests an empty store of their own on every database that this run has: a SQLite file, and a
// schema on the PostgreSQL server that pgtest knows. It also fills a store with worlds of any size for benchmarks.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/google/uuid"
	"github.com/uptrace/bun/driver/pgdriver"
)

// Database is an address that a test has for itself.
type Database struct {
	Dialect string // "sqlite" or "postgres"
	Address string // as store.Open takes it; there are no tables yet
}

// Main runs the tests of a package and says in one line what they left out: os.Exit(storetest.Main(m)).
func Main(m *testing.M) int {
	if os.Getenv(pgtest.AddressVariable) == "" {
		fmt.Fprintln(os.Stderr, pgtest.LeftOut)
	}
	return m.Run()
}

// Each runs the test once on every database, in parallel, each with an empty store whose tables are made.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachDatabase(t, func(t *testing.T, d Database) { test(t, d.Open(t)) })
}

// EachDatabase runs the test once on every database, in parallel, each with an address where nothing is yet.
func EachDatabase(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	if dsn, ok := pgtest.DSN(t); ok {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			test(t, Postgres(t, dsn))
		})
	}
}

// SQLite is a file that is not there yet.
func SQLite(t testing.TB) Database {
	return Database{Dialect: "sqlite", Address: "sqlite:" + filepath.Join(t.TempDir(), "accord.db")}
}

// Postgres is an empty schema on the server at the address. It is dropped after the test.
func Postgres(t testing.TB, dsn string) Database {
	t.Helper()
	schema := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	run(t, t.Context(), dsn, "create schema "+schema)
	t.Cleanup(func() { run(t, context.Background(), dsn, "drop schema "+schema+" cascade") })
	return Database{Dialect: "postgres", Address: WithParameter(t, dsn, "search_path", schema)}
}

// WithParameter is the address with one more session parameter.
func WithParameter(t testing.TB, dsn, name, value string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("parse the address of PostgreSQL: %v", err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// SecretKey is what stores that tests open on PostgreSQL seal with, as ACCORD_SECRET_KEY takes it. On SQLite they use the
// file beside the database.
const SecretKey = "YWNjb3JkIHRlc3RzIHNlYWwgd2l0aCB0aGlzIGtleS4="

func (d Database) box(t testing.TB) *seal.Box {
	t.Helper()
	if d.Dialect == "sqlite" {
		return nil
	}
	box, err := seal.Parse(SecretKey)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// Open opens a store on the database, and closes it after the test.
func (d Database) Open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), d.Address, store.Options{Program: "accord test", Connections: 8, Box: d.box(t)})
	if err != nil {
		t.Fatalf("open %s: %v", d.Dialect, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close %s: %v", d.Dialect, err)
		}
	})
	return s
}

func run(t testing.TB, ctx context.Context, dsn, statement string) {
	t.Helper()
	db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn)))
	defer db.Close()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
