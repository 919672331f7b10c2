package store

import (
	"context"
	"os"
	"time"

	"github.com/uptrace/bun"
)

// TakeBack lets be claimed at once what programs had claimed that have died, where it can be known that no other program
// works on the queue, and says whether it can. That is on SQLite: whoever works on the queue of a file holds a lock beside it
// until the Store is closed, which the system takes away when the program ends, however it ends. Elsewhere, and where somebody
// else works too, a claim ends when it is not prolonged. Call it once, before anything is claimed. What was being sent comes
// back as unknown; what waits to be tried again goes on waiting.
func (s *Store) TakeBack(ctx context.Context, now time.Time) (alone bool, err error) {
	if s.path == "" {
		return false, nil
	}
	if s.works, err = os.OpenFile(s.path+"-queue", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return false, said(err)
	}
	if alone, err = lockAlone(s.works); err != nil || !alone {
		return alone, err
	}
	err = s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		for _, l := range []lanes{inboxLanes(), outboxLanes()} {
			_, err := db.NewUpdate().Table(l.table).Set("next_at = ?", micro(now)).
				Where("next_at > ?", micro(now)).Where("claimed").Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, s.noted(err, "take back what was claimed")
	}
	return true, lockBeside(s.works)
}
