package render

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reports"
)

func BenchmarkHTML(b *testing.B)     { benchmark(b, "html") }
func BenchmarkMarkdown(b *testing.B) { benchmark(b, "md") }
func BenchmarkPDF(b *testing.B)      { benchmark(b, "pdf") }
func BenchmarkDOCX(b *testing.B)     { benchmark(b, "docx") }
func BenchmarkXLSX(b *testing.B)     { benchmark(b, "xlsx") }
func BenchmarkCSV(b *testing.B)      { benchmark(b, "csv") }

// benchmark writes a report of 10,000 organisations and 100,000 commitments: ≤ 1 s as HTML, 2 s as XLSX, 3 s as PDF.
func benchmark(b *testing.B, format string) {
	b.Helper()
	r := large(b, 10_000, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		var written counter
		if err := Render(b.Context(), format, r, &written); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(written)/1e6, "MB")
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

var _ io.Writer = (*counter)(nil)

// large is a report about many organisations and commitments, the same on every run.
func large(t testing.TB, organisations, all int) *Report {
	t.Helper()
	f := readFixture(t, "2026-Q2")
	random := rand.New(rand.NewPCG(1, 2))
	d, err := reports.Parse(f.figures)
	if err != nil {
		t.Fatal(err)
	}
	d.Organisations, d.Movement = nil, nil
	d.Overdue, d.Stale, d.MovedDates, d.ReportedLate, d.Restated = nil, nil, nil, nil, nil
	names := &reports.Names{Plan: f.names.Plan, Organisations: map[string]people.Organisation{}, Commitments: map[string]reports.Caption{}, Head: f.names.Head}
	for i := range organisations {
		handle := fmt.Sprintf("organisation-%05d", i)
		names.Organisations[handle] = people.Organisation{Handle: handle, Name: fmt.Sprintf("Organisation %d for Electoral Rights", i), Kind: "ngo", Country: "KE"}
		d.Organisations = append(d.Organisations, reports.Organisation{
			Handle: handle, Endorses: new(true), Steps: []string{"22", "29c", "31a"}, Block: someBlock(random),
		})
	}
	for i := range all {
		m := someMovement(random, i+1, d, organisations)
		names.Commitments[m.Ref] = reports.Caption{Title: fmt.Sprintf("Train %d local observers in reporting to treaty bodies", i)}
		d.Movement = append(d.Movement, m)
		listSome(d, &m, i)
	}
	return &Report{Document: d, Figures: f.figures, Names: names, Printer: catalogue(t).Printer("en")}
}

func someBlock(random *rand.Rand) reports.Block {
	return reports.Block{
		Live: random.IntN(40), Status: reports.Statuses{Planned: random.IntN(9), InProgress: random.IntN(9), Completed: random.IntN(9)},
		ReportingRate: reports.Rate{Numerator: random.IntN(2), Denominator: 1}, OnTimeRate: reports.Rate{Numerator: random.IntN(3), Denominator: 3},
		Movement: reports.Moves{New: random.IntN(5), Advanced: random.IntN(5), Unchanged: random.IntN(5)},
	}
}

func someMovement(random *rand.Rand, number int, d *reports.Document, organisations int) reports.Movement {
	steps := d.Steps
	return reports.Movement{
		Ref: fmt.Sprintf("C-%d", number), From: commitments.Planned, To: reports.LiveStatuses[random.IntN(5)], Moves: []reports.Move{reports.Advanced},
		Visibility: access.VisiblePublic, Organisations: []string{fmt.Sprintf("organisation-%05d", random.IntN(organisations))},
		Steps: []string{steps[random.IntN(len(steps))].Code}, Cadence: plans.OneOff, DueOn: d.Start.AddDays(random.IntN(700)), WasOpen: true,
		LastEntryOn: d.Start.AddDays(random.IntN(90)), Period: []int{2, 3, 4}, Basis: reports.Basis{Registered: 1, From: 1, To: 4, Since: 4, DueOn: 1, Steps: 1, Lead: 1, Last: 4},
	}
}

// listSome puts a third of the commitments into each list.
func listSome(d *reports.Document, m *reports.Movement, i int) {
	if i%3 != 0 {
		return
	}
	d.Overdue = append(d.Overdue, reports.Overdue{Ref: m.Ref, Status: m.To, DueOn: m.DueOn, Days: 12})
	d.Stale = append(d.Stale, reports.Stale{Ref: m.Ref, LastEntryOn: m.LastEntryOn, DaysSinceLastEntry: 120})
	d.MovedDates = append(d.MovedDates, reports.MovedDate{Ref: m.Ref, Seq: 3, EffectiveOn: m.LastEntryOn, Old: m.DueOn, New: civil.Date("2027-01-31")})
	d.ReportedLate = append(d.ReportedLate, reports.Late{
		Ref: m.Ref, Seq: 2, Kind: commitments.KindProgress, Period: "2026-Q1", EffectiveOn: "2026-03-20", RecordedAt: time.Date(2026, 5, 2, 8, 40, 0, 0, time.UTC),
	})
	d.Restated = append(d.Restated, reports.Restated{Ref: m.Ref, Was: commitments.Planned, Is: commitments.InProgress})
}
