package store

import (
	"context"
	"database/sql/driver"

	"github.com/uptrace/bun/driver/pgdriver"
)

// refuseClosed looks whether the server has closed a connection of the pool, or has something to say that nobody asked
// for, before it is used again. So a server that was restarted costs a new connection and not a failed change.
func refuseClosed(_ context.Context, c *pgdriver.Conn) error {
	if c.Conn() != nil && spoken(socket(c.Conn())) {
		return driver.ErrBadConn
	}
	return nil
}
