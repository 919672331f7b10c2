package reports_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkReport measures a whole report, read, computed and written, at 10,000, 100,000 and a million entries on every
// database, and beside it the reading alone.
func BenchmarkReport(b *testing.B) {
	large := storetest.Large()
	for _, part := range []int{100, 10, 1} {
		world := storetest.World{Organisations: large.Organisations / part, Commitments: large.Commitments / part}
		b.Run(fmt.Sprintf("sqlite/%d", 10*world.Commitments), func(b *testing.B) { report(b, world, storetest.SQLite(b)) })
		if dsn, ok := pgtest.DSN(b); ok {
			b.Run(fmt.Sprintf("postgres/%d", 10*world.Commitments), func(b *testing.B) { report(b, world, storetest.Postgres(b, dsn)) })
		}
	}
}

func report(b *testing.B, world storetest.World, d storetest.Database) {
	s := d.Open(b)
	plan := world.Fill(b, s)
	a := reports.Arguments{Plan: plan.Slug, Period: civil.Quarter{Year: 2026, N: 2}}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			err := s.EachJournal(b.Context(), plan.ID, after(), func(string, []commitments.Entry) error { return nil })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	plainly := time.Duration(0)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			began := time.Now()
			if entries := storetest.ReadPlainly(b, d, plan.ID); entries < 5*world.Commitments {
				b.Fatalf("plain reading finds %d entries of %d commitments", entries, world.Commitments)
			}
			plainly = time.Since(began)
		}
	})
	b.Run("report", func(b *testing.B) {
		b.ReportAllocs()
		defer func() {
			if plainly > 0 {
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(plainly), "×plain")
			}
		}()
		for b.Loop() {
			document, err := reports.Compute(b.Context(), s, a, after())
			if err != nil {
				b.Fatal(err)
			}
			if _, err := document.WriteTo(io.Discard); err != nil {
				b.Fatal(err)
			}
			if len(document.Movement) < world.Commitments/4 {
				b.Fatalf("the report has %d commitments of %d", len(document.Movement), world.Commitments)
			}
		}
	})
}
