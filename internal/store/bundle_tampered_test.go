package store_test

import (
	"database/sql"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func TestWhatWasChangedInADatabaseBehindItsBackIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, change string
		want         []string
	}{
		{"a note", "update entries set note = 'other' where number = 2 and seq = 2", []string{"C-2.entries[2].digest bundle.digest_wrong"}},
		{"a day", "update entries set effective_on = '2026-03-11' where number = 2 and seq = 2", []string{"C-2.entries[2].digest bundle.digest_wrong"}},
		{"a digest", "update entries set digest = '" + strings.Repeat("0", 64) + "' where number = 2 and seq = 2", []string{"C-2.entries[2].digest bundle.digest_wrong"}},
		{"a row", "update commitments set status = 'planned', title = 'x' where number = 2", []string{"C-2.status bundle.not_the_fold", "C-2.title bundle.not_the_fold"}},
		{"the last entry", "delete from entries where position = 83", []string{
			"C-3.last_news_on bundle.not_the_fold", "C-3.percent bundle.not_the_fold", "C-3.status bundle.not_the_fold",
			"C-3.version bundle.not_the_fold", "journal bundle.tail_differs",
		}},
		{"an entry in the middle", "delete from entries where position = 20", []string{"C-1.entries[2].position bundle.position_gap"}},
		{"nothing", "update entries set note = note", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := tampered(t, c.change)
			var got []string
			for _, e := range v.Errors {
				got = append(got, e.Path+" "+e.Problem.Key)
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// tampered verifies a store with the report fixture after somebody changed the file.
func tampered(t *testing.T, change string) bundle.Verified {
	t.Helper()
	s := storetest.SQLite(t).Open(t)
	file, err := os.Open("../bundle/testdata/report-fixture.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	now := time.Date(2026, 10, 21, 9, 0, 0, 0, time.UTC)
	if got, err := bundle.Import(t.Context(), file, s, bundle.ImportOptions{Now: now}); err != nil || got.Total > 0 {
		t.Fatalf("Import: got %v, %v", got.Errors, err)
	}
	db, err := sql.Open("sqlite", s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	v, err := bundle.VerifyStore(t.Context(), s, "hres-2018", bundle.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
