package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/uptrace/bun"
)

// mostUnsent is how many messages are taken back at once.
const mostUnsent = 1000

// TakeBackUnsent finds the messages that were given up since, and that cannot have arrived: what they would have told
// waits again, from now on, or ends in silence if it is of a day before the oldest. Done twice it does nothing more. The
// day of a message stays taken.
func (s *Store) TakeBackUnsent(ctx context.Context, u notices.Unsent) error {
	var keys []string
	err := s.read.NewSelect().Model((*outboxRow)(nil)).Column("key").Where("given_up_at >= ?", micro(u.Since)).
		Where("not unknown").Where("key like ?", notices.MessageKey+"%").Order("given_up_at").Limit(mostUnsent).Scan(ctx, &keys)
	if err != nil || len(keys) == 0 {
		return said(err)
	}
	err = s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		for _, key := range keys {
			member, day, _ := strings.Cut(strings.TrimPrefix(key, notices.MessageKey), "/")
			if err := takeBack(ctx, db, u, member, civil.Date(day)); err != nil {
				return fmt.Errorf("take back %s: %w", key, err)
			}
		}
		return nil
	})
	return s.noted(err, "take back what was not sent")
}

// takeBack takes back what a member was told on a day.
func takeBack(ctx context.Context, db bun.IDB, u notices.Unsent, member string, day civil.Date) error {
	told := func() *bun.UpdateQuery {
		id := db.NewSelect().Model((*memberRow)(nil)).Column("id").Where("key = ?", member)
		return db.NewUpdate().Model((*noticeRow)(nil)).Set("sent_on = ''").Where("member_id = (?)", id).
			Where("sent_on = ?", day).Where("outcome = ?", notices.Sent)
	}
	_, err := told().Set("at = ?", micro(u.Now)).Set("outcome = ?", notices.Pending).Set("reason = ?", notices.UnsentReason).
		Set("decided_at = null").Where("day >= ?", u.Oldest).Exec(ctx)
	if err != nil {
		return err
	}
	_, err = told().Set("outcome = ?", notices.Silent).Set("reason = ?", notices.UnsentReason).Exec(ctx)
	return err
}
