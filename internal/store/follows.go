package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ notices.FollowStore = (*Store)(nil)

type followFeedRow struct {
	bun.BaseModel `bun:"table:follow_feeds,alias:ff"`

	PlanID   uuid.UUID `bun:",pk"`
	Position int64
}

type followThreadRow struct {
	bun.BaseModel `bun:"table:follow_threads,alias:ft"`

	PlanID   uuid.UUID `bun:",pk"`
	Follower string    `bun:",pk"`
	Number   int       `bun:",pk"`
	Thread   string
	At       time.Time
}

// JournalBefore lists the entries of a plan up to a position, the last first, at most limit of them.
func (s *Store) JournalBefore(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error) {
	var rows []entryRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("position <= ?", position).
		Order("position desc").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("read the end of the journal: %w", err))
	}
	return entriesOf(rows)
}

// FollowPosition is how far the journal of a plan was looked through for those who follow. The first who asks begins at
// its end: what was written before nobody is told of.
func (s *Store) FollowPosition(ctx context.Context, plan uuid.UUID) (int64, error) {
	row := followFeedRow{PlanID: plan}
	err := said(s.read.NewSelect().Model(&row).WherePK().Scan(ctx))
	if !errors.Is(err, commitments.ErrNotFound) {
		return row.Position, err
	}
	if row.Position, err = s.JournalEnd(ctx, plan); err != nil {
		return 0, err
	}
	if _, err := s.write.NewInsert().Model(&row).On("conflict do nothing").Exec(ctx); err != nil {
		return 0, said(fmt.Errorf("begin to look through the journal: %w", err))
	}
	return row.Position, said(s.write.NewSelect().Model(&row).WherePK().Scan(ctx))
}

// FollowersOf lists in pages by id those who follow any of what is asked for, but for the digests of rooms. Whoever is no
// member any more is left out.
func (s *Store) FollowersOf(ctx context.Context, ask notices.FollowersAsked) ([]notices.Follower, error) {
	if err := sound(ask); err != nil {
		return nil, err
	}
	var rows []struct {
		subscriptionRow `bun:",extend"`
		Key             string
		TimeZone        string
	}
	q := s.read.NewSelect().Model(&rows).ColumnExpr("su.*").ColumnExpr("m.key").ColumnExpr("m.time_zone").
		Join("join members as m on m.id = su.member_id").Where("su.plan_id = ?", ask.Plan).Where("su.id > ?", ask.After).
		Where("(su.room = '' or su.cadence = ?)", commitments.Immediate).
		WhereGroup(" and ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.WhereOr("su.scope = ?", commitments.OfPlan)
			for scope, objects := range map[commitments.Scope][]string{
				commitments.OfTheme: ask.Themes, commitments.OfStep: ask.Steps, commitments.OfOrganisation: ask.Organisations,
				commitments.OfCommitment: ask.Refs,
			} {
				if len(objects) > 0 {
					q = q.WhereOr("(su.scope = ? and su.object in (?))", scope, bun.List(objects))
				}
			}
			return q
		})
	if err := q.Order("su.id").Limit(int64(ask.Limit)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list followers: %w", err))
	}
	list := make([]notices.Follower, len(rows))
	for i, r := range rows {
		list[i] = notices.Follower{Subscription: r.subscription(), Key: r.Key, Zone: r.TimeZone}
	}
	return list, nil
}

// FollowThreads are the keys of the messages that were the first about a commitment, for whoever got one since.
func (s *Store) FollowThreads(ctx context.Context, plan uuid.UUID, numbers []int, since time.Time) (map[notices.FollowThread]string, error) {
	threads := map[notices.FollowThread]string{}
	if len(numbers) == 0 {
		return threads, nil
	}
	var rows []followThreadRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("number in (?)", bun.List(numbers)).
		Where("at >= ?", micro(since)).Scan(ctx)
	for _, r := range rows {
		threads[notices.FollowThread{Follower: r.Follower, Number: r.Number}] = r.Thread
	}
	return threads, said(err)
}

// QueuedKeys says which of the keys were queued for a platform.
func (s *Store) QueuedKeys(ctx context.Context, platform, realm string, keys []string) (map[string]bool, error) {
	queued := map[string]bool{}
	if len(keys) == 0 {
		return queued, nil
	}
	if err := sound(platform, realm, keys); err != nil {
		return nil, err
	}
	var found []string
	err := s.read.NewSelect().Model((*outboxRow)(nil)).Column("key").Where("platform = ?", platform).Where("realm = ?", realm).
		Where("key in (?)", bun.List(keys)).Scan(ctx, &found)
	for _, key := range found {
		queued[key] = true
	}
	return queued, said(err)
}

// SettleFollowed writes what came of looking through a part of a journal, unless somebody else has.
func (s *Store) SettleFollowed(ctx context.Context, f notices.FollowSettlement) error {
	if err := sound(f.Notices, f.Sendings, f.Threads); err != nil {
		return err
	}
	if len(f.Sendings) > 0 {
		if _, err := s.Box(ctx); err != nil {
			return err
		}
	}
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		moved, err := db.NewUpdate().Model((*followFeedRow)(nil)).Set("position = ?", f.To).Where("plan_id = ?", f.Plan).
			Where("position = ?", f.From).Exec(ctx)
		if err != nil {
			return err
		}
		if err := oneRow(moved); err != nil {
			return err
		}
		if err := putNotices(ctx, db, f.Notices); err != nil {
			return err
		}
		if err := saveThreads(ctx, db, f); err != nil {
			return err
		}
		return s.queueIn(ctx, db, f.Sendings)
	})
	return s.noted(err, "settle what is followed")
}

func saveThreads(ctx context.Context, db bun.IDB, f notices.FollowSettlement) error {
	rows := make([]followThreadRow, 0, len(f.Threads))
	for thread, key := range f.Threads {
		rows = append(rows, followThreadRow{
			PlanID: f.Plan, Follower: thread.Follower, Number: thread.Number, Thread: key, At: micro(f.Now),
		})
	}
	for from := 0; from < len(rows); from += rowsAtOnce {
		some := rows[from:min(from+rowsAtOnce, len(rows))]
		_, err := db.NewInsert().Model(&some).On("conflict (plan_id, follower, number) do update").
			Set("thread = excluded.thread").Set("at = excluded.at").Exec(ctx)
		if err != nil {
			return fmt.Errorf("save threads: %w", err)
		}
	}
	return nil
}

// DigestsDue lists subscriptions of rooms whose digest is due at now, those of one room together.
func (s *Store) DigestsDue(ctx context.Context, now time.Time, limit int) ([]commitments.Subscription, error) {
	var rows []subscriptionRow
	err := s.read.NewSelect().Model(&rows).Where("next_at <= ?", micro(now)).
		Order("next_at", "plan_id", "platform", "realm", "room", "id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("find digests that are due: %w", err))
	}
	return mapped(rows, subscriptionRow.subscription), nil
}

// SettleDigest moves the subscriptions of a room on to their next day, and up to what is told, and queues the message,
// unless somebody else has.
func (s *Store) SettleDigest(ctx context.Context, d notices.RoomDigest) error {
	if d.Sending != nil {
		if _, err := s.Box(ctx); err != nil {
			return err
		}
	}
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		for _, was := range d.Subscriptions {
			q := db.NewUpdate().Model((*subscriptionRow)(nil)).Set("next_at = ?", micro(d.NextAt[was.ID])).
				Where("plan_id = ?", was.PlanID).Where("id = ?", was.ID).Where("next_at = ?", micro(was.NextAt))
			if told, ok := d.Told[was.ID]; ok {
				q.Set("position = ?", told)
			}
			moved, err := q.Exec(ctx)
			if err != nil {
				return err
			}
			if err := oneRow(moved); err != nil {
				return err
			}
		}
		if d.Sending == nil {
			return nil
		}
		return s.queueIn(ctx, db, []queue.Sending{*d.Sending})
	})
	return s.noted(err, "settle a digest")
}
