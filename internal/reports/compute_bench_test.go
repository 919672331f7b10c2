package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// large is a source that makes up its entries as it goes, the same ones every time: 100,000 commitments of 10,000
// organisations on 1,000 steps, ten entries each.
type large struct {
	plan          *plans.Plan
	organisations int
	commitments   int
	entries       int
}

func newLarge(organisations, steps, commitments, entries int) *large {
	p := &plans.Plan{Slug: "large", Edition: "1", TimeZone: "Africa/Nairobi", CutoffDays: 14}
	for i := range 20 {
		p.Themes = append(p.Themes, plans.Theme{Key: fmt.Sprintf("theme-%02d", i)})
	}
	for i := range steps {
		p.Steps = append(p.Steps, plans.Step{Code: fmt.Sprint(i + 1), Theme: fmt.Sprintf("theme-%02d", i*20/steps), Actionable: true})
	}
	return &large{p, organisations, commitments, entries}
}

func (l *large) Plan(context.Context, string) (*plans.Plan, error) { return l.plan, nil }

func (l *large) EndorsementsOf(context.Context, uuid.UUID) ([]people.Endorsement, error) {
	all := make([]people.Endorsement, l.organisations)
	for i := range all {
		all[i] = people.Endorsement{Organisation: handleOf(i), EndorsedOn: "2025-01-01"}
	}
	return all, nil
}

func handleOf(i int) string { return fmt.Sprintf("organisation-%05d", i) }

func (l *large) EachJournal(_ context.Context, _ uuid.UUID, _ time.Time, f func(string, []commitments.Entry) error) error {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range l.commitments {
		if err := f(fmt.Sprintf("C-%d", n+1), l.journal(random)); err != nil {
			return err
		}
	}
	return nil
}

// journal makes up one commitment, the entries of which lie some weeks apart.
func (l *large) journal(random *rand.Rand) story {
	day := civil.Date("2025-06-01").AddDays(random.IntN(200))
	s := registered(day, of(handleOf(random.IntN(l.organisations)), handleOf(random.IntN(l.organisations))),
		on(fmt.Sprint(random.IntN(len(l.plan.Steps))+1), fmt.Sprint(random.IntN(len(l.plan.Steps))+1)),
		due(day.AddDays(random.IntN(400))), visible(access.Visibilities[random.IntN(4)]))
	for len(s) < l.entries {
		day = day.AddDays(random.IntN(60))
		switch random.IntN(10) {
		case 0:
			s = s.moves(day.AddDays(random.IntN(200)), day)
		case 1:
			s = s.then(commitments.KindNoChange, day)
		case 2:
			s = s.says(commitments.Paused, day)
		case 3:
			s = s.then(commitments.KindCorrected, day, corrects(len(s)), percent(random.IntN(99)))
		default:
			s = s.then(commitments.KindProgress, day, percent(random.IntN(99)))
		}
	}
	return s
}

// kept is a source with everything in memory, so that nothing but the computation is measured.
type kept struct {
	*large
	journals []journal
}

func keep(l *large) *kept {
	k := &kept{large: l}
	_ = l.EachJournal(context.Background(), uuid.Nil, time.Time{}, func(ref string, entries []commitments.Entry) error {
		k.journals = append(k.journals, journal{ref, entries})
		return nil
	})
	return k
}

func (k *kept) EachJournal(_ context.Context, _ uuid.UUID, _ time.Time, f func(string, []commitments.Entry) error) error {
	for _, j := range k.journals {
		if err := f(j.ref, j.entries); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkCompute measures the computation alone; entries/s is what counts.
func BenchmarkCompute(b *testing.B) {
	for _, size := range []struct{ organisations, steps, commitments int }{
		{100, 40, 1_000}, {1_000, 40, 10_000}, {10_000, 40, 100_000}, {10_000, 10_000, 100_000},
	} {
		b.Run(fmt.Sprintf("organisations=%d/steps=%d/commitments=%d", size.organisations, size.steps, size.commitments), func(b *testing.B) {
			source := keep(newLarge(size.organisations, size.steps, size.commitments, 10))
			a := Arguments{Plan: "large", Period: civil.Quarter{Year: 2026, N: 2}}
			b.ReportAllocs()
			for b.Loop() {
				reportOf(b, source, a)
			}
			b.ReportMetric(float64(10*size.commitments*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkJSON measures writing the document of 100,000 commitments.
func BenchmarkJSON(b *testing.B) {
	d := reportOf(b, newLarge(10_000, 40, 100_000, 10), Arguments{Plan: "large", Period: civil.Quarter{Year: 2026, N: 2}})
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(d.JSON())))
	}
}
