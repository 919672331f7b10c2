package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// openReception opens connections for what is received, where it has some of its own. To open one takes several ways to
// the database and back, and whoever waits for an acknowledgement has no time for that; so they stay open, and are not
// given to those who work on the queue.
func (s *Store) openReception(ctx context.Context, connections int) (err error) {
	if s.reception.DB == s.write.DB {
		return nil
	}
	var open []*sql.Conn
	defer func() {
		for _, c := range open {
			err = errors.Join(err, c.Close()) // it goes back to the others
		}
	}()
	for range connections {
		c, err := s.reception.DB.DB.Conn(ctx)
		if err != nil {
			return fmt.Errorf("open connections for what is received: %w", err)
		}
		open = append(open, c)
	}
	return nil
}
