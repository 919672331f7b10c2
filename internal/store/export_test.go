package store

import (
	"context"
	"strconv"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/uptrace/bun"
)

// LimitPages keeps the SQLite file from growing, as a full disk does.
func (s *Store) LimitPages(ctx context.Context, pages int) error {
	_, err := s.write.ExecContext(ctx, "pragma max_page_count = "+strconv.Itoa(pages))
	return err
}

// Setting is a setting of a connection of the pool.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	q := "pragma " + name
	if s.postgres() {
		q = "show " + name
	}
	err = s.write.QueryRowContext(ctx, q).Scan(&value)
	return value, err
}

// WorkOn runs f while a transaction works on the conversation of something that was received.
func (s *Store) WorkOn(ctx context.Context, r *queue.Received, f func()) error {
	return s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		if err := inboxLanes().lock(ctx, db, laneOfReceived(r)); err != nil {
			return err
		}
		f()
		return nil
	})
}
