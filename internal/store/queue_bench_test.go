package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkQueue measures the inbox and outbox, empty and full: 100,000 rows wait in one conversation, as many in
// conversations of their own, all of them not to be tried yet, and a million are done.
func BenchmarkQueue(b *testing.B) {
	for _, full := range []int{0, 100_000} {
		b.Run(fmt.Sprintf("sqlite/%d", full), func(b *testing.B) { measureQueue(b, storetest.SQLite(b), full) })
		if dsn, ok := pgtest.DSN(b); ok {
			b.Run(fmt.Sprintf("postgres/%d", full), func(b *testing.B) { measureQueue(b, storetest.Postgres(b, dsn), full) })
		}
	}
}

func measureQueue(b *testing.B, d storetest.Database, full int) {
	s := d.Open(b)
	if full > 0 {
		began := time.Now()
		if err := s.FillQueue(b.Context(), full, queueStart.Add(time.Hour)); err != nil {
			b.Fatal(err)
		}
		analyse(b, d)
		b.Logf("filled in %.1f s", time.Since(began).Seconds())
	}
	n := 0
	next := func() queue.Received {
		n++
		return event(fmt.Sprintf("%s %d", b.Name(), n), fmt.Sprint("D", n%50))
	}
	b.Run("receive at 100 a second", func(b *testing.B) {
		var took []time.Duration
		pace := time.NewTicker(10 * time.Millisecond)
		defer pace.Stop()
		for b.Loop() {
			<-pace.C
			began := time.Now()
			if _, err := s.Receive(b.Context(), []queue.Received{next()}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	})
	b.Run("receive, claim, finish, claim, sent", func(b *testing.B) {
		for b.Loop() {
			r := next()
			r.Platform = "through"
			through(b, s, r)
		}
	})
	b.Run("receive a thousand", func(b *testing.B) {
		for b.Loop() {
			list := make([]queue.Received, 1000)
			for i := range list {
				list[i] = next()
			}
			if _, err := s.Receive(b.Context(), list); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("look in vain", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.ClaimSendings(b.Context(), "full", queueStart, queueStart.Add(time.Minute), 8); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("what waits", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Waiting(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("prune in vain", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Prune(b.Context(), queueStart, 500); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// through is the whole way of an event and its answer.
func through(b *testing.B, s *store.Store, r queue.Received) {
	fresh, err := s.Receive(b.Context(), []queue.Received{r})
	if err != nil || len(fresh) != 1 {
		b.Fatalf("receive: got %d, %v", len(fresh), err)
	}
	list, err := s.ClaimReceived(b.Context(), r.Platform, queueStart, queueStart.Add(time.Minute), 8)
	if err != nil || len(list) != 1 {
		b.Fatalf("claim: got %d, %v", len(list), err)
	}
	for i := range list {
		answer := letter("answer/"+list[i].External, r.Conversation)
		answer.Platform = r.Platform
		if err := s.FinishReceived(b.Context(), &list[i], queueStart, []queue.Sending{answer}); err != nil {
			b.Fatal(err)
		}
	}
	sendings, err := s.ClaimSendings(b.Context(), r.Platform, queueStart, queueStart.Add(time.Minute), 8)
	if err != nil || len(sendings) != 1 {
		b.Fatalf("claim: got %d, %v", len(sendings), err)
	}
	for i := range sendings {
		if err := s.NoteSent(b.Context(), &sendings[i], queueStart, "r"); err != nil {
			b.Fatal(err)
		}
	}
}
