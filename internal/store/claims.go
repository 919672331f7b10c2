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

// claim takes the rows that can be claimed, and scans them into rows. Two programs never get the same. Those that stand
// aside take their place first, in the same transaction.
func (s *Store) claim(ctx context.Context, l lanes, c claim, rows any, also ...string) error {
	aside, err := s.aside(ctx, l, c)
	if err != nil {
		return s.noted(err, "look who stands aside")
	}
	if len(aside) == 0 {
		if idle, err := s.idle(ctx, l, c); err != nil || idle {
			return s.noted(err, "look for what can be claimed")
		}
		return s.noted(s.take(ctx, s.write, l, c, rows, also), "claim from the "+l.table)
	}
	err = s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		if err := l.join(ctx, db, aside, c.now); err != nil {
			return err
		}
		return s.take(ctx, db, l, c, rows, also)
	})
	return s.noted(err, "claim from the "+l.table)
}

// take is claim once everybody has a place.
func (s *Store) take(ctx context.Context, db bun.IDB, l lanes, c claim, rows any, also []string) error {
	due := c.due(db, l)
	if s.postgres() {
		due.For("update skip locked")
	}
	q := db.NewUpdate().With("due", due).Model(rows).Set("next_at = ?", micro(c.until)).
		Set("attempts = attempts + 1").Set("claim = claim + 1").Where("position in (select position from due)").Returning("*")
	for _, set := range also {
		q.Set(set)
	}
	if err := q.Scan(ctx); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// due are those that can be claimed, those first that have waited longest.
func (c claim) due(db bun.IDB, l lanes) *bun.SelectQuery {
	return db.NewSelect().TableExpr("?", bun.Ident(l.table)).Column("position").
		Where("platform = ?", c.platform).Where("next_at <= ?", micro(c.now)).Order("next_at", "position").Limit(c.limit)
}

// recall lets those be claimed at once whose instant is too far ahead to be true.
func (s *Store) recall(ctx context.Context, l lanes, platform string, now, far time.Time) error {
	_, err := s.write.NewUpdate().Table(l.table).Set("next_at = ?", micro(now)).
		Where("platform = ?", platform).Where("next_at > ?", micro(far)).Exec(ctx)
	return s.noted(err, "recall what waits too long")
}

// idle says whether there is nothing to claim, on SQLite: there looking first costs nothing, and claiming holds up writers.
func (s *Store) idle(ctx context.Context, l lanes, c claim) (bool, error) {
	if s.postgres() {
		return false, nil
	}
	var found []int64
	err := c.due(s.read, l).Scan(ctx, &found)
	return len(found) == 0, err
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
