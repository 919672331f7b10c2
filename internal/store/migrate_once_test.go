package store

import (
	"errors"
	"path/filepath"
	"testing"
)

// Two programs read at the same moment that a migration is pending; one is faster. On PostgreSQL an advisory lock keeps
// the other from even reading.
func TestAMigrationThatAnotherProgramHasAppliedMeanwhileIsNotAppliedAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "accord.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	migrator, err := s.migrator()
	if err != nil {
		t.Fatal(err)
	}
	all, err := migrator.MigrationsWithStatus(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if err := all[i].Up(ctx, migrator, &all[i]); !errors.Is(err, errDone) {
			t.Errorf("migration %s once more: got %v, want that it is applied", all[i].Name, err)
		}
	}
}
