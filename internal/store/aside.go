package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// asideRow is a row that has no place in its lane yet.
type asideRow struct {
	Position                      int64
	Platform, Realm, Conversation string
}

func (r asideRow) lane() lane {
	return lane{Platform: r.Platform, Realm: r.Realm, Conversation: r.Conversation}
}

// joinAtOnce is how many that stand aside take their place at once. More do at the next claim.
const joinAtOnce = 200

// aside are rows of a platform that may take their place: what came in by now, and what was not to be sent before.
func (s *Store) aside(ctx context.Context, l lanes, c claim) (rows []asideRow, err error) {
	q := s.read.NewSelect().TableExpr("?", bun.Ident(l.table)).Column("position", "platform", "realm", "conversation").
		Where("platform = ?", c.platform).Where("joins_at is not null").OrderExpr("?", bun.Ident(l.order)).Limit(joinAtOnce)
	if l == outboxLanes() {
		q.Where("joins_at <= ?", micro(c.now))
	}
	err = q.Scan(ctx, &rows)
	return rows, err
}

// join lets rows take their place that still stand aside.
func (l lanes) join(ctx context.Context, db bun.IDB, rows []asideRow, at time.Time) error {
	positions, all := make([]int64, len(rows)), make([]lane, len(rows))
	for i, row := range rows {
		positions[i], all[i] = row.Position, row.lane()
	}
	if err := l.lock(ctx, db, all...); err != nil {
		return err
	}
	_, err := db.NewUpdate().Table(l.table).Set("joins_at = null").
		Set("next_at = case when conversation = '' then joins_at else next_at end").
		Where("position in (?)", bun.List(positions)).Where("joins_at is not null").Exec(ctx)
	if err != nil {
		return fmt.Errorf("let them take their place: %w", err)
	}
	return l.settleAll(ctx, db, distinct(all), at)
}

// settleAll is settle for lanes in which everybody who waits has just come: few.
func (l lanes) settleAll(ctx context.Context, db bun.IDB, all []lane, at time.Time) error {
	taken, err := l.taken(ctx, db, all)
	if err != nil {
		return err
	}
	var free []bun.TupleValues
	for _, each := range all {
		if !taken[each] {
			free = append(free, bun.Tuple([]string{each.Platform, each.Realm, each.Conversation}))
		}
	}
	if len(free) == 0 {
		return nil
	}
	firsts := db.NewSelect().TableExpr("?", bun.Ident(l.table)).ColumnExpr("min(position)").
		Where("(platform, realm, conversation) in (values ?)", bun.List(free)).Where(inLane).
		Group("platform", "realm", "conversation")
	if _, err := db.NewUpdate().Table(l.table).Set("next_at = ?", micro(at)).Where("position in (?)", firsts).Exec(ctx); err != nil {
		return fmt.Errorf("let the first ones come: %w", err)
	}
	return nil
}
