package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// On SQLite whoever writes waits for every other writer.
func TestWhatIsReceivedWaitsForNobodyWhoWorksOnTheQueue(t *testing.T) {
	t.Parallel()
	dsn, ok := pgtest.DSN(t)
	if !ok {
		return
	}
	box, err := seal.Parse(storetest.SecretKey)
	must(t, "key", err)
	s, err := store.Open(t.Context(), storetest.Postgres(t, dsn).Address, store.Options{Connections: 2, Reception: 1, Box: box})
	must(t, "open", err)
	t.Cleanup(func() { _ = s.Close() })
	first, other := event("e1", "A"), event("other", "B")
	receive(t, s, first)
	must(t, "work", s.WorkOn(t.Context(), &first, func() {
		must(t, "work", s.WorkOn(t.Context(), &other, func() {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			fresh, err := s.Receive(ctx, []queue.Received{event("e2", "A")})
			if err != nil || len(fresh) != 1 {
				t.Errorf("while somebody works on the conversation, and no other connection is free: got %v, %v", fresh, err)
			}
		}))
	}))
	expect(t, "claimed", externals(claimReceived(t, s, queueStart)), []string{"e1"})
}
