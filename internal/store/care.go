package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ queue.Care = (*Store)(nil)

// Waiting counts what waits and what was given up.
func (s *Store) Waiting(ctx context.Context) ([]queue.Backlog, error) {
	var all []queue.Backlog
	for _, l := range []lanes{inboxLanes(), outboxLanes()} {
		found := map[string]*queue.Backlog{}
		of := func(platform string) *queue.Backlog {
			if found[platform] == nil {
				found[platform] = &queue.Backlog{Platform: platform, Inbox: l.table == inboxLanes().table}
			}
			return found[platform]
		}
		waiting, err := s.count(ctx, l.table, "done_at is null")
		if err != nil {
			return nil, err
		}
		for _, row := range waiting {
			b := of(row.Platform)
			b.Waiting = row.Count
			if b.Due, err = s.firstDue(ctx, l, row.Platform); err != nil {
				return nil, err
			}
		}
		given, err := s.count(ctx, l.table, "given_up_at is not null")
		if err != nil {
			return nil, err
		}
		for _, row := range given {
			of(row.Platform).GivenUp = row.Count
		}
		for _, b := range found {
			all = append(all, *b)
		}
	}
	slices.SortFunc(all, func(a, b queue.Backlog) int {
		if a.Platform == b.Platform && a.Inbox != b.Inbox {
			if a.Inbox {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Platform, b.Platform)
	})
	return all, nil
}

type countRow struct {
	Platform string
	Count    int
}

// count counts the rows of which something is true that has an index, but not for ever, by platform.
func (s *Store) count(ctx context.Context, table, is string) ([]countRow, error) {
	few := s.read.NewSelect().TableExpr("?", bun.Ident(table)).Column("platform").Where(is).Limit(queue.MostCounted)
	var rows []countRow
	err := s.read.NewSelect().TableExpr("(?) as counted", few).ColumnExpr("platform, count(*) as count").
		Group("platform").Scan(ctx, &rows)
	if err != nil {
		return nil, said(fmt.Errorf("count the %s: %w", table, err))
	}
	return rows, nil
}

// firstDue is when the first of a platform can be claimed, or could have been.
func (s *Store) firstDue(ctx context.Context, l lanes, platform string) (time.Time, error) {
	due, err := s.first(ctx, l.table, platform, "next_at", "next_at")
	if err != nil || l != inboxLanes() {
		return due, err
	}
	came, err := s.first(ctx, l.table, platform, "joins_at", l.order) // nobody has looked since
	if due.IsZero() || !came.IsZero() && came.Before(due) {
		due = came
	}
	return due, err
}

// first is an instant of the row that is first in an order that has an index; zero if no row has one.
func (s *Store) first(ctx context.Context, table, platform, instant, order string) (time.Time, error) {
	var rows []struct{ At time.Time }
	err := s.read.NewSelect().TableExpr("?", bun.Ident(table)).ColumnExpr("? as at", bun.Ident(instant)).Where("platform = ?", platform).
		Where("? is not null", bun.Ident(instant)).OrderExpr("?", bun.Ident(order)).Limit(1).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return time.Time{}, said(err)
	}
	return rows[0].At.UTC(), nil
}

// GivenUp lists what was given up, the last first.
func (s *Store) GivenUp(ctx context.Context, limit int) ([]queue.GivenUp, error) {
	var received []inboxRow
	err := s.read.NewSelect().Model(&received).ExcludeColumn("payload").Where("given_up_at is not null").
		Order("given_up_at desc").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list what was given up: %w", err))
	}
	var sendings []outboxRow
	err = s.read.NewSelect().Model(&sendings).ExcludeColumn("payload").Where("given_up_at is not null").
		Order("given_up_at desc").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list what was given up: %w", err))
	}
	var all []queue.GivenUp
	for i := range received {
		r := &received[i]
		all = append(all, queue.GivenUp{
			ID: r.ID, Platform: r.Platform, Realm: r.Realm, Inbox: true, Kind: r.Kind, At: instant(r.GivenUpAt), Attempts: r.Attempts,
			Trouble: r.Trouble,
		})
	}
	for i := range sendings {
		r := &sendings[i]
		all = append(all, queue.GivenUp{
			ID: r.ID, Platform: r.Platform, Realm: r.Realm, Kind: r.Kind, At: instant(r.GivenUpAt), Attempts: r.Attempts,
			Trouble: r.Trouble,
		})
	}
	slices.SortStableFunc(all, func(a, b queue.GivenUp) int { return b.At.Compare(a.At) })
	return all[:min(len(all), limit)], nil
}

// Revive lets something be tried again, before what waits in its conversation. It is commitments.ErrNotFound if it was not given up.
func (s *Store) Revive(ctx context.Context, id uuid.UUID, now time.Time) error {
	for _, l := range []lanes{inboxLanes(), outboxLanes()} {
		err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error { return l.revive(ctx, db, id, now) })
		if !errors.Is(err, commitments.ErrNotFound) {
			return s.noted(err, "revive")
		}
	}
	return commitments.ErrNotFound
}

func (l lanes) revive(ctx context.Context, db bun.IDB, id uuid.UUID, now time.Time) error {
	var of lane
	err := db.NewSelect().TableExpr("?", bun.Ident(l.table)).Column("platform", "realm", "conversation").
		Where("id = ?", id).Where("given_up_at is not null").Scan(ctx, &of.Platform, &of.Realm, &of.Conversation)
	if err != nil {
		return said(err)
	}
	if err := l.lock(ctx, db, of); err != nil {
		return err
	}
	q := db.NewUpdate().Table(l.table).Set("done_at = null").Set("given_up_at = null").Set("failures = 0").Set("attempts = 0").Set("claim = claim + 1").
		Where("id = ?", id).Where("given_up_at is not null")
	if l.table == outboxLanes().table { // what had expired may go out after all
		q.Set("not_before = ?", micro(now)).Set("expires_at = null")
	}
	if !of.ordered() {
		q.Set("next_at = ?", micro(now))
	}
	if _, err := q.Exec(ctx); err != nil {
		return err
	}
	return l.settle(ctx, db, of, now)
}

// Prune deletes what is older than the queue keeps it, in statements that are soon over.
func (s *Store) Prune(ctx context.Context, now time.Time, limit int) (int, error) {
	pruned := 0
	for _, old := range []struct {
		table, is, column string
		kept              time.Duration
	}{
		{"inbox", "given_up_at is null", "done_at", queue.KeptReceived},
		{"outbox", "given_up_at is null", "done_at", queue.KeptSendings},
		{"inbox", "given_up_at is not null", "given_up_at", queue.KeptGivenUp},
		{"outbox", "given_up_at is not null", "given_up_at", queue.KeptGivenUp},
	} {
		before := s.write.NewSelect().TableExpr("?", bun.Ident(old.table)).Column("position").
			Where("? < ?", bun.Ident(old.column), micro(now.Add(-old.kept))).Where(old.is).
			OrderExpr("?", bun.Ident(old.column)).Limit(int64(limit))
		result, err := s.write.NewDelete().Table(old.table).Where("position in (?)", before).Exec(ctx)
		if err != nil {
			return pruned, said(fmt.Errorf("prune the %s: %w", old.table, err))
		}
		n, err := result.RowsAffected()
		if err != nil {
			return pruned, err
		}
		pruned += int(n)
	}
	return pruned, nil
}
