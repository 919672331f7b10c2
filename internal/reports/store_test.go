package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func after() time.Time { return time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC) }

// bring imports a bundle, and fails if anything is wrong with it.
func bring(t testing.TB, s *store.Store, text []byte) {
	t.Helper()
	got, err := bundle.Import(t.Context(), bytes.NewReader(text), s, bundle.ImportOptions{Now: after()})
	if err != nil || len(got.Errors) > 0 {
		t.Fatalf("import: %v, %+v", err, got.Errors)
	}
}

func figures(t testing.TB, source reports.Source, a reports.Arguments) []byte {
	t.Helper()
	d, err := reports.Compute(t.Context(), source, a, after())
	if err != nil {
		t.Fatal(err)
	}
	return d.JSON()
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheWorkedExampleComesOutExactlyOfEveryDatabase(t *testing.T) {
	t.Parallel()
	var expected struct {
		Reports []struct {
			Name      string
			Arguments struct {
				Period, Audience string
				Cutoff           time.Time
			}
			Figures any
		}
	}
	if err := json.Unmarshal(read(t, "report-fixture.expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Reports) != 5 {
		t.Fatalf("the example has %d reports, want 5", len(expected.Reports))
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, read(t, "report-fixture.json"))
		for _, want := range expected.Reports {
			period, err := civil.ParseQuarter(want.Arguments.Period)
			if err != nil {
				t.Fatal(err)
			}
			text := figures(t, s, reports.Arguments{
				Plan: "hres-2018", Period: period, Cutoff: want.Arguments.Cutoff, Audience: access.Audience(want.Arguments.Audience),
			})
			var got any
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Figures, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", want.Name, diff)
			}
		}
	})
}

// TestFiguresAreTheSameWhereverTheHistoryIsKept holds random histories: in memory, in a database, and in another one into
// which the first was exported.
func TestFiguresAreTheSameWhereverTheHistoryIsKept(t *testing.T) {
	t.Parallel()
	for seed := range 6 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			world := reports.Worlds(seed)
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				bring(t, s, world.Bundle)
				var exported bytes.Buffer
				if _, err := bundle.Export(t.Context(), s, bundle.ExportOptions{Plan: "small", Complete: true, NDJSON: seed%2 == 0}, &exported); err != nil {
					t.Fatal(err)
				}
				elsewhere := storetest.SQLite(t).Open(t)
				bring(t, elsewhere, exported.Bytes())
				for _, period := range reports.Quarters() {
					for _, audience := range access.Audiences {
						a := reports.Arguments{Plan: "small", Period: period, Audience: audience}
						want := figures(t, world.Source, a)
						if got := figures(t, s, a); !bytes.Equal(got, want) {
							t.Errorf("%v for %s: the database says\n%s\nmemory\n%s", period, audience, got, want)
						}
						if got := figures(t, elsewhere, a); !bytes.Equal(got, want) {
							t.Errorf("%v for %s: elsewhere it says\n%s\nmemory\n%s", period, audience, got, want)
						}
					}
				}
			})
		})
	}
}

func TestAReportIsPublishedServedVerifiedAndMendedOnEveryDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, read(t, "report-fixture.json"))
		door := commitments.NewService(s, after)
		first := publish(t, s, door, reports.Freeze(drawn(t, s, 2, time.Time{})))
		v, err := reports.Verify(t.Context(), s, first)
		if err != nil || !v.Sound() {
			t.Errorf("verify: %+v, %v, want sound", v, err)
		}

		october := drawn(t, s, 2, time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
		if _, _, err := reports.Erratum(first, october); !errors.Is(err, problem.Problem{Key: "figures.erratum_changes_nothing"}) {
			t.Errorf("an erratum that moves the cutoff alone: %v", err)
		}
		first = publish(t, s, door, reports.Freeze(drawn(t, s, 1, time.Time{})))
		second, changed, err := reports.Erratum(first, drawn(t, s, 1, time.Date(2026, 7, 31, 21, 0, 0, 0, time.UTC)))
		if err != nil || len(changed) == 0 {
			t.Fatalf("an erratum with a later cutoff: %v, %v", changed, err)
		}
		second.Note = "The cutoff was too early."
		second = publish(t, s, door, second)
		if v, err := reports.Verify(t.Context(), s, second); err != nil || !v.Sound() || second.ErratumOf != first.ID {
			t.Errorf("verify the erratum of %v: %+v, %v", second.ErratumOf, v, err)
		}
	})
}

// drawn is a quarter of the worked example; of the second it holds the head of the chain at its cutoff.
func drawn(t testing.TB, s *store.Store, quarter int, cutoff time.Time) *reports.Document {
	t.Helper()
	a := reports.Arguments{Plan: "hres-2018", Period: civil.Quarter{Year: 2026, N: quarter}, Cutoff: cutoff}
	document, names, err := reports.Draw(t.Context(), s, a, after())
	if err != nil {
		t.Fatal(err)
	}
	if quarter == 2 && cutoff.IsZero() && (names.Head.Position != 66 || len(names.Head.Digest) != 64) {
		t.Errorf("head at the default cutoff: got %+v, want position 66", names.Head)
	}
	return document
}

// publish freezes a report by the convener's desk, and reads it back.
func publish(t testing.TB, s *store.Store, door *commitments.Service, r commitments.Report) commitments.Report {
	t.Helper()
	desk, err := s.MembersByKey(t.Context(), []string{"m-k1"})
	if err != nil {
		t.Fatal(err)
	}
	by := commitments.Origin{Actor: access.Actor{Member: desk["m-k1"], Operator: true}, Via: commitments.ViaConsole}
	outcome, err := door.Do(t.Context(), by, commitments.PublishReport{Plan: "hres-2018", Report: r})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.Report(t.Context(), uuid.MustParse(outcome.Subject))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept.Figures, r.Figures) || kept.SHA256 != r.SHA256 || kept.Position != 83 {
		t.Errorf("the report was not kept as it was frozen: position %d, hash %s", kept.Position, kept.SHA256)
	}
	return kept
}
