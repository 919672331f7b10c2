package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

const pgName = dialect.PG

// claim is what is asked of a table of rows that wait.
type claim struct {
	platform   string
	now, until time.Time
	limit      int64
}

// claim takes the rows that can be claimed, and scans them into rows. Two programs never get the same.
func (s *Store) claim(ctx context.Context, l lanes, c claim, rows any, also ...string) error {
	due := s.write.NewSelect().TableExpr("?", bun.Ident(l.table)).Column("position").
		Where("platform = ?", c.platform).Where("next_at <= ?", micro(c.now)).Order("next_at", "position").Limit(c.limit)
	if s.postgres() {
		due.For("update skip locked")
	} else if idle, err := s.idle(ctx, due); err != nil || idle {
		return err
	}
	q := s.write.NewUpdate().With("due", due).Model(rows).Set("next_at = ?", micro(c.until)).
		Set("attempts = attempts + 1").Set("claim = claim + 1").Where("position in (select position from due)").Returning("*")
	for _, set := range also {
		q.Set(set)
	}
	if err := q.Scan(ctx); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return said(fmt.Errorf("claim from the %s: %w", l.table, err))
	}
	return nil
}

// recall lets those be claimed at once whose instant is too far ahead to be true.
func (s *Store) recall(ctx context.Context, l lanes, platform string, now, far time.Time) error {
	_, err := s.write.NewUpdate().Table(l.table).Set("next_at = ?", micro(now)).
		Where("platform = ?", platform).Where("next_at > ?", micro(far)).Exec(ctx)
	return s.noted(err, "recall what waits too long")
}

// idle says whether there is nothing to claim. On SQLite looking first costs nothing, and claiming holds up writers.
func (s *Store) idle(ctx context.Context, due *bun.SelectQuery) (bool, error) {
	var found []int64
	if err := due.Conn(s.read).Scan(ctx, &found); err != nil {
		return false, said(fmt.Errorf("look for what can be claimed: %w", err))
	}
	return len(found) == 0, nil
}

// lostUnlessOne is ErrLost if a statement about a claim found no row that is claimed so.
func lostUnlessOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return queue.ErrLost
}

// noted adds to an error what was being done; ErrLost comes as it is.
func (s *Store) noted(err error, what string) error {
	if err == nil || errors.Is(err, queue.ErrLost) {
		return err
	}
	return said(fmt.Errorf("%s: %w", what, err))
}
