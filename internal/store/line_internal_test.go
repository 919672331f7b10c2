package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/uptrace/bun"
)

// lined is a new SQLite database with a table that remembers who wrote to it in which order.
func lined(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "accord.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.NewRaw("create table came (place integer primary key autoincrement, who integer)").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func came(ctx context.Context, db bun.IDB, who int) error {
	_, err := db.NewRaw("insert into came (who) values (?)", who).Exec(ctx)
	return err
}

func TestWhoeverWritesToSQLiteIsServedInTheOrderInWhichTheyCame(t *testing.T) {
	t.Parallel()
	// Each kind of writer that there is; the second one reads on.
	kinds := []func(ctx context.Context, s *Store, who int) error{
		func(ctx context.Context, s *Store, who int) error { return came(ctx, s.write, who) },
		func(ctx context.Context, s *Store, who int) error {
			var places []int
			return s.write.NewRaw("insert into came (who) values (?) returning place", who).Scan(ctx, &places)
		},
		func(ctx context.Context, s *Store, who int) error {
			return s.inTx(ctx, func(ctx context.Context, db bun.IDB) error { return came(ctx, db, who) })
		},
		func(ctx context.Context, s *Store, who int) error {
			return s.write.RunInTx(ctx, nil, func(ctx context.Context, db bun.Tx) error { return came(ctx, db, who) })
		},
	}
	synctest.Test(t, func(t *testing.T) {
		s := lined(t)
		release, done := make(chan struct{}), make(chan error)
		go func() {
			done <- s.inTx(t.Context(), func(context.Context, bun.IDB) error { <-release; return nil })
		}()
		synctest.Wait()
		const writers = 40
		for who := range writers {
			go func() { done <- kinds[who%len(kinds)](t.Context(), s, who) }()
			synctest.Wait()
		}
		close(release)
		for range writers + 1 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		var order []int
		if err := s.read.NewRaw("select who from came order by place").Scan(t.Context(), &order); err != nil {
			t.Fatal(err)
		}
		if len(order) != writers || !slices.IsSorted(order) {
			t.Errorf("order %v", order)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestWhoeverLeavesTheLineHasWrittenNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := lined(t)
		release, holder := make(chan struct{}), make(chan error, 1)
		go func() {
			holder <- s.inTx(t.Context(), func(context.Context, bun.IDB) error { <-release; return nil })
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		for who, write := range []func() error{
			func() error { return came(ctx, s.write, 0) },
			func() error {
				return s.write.NewRaw("insert into came (who) values (1) returning place").Scan(ctx, new([]int))
			},
			func() error {
				_, err := s.write.NewSelect().Table("came").Count(ctx)
				return err
			},
			func() error {
				return s.inTx(ctx, func(ctx context.Context, db bun.IDB) error { return came(ctx, db, 3) })
			},
		} {
			go func() {
				if err := write(); !errors.Is(err, context.Canceled) {
					gone <- fmt.Errorf("writer %d: %w", who, err)
					return
				}
				gone <- nil
			}()
		}
		synctest.Wait()
		cancel()
		for range 4 {
			if err := <-gone; err != nil {
				t.Error(err)
			}
		}
		close(release)
		if err := <-holder; err != nil {
			t.Error(err)
		}
		if n, err := s.write.NewSelect().Table("came").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d have written: %v", n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
