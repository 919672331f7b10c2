package store_test

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/uptrace/bun/driver/pgdriver"
	_ "modernc.org/sqlite"
)

func TestProgramsThatStartAtOnceOnAnEmptyDatabaseAllWork(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		const programs = 6
		errs := make([]error, programs)
		var wg sync.WaitGroup
		for i := range programs {
			wg.Go(func() {
				s, err := store.Open(t.Context(), d.Address, store.Options{Connections: 2})
				if err == nil {
					err = s.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatalf("open at once: %v", err)
		}
		raw := openRaw(t, d)
		var applied, distinct int
		if err := raw.QueryRow("select count(*), count(distinct name) from migrations").Scan(&applied, &distinct); err != nil {
			t.Fatal(err)
		}
		if applied == 0 || applied != distinct {
			t.Errorf("migrations: got %d rows of %d names, want each once", applied, distinct)
		}
	})
}

func TestADatabaseNewerThanTheProgramIsRefused(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		d.Open(t)
		if _, err := openRaw(t, d).Exec("insert into migrations (name, group_id) values ('9001', 9)"); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), d.Address, store.Options{})
		if !errors.Is(err, store.ErrNewer) {
			t.Fatalf("open: got %v, want ErrNewer", err)
		}
		version, ok := errors.AsType[store.VersionError](err)
		if !ok || version.Database != "9001" || version.Program == "" {
			t.Errorf("versions: got %+v", version)
		}
	})
}

func TestPendingMigrationsCanBeRefused(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		if _, err := store.Open(t.Context(), d.Address, store.Options{Pending: store.Refuse}); !errors.Is(err, store.ErrOlder) {
			t.Fatalf("open an empty database: got %v, want ErrOlder", err)
		}
		d.Open(t)
		s, err := store.Open(t.Context(), d.Address, store.Options{Pending: store.Refuse})
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		defer s.Close()
		name, current, err := s.Version(t.Context())
		if err != nil || !current || name == "" {
			t.Errorf("version: got %q, %v, %v", name, current, err)
		}
	})
}

func TestAMigrationThatWasCutShortIsDoneAgain(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		d.Open(t)
		raw := openRaw(t, d)
		// As if the process had died between the two migrations.
		statements := []string{"drop table texts", "delete from migrations where name = '0002'"}
		if d.Dialect == "sqlite" {
			statements = append(statements, "drop table texts_words")
		}
		for _, statement := range statements {
			if _, err := raw.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		s := d.Open(t)
		if _, current, err := s.Version(t.Context()); err != nil || !current {
			t.Errorf("version: got current %v, %v", current, err)
		}
	})
}

// openRaw opens the database beside the store.
func openRaw(t testing.TB, d storetest.Database) *sql.DB {
	t.Helper()
	var db *sql.DB
	if path, ok := strings.CutPrefix(d.Address, "sqlite:"); ok {
		var err error
		if db, err = sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"); err != nil {
			t.Fatal(err)
		}
	} else {
		db = sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(d.Address)))
	}
	t.Cleanup(func() { db.Close() })
	return db
}
