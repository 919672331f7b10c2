package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ commitments.Tx = (*tx)(nil)

// tries is how often a change is run if the database keeps asking for it.
const tries = 5

// Change runs f in one transaction that holds the lock of the plan's row, if a plan is named and there; on SQLite
// every change waits for every other. It commits if f returns nil, and runs f again after a deadlock or a failed
// serialization, a few times. An error of f comes back as it is.
func (s *Store) Change(ctx context.Context, plan string, f func(commitments.Tx) error) error {
	leave, err := s.queue(ctx, plan)
	if err != nil {
		return err
	}
	defer leave()
	return said(s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		t := &tx{store: s, db: db, loaded: map[uuid.UUID]commitments.Commitment{}}
		if plan != "" {
			if err := t.lock(ctx, plan); err != nil {
				return fmt.Errorf("lock plan %s: %w", plan, err)
			}
		}
		return f(t)
	}))
}

// queue lets those wait, without holding a connection, who will have to wait for the row of a plan. On SQLite everybody
// stands in one line anyway.
func (s *Store) queue(ctx context.Context, plan string) (leave func(), err error) {
	if plan == "" || !s.postgres() {
		return func() {}, nil
	}
	return s.turns.wait(ctx, plan)
}

// inTx runs f in a transaction, and again if the database asks for that.
func (s *Store) inTx(ctx context.Context, f func(ctx context.Context, db bun.IDB) error) error {
	return insist(ctx, func(ctx context.Context) error {
		return s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return f(ctx, tx) })
	})
}

// insist runs f, and again if the database asks for that: what f did then is undone.
func insist(ctx context.Context, f func(ctx context.Context) error) error {
	for try := 1; ; try++ {
		err := f(ctx)
		if !again(err) || try == tries {
			return err
		}
		if err := pause(ctx, time.Duration(try)*5*time.Millisecond); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// tx is one transaction. It remembers what it has locked and loaded, so that a change needs few round trips.
type tx struct {
	store  *Store
	db     bun.IDB
	plan   *planRow    // locked; nil if none was named, or it is not there
	saved  *plans.Plan // the plan as this transaction has written it
	loaded map[uuid.UUID]commitments.Commitment

	analysed bool // see bulk.go
}

func (t *tx) lock(ctx context.Context, slug string) error {
	if err := sound(slug); err != nil {
		return err
	}
	row := new(planRow)
	q := t.db.NewSelect().Model(row).Where("slug = ?", slug)
	if t.store.postgres() {
		q.For("UPDATE")
	}
	err := said(q.Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return nil
	}
	t.plan = row
	return err
}
