package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var _ notices.Store = (*Store)(nil)

// PutNotices puts notices down. Those that are there already are left out.
func (s *Store) PutNotices(ctx context.Context, list []notices.Notice) error {
	if err := sound(list); err != nil {
		return err
	}
	return said(putNotices(ctx, s.write, list))
}

func putNotices(ctx context.Context, db bun.IDB, list []notices.Notice) error {
	rows := mapped(list, noticeRowOf)
	for from := 0; from < len(rows); from += rowsAtOnce {
		some := rows[from:min(from+rowsAtOnce, len(rows))]
		if _, err := db.NewInsert().Model(&some).On("conflict do nothing").Exec(ctx); err != nil {
			return fmt.Errorf("put down notices: %w", err)
		}
	}
	return nil
}

// WaitingNotices are those to be looked at by now, of at most so many people, the longest waiting first; of each person
// all of them, in order of their kinds and of what they are about.
func (s *Store) WaitingNotices(ctx context.Context, now time.Time, people int) ([]notices.Notice, error) {
	var members []uuid.UUID
	err := s.read.NewSelect().Model((*noticeRow)(nil)).Column("member_id").Where("at <= ?", micro(now)).
		Group("member_id").OrderExpr("min(at), member_id").Limit(int64(people)).Scan(ctx, &members)
	if err != nil || len(members) == 0 {
		return nil, said(err)
	}
	var rows []noticeRow
	err = s.read.NewSelect().Model(&rows).Where("member_id in (?)", bun.List(members)).Where("at <= ?", micro(now)).
		Order("member_id", "kind", "plan_id", "number", "object", "anchor").Scan(ctx)
	return mapped(rows, noticeRow.notice), said(err)
}

// NoticesOf lists what was decided about a member, the latest first, and what waits, at most limit of each.
func (s *Store) NoticesOf(ctx context.Context, member uuid.UUID, limit int) (decided, waiting []notices.Notice, err error) {
	var done, open []noticeRow
	err = s.read.NewSelect().Model(&done).Where("member_id = ?", member).Where("decided_at is not null").
		Order("decided_at desc", "kind", "number", "anchor desc").Limit(int64(limit)).Scan(ctx)
	if err == nil {
		err = s.read.NewSelect().Model(&open).Where("member_id = ?", member).Where("at is not null").
			Order("at", "kind", "number", "anchor").Limit(int64(limit)).Scan(ctx)
	}
	return mapped(done, noticeRow.notice), mapped(open, noticeRow.notice), said(err)
}

// WeeklyTold lists, by number, the days on which weekly reminders about commitments of a plan were sent.
func (s *Store) WeeklyTold(ctx context.Context, plan uuid.UUID, numbers []int) (map[int][]civil.Date, error) {
	told := map[int][]civil.Date{}
	if len(numbers) == 0 {
		return told, nil
	}
	var rows []noticeRow
	err := s.read.NewSelect().Model(&rows).Column("number", "kind", "anchor", "sent_on").Where("plan_id = ?", plan).
		Where("number in (?)", bun.List(numbers)).Where("kind = ?", notices.Overdue).Where("sent_on <> ''").
		Order("number", "sent_on").Scan(ctx)
	for _, r := range rows {
		n := r.notice()
		if n.Weekly() {
			told[r.Number] = append(told[r.Number], r.SentOn)
		}
	}
	return told, said(err)
}

// Unanswered counts the commitments of a plan whose deputies were told on the day or later, and that are open without
// news since they were.
func (s *Store) Unanswered(ctx context.Context, plan uuid.UUID, since civil.Date) (int, error) {
	var n int
	err := s.read.NewSelect().ColumnExpr("count(distinct n.number)").TableExpr("notices as n").
		Join("join commitments as c on c.plan_id = n.plan_id and c.number = n.number").
		Where("n.plan_id = ?", plan).Where("n.kind = ?", notices.Deputy).Where("n.sent_on >= ?", since).
		Where("n.sent_on <> ''").Where("n.number <> 0").
		Where("c.status in (?)", bun.List(openStatuses())).Where("not c.undone").Where("c.last_news_on < n.sent_on").Scan(ctx, &n)
	return n, said(err)
}

// Settle writes what was decided about people, all that can be in one transaction. Whoever was told something on the
// same day meanwhile is left out whole.
func (s *Store) Settle(ctx context.Context, now time.Time, list []notices.Settlement) ([]uuid.UUID, error) {
	if err := sound(list); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(list, func(one notices.Settlement) bool { return one.Sending != nil }) {
		if _, err := s.Box(ctx); err != nil {
			return nil, err
		}
	}
	var settled []uuid.UUID
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		settled = settled[:0]
		free, err := takeDays(ctx, db, now, list)
		if err != nil {
			return err
		}
		var rows, more []notices.Notice
		var sendings []queue.Sending
		for i := range list {
			one := &list[i]
			if one.Sending != nil && !free[one.Member] {
				continue
			}
			settled = append(settled, one.Member)
			rows = append(append(rows, one.Decided...), one.Later...)
			more = append(more, one.More...)
			if one.Sending != nil {
				sendings = append(sendings, *one.Sending)
			}
		}
		if err := saveNotices(ctx, db, rows); err != nil {
			return err
		}
		if err := putNotices(ctx, db, more); err != nil {
			return err
		}
		return s.queueIn(ctx, db, sendings)
	})
	return settled, s.noted(err, "settle notices")
}

// takeDays takes the day of each sending, and says for whom it was free.
func takeDays(ctx context.Context, db bun.IDB, now time.Time, list []notices.Settlement) (map[uuid.UUID]bool, error) {
	var rows []noticeDayRow
	for i := range list {
		if one := &list[i]; one.Sending != nil {
			rows = append(rows, noticeDayRow{
				MemberID: one.Member, Day: one.Day, Key: one.Sending.Key, Lines: one.Lines, At: micro(now),
			})
		}
	}
	free := map[uuid.UUID]bool{}
	for from := 0; from < len(rows); from += rowsAtOnce {
		some := rows[from:min(from+rowsAtOnce, len(rows))]
		var taken []uuid.UUID
		err := db.NewInsert().Model(&some).On("conflict do nothing").Returning("member_id").Scan(ctx, &taken)
		if err != nil && !errors.Is(said(err), commitments.ErrNotFound) {
			return nil, fmt.Errorf("take days: %w", err)
		}
		for _, member := range taken {
			free[member] = true
		}
	}
	return free, nil
}

// saveNotices writes what became of notices that still wait.
func saveNotices(ctx context.Context, db bun.IDB, list []notices.Notice) error {
	rows := mapped(list, noticeRowOf)
	for from := 0; from < len(rows); from += rowsAtOnce {
		some := rows[from:min(from+rowsAtOnce, len(rows))]
		_, err := db.NewInsert().Model(&some).On("conflict (member_id, kind, plan_id, number, object, anchor) do update").
			Set("at = excluded.at").Set("outcome = excluded.outcome").Set("reason = excluded.reason").
			Set("decided_at = excluded.decided_at").Set("sent_on = excluded.sent_on").Where("n.at is not null").Exec(ctx)
		if err != nil {
			return fmt.Errorf("save notices: %w", err)
		}
	}
	return nil
}

// NoticeMark is how far something was read; "" if nothing was.
func (s *Store) NoticeMark(ctx context.Context, name string) (string, error) {
	var row noticeMarkRow
	err := said(s.read.NewSelect().Model(&row).Where("name = ?", name).Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return "", nil
	}
	return row.Text, err
}

// SetNoticeMark keeps how far something was read.
func (s *Store) SetNoticeMark(ctx context.Context, name, text string) error {
	row := noticeMarkRow{Name: name, Text: text}
	_, err := s.write.NewInsert().Model(&row).On("conflict (name) do update").Set("text = excluded.text").Exec(ctx)
	return said(err)
}

// PruneNotices drops what was decided, and the days that were taken, before an instant.
func (s *Store) PruneNotices(ctx context.Context, before time.Time) error {
	_, err := s.write.NewDelete().Model((*noticeRow)(nil)).Where("decided_at < ?", micro(before)).Exec(ctx)
	if err == nil {
		_, err = s.write.NewDelete().Model((*noticeDayRow)(nil)).Where("at < ?", micro(before)).Exec(ctx)
	}
	return said(err)
}
