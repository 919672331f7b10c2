package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// BenchmarkStore fills a world and a tenth of it on every database, and measures what the figures of the project are
// about: an answer to "who", entries a second with eight writers on one plan, and the start on a database that is there.
func BenchmarkStore(b *testing.B) {
	large := storetest.Large()
	for _, world := range []storetest.World{{Organisations: large.Organisations / 10, Commitments: large.Commitments / 10}, large} {
		b.Run(fmt.Sprintf("sqlite/%d", world.Commitments), func(b *testing.B) { measure(b, world, storetest.SQLite(b)) })
		if dsn, ok := pgtest.DSN(b); ok {
			b.Run(fmt.Sprintf("postgres/%d", world.Commitments), func(b *testing.B) { measure(b, world, storetest.Postgres(b, dsn)) })
		}
	}
}

func measure(b *testing.B, world storetest.World, d storetest.Database) {
	s := d.Open(b)
	began := time.Now()
	plan := world.Fill(b, s)
	b.Logf("%s: filled %d commitments in %.1f s", d.Dialect, world.Commitments, time.Since(began).Seconds())
	analyse(b, d)
	readers := map[string]access.Reader{
		"public": {}, "member": {Audience: access.ToEndorsers, Organisations: []string{"org-7"}},
		"convener": {Audience: access.ToConveners, Attributed: true},
	}
	for name, reader := range readers {
		b.Run("who/"+name, func(b *testing.B) {
			each(b, func(i int) error {
				page, err := s.Find(b.Context(), commitments.Filter{
					Plan: plan.ID, Reader: reader, Steps: []string{actionable(plan, i)}, Open: true, Limit: 20,
				})
				if err == nil && (len(page.Commitments) != 20 || page.Total < 20) {
					err = fmt.Errorf("got %d of %d", len(page.Commitments), page.Total)
				}
				return err
			})
		})
	}
	queries := map[string]commitments.Filter{
		"overdue": {OverdueOn: "2026-11-01", Order: commitments.ByDue}, "stale": {StaleOn: "2026-11-01", Order: commitments.ByNews},
		"mine": {Organisation: "org-7"}, "search": {Text: "voter registration women", Order: commitments.BestText},
		"theme": {Theme: plan.Themes[0].Key, Open: true},
	}
	for name, filter := range queries {
		b.Run(name, func(b *testing.B) {
			filter.Plan, filter.Limit = plan.ID, 20
			each(b, func(int) error { _, err := s.Find(b.Context(), filter); return err })
		})
	}
	b.Run("steps", func(b *testing.B) {
		each(b, func(int) error { _, err := s.StepCounts(b.Context(), plan.ID, access.Reader{}); return err })
	})
	b.Run("start", func(b *testing.B) {
		each(b, func(int) error {
			again, err := store.Open(b.Context(), d.Address, store.Options{})
			if err != nil {
				return err
			}
			_, err = again.Plans(b.Context())
			again.Close()
			return err
		})
	})
	b.Run("journal", func(b *testing.B) {
		each(b, func(int) error {
			return s.EachJournal(b.Context(), plan.ID, time.Now(), func(string, []commitments.Entry) error { return nil })
		})
	})
	b.Run("log", func(b *testing.B) { logWithEightWriters(b, s, plan) })
}

// analyse lets the database look at its tables, as PostgreSQL does by itself after a while.
func analyse(b *testing.B, d storetest.Database) {
	if d.Dialect == "postgres" {
		if _, err := openRaw(b, d).Exec("analyze"); err != nil {
			b.Fatal(err)
		}
	}
}

func actionable(plan *plans.Plan, i int) string {
	for ; ; i++ {
		if step := plan.Steps[i%len(plan.Steps)]; step.Actionable {
			return step.Code
		}
	}
}

// each reports the median and the 99th percentile of f.
func each(b *testing.B, f func(i int) error) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if err := f(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func logWithEightWriters(b *testing.B, s *store.Store, plan *plans.Plan) {
	service := commitments.NewService(s, time.Now)
	refs := refsToLogOn(b, s, plan)
	var done atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for writer := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(writer)))
			for done.Add(1) <= int64(b.N) {
				c := refs[r.IntN(len(refs))]
				_, err := service.Do(context.Background(), by(c.Lead), commitments.Log{
					Plan: plan.Slug, Ref: c.Ref, Note: "consultation held with partners", EffectiveOn: "2026-11-01",
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func refsToLogOn(b *testing.B, s *store.Store, plan *plans.Plan) []commitments.Commitment {
	page, err := s.Find(b.Context(), commitments.Filter{
		Plan: plan.ID, Reader: access.Reader{Audience: access.ToConveners, Attributed: true}, Open: true, Limit: 200,
	})
	if err != nil {
		b.Fatal(err)
	}
	return page.Commitments
}

// by is a contributor of the organisation in a world.
func by(handle string) commitments.Origin {
	key := "m-" + fmt.Sprintf("%08s", strings.TrimPrefix(handle, "org-"))
	member := people.Member{Key: key}
	member.ID[15] = 1
	return commitments.Origin{
		Via: commitments.ViaConsole, Language: "en", Actor: access.Actor{
			Member: member, Endorsing: []string{handle},
			Memberships: []people.Membership{{Organisation: handle, Role: people.Contributor}},
		},
	}
}
