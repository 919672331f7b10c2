package store

import (
	"context"
	"strconv"
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
