package bundle_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var imported = time.Date(2026, 10, 21, 9, 0, 0, 0, time.UTC)

// headOfFixture is the digest of the last of its 83 entries, as the file states it.
const headOfFixture = "6636a3d7aa88fe5c8be8f8372aac1deb90e9be163ce473c3fa15134a404f9a6b"

func fixture(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/report-fixture.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bring(t testing.TB, s *store.Store, text string) bundle.Imported {
	t.Helper()
	got, err := bundle.Import(t.Context(), strings.NewReader(text), s, bundle.ImportOptions{Now: imported})
	if err != nil {
		t.Fatalf("Import: %v", err)
	}
	return got
}

func take(t testing.TB, s *store.Store, o bundle.ExportOptions) string {
	t.Helper()
	var out bytes.Buffer
	if o.Plan == "" {
		o.Plan = "hres-2018"
	}
	if _, err := bundle.Export(t.Context(), s, o, &out); err != nil {
		t.Fatalf("Export: %v", err)
	}
	return out.String()
}

func sqlite(t testing.TB) *store.Store { return storetest.SQLite(t).Open(t) }

func TestTheFixtureIsImportedWithoutAnError(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		want := bundle.Imported{
			Plan: "hres-2018", NewPlan: true, Organisations: 9, Members: 12, Endorsements: 9, Events: 2,
			Commitments: 26, Entries: 83, Position: 83, Head: headOfFixture,
		}
		if diff := cmp.Diff(want, bring(t, s, fixture(t)), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("Import (-want +got):\n%s", diff)
		}
		v, err := bundle.VerifyStore(t.Context(), s, "hres-2018", bundle.VerifyOptions{Head: headOfFixture})
		if err != nil || v.Total != 0 || v.Head != headOfFixture || v.FoundAt != 83 {
			t.Errorf("VerifyStore: got %+v, %v", v, err)
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	o := bundle.ImportOptions{DryRun: true, Now: imported}
	got, err := bundle.Import(t.Context(), strings.NewReader(fixture(t)), s, o)
	if err != nil || got.Total != 0 || got.Entries != 83 {
		t.Fatalf("dry run: got %+v, %v", got, err)
	}
	if got := bring(t, s, fixture(t)); got.Total != 0 || !got.NewPlan {
		t.Errorf("import after a dry run: got %+v", got)
	}
}

func TestAnExportThatIsImportedAndExportedAgainHasTheSameBytes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		bring(t, s, fixture(t))
		for _, o := range []bundle.ExportOptions{{Complete: true}, {Complete: true, NDJSON: true, WithNames: true}} {
			first := take(t, s, o)
			other := sqlite(t)
			if got := bring(t, other, first); got.Total != 0 {
				t.Fatalf("import of an export: got %+v", got.Errors)
			}
			if diff := cmp.Diff(first, take(t, other, o)); diff != "" {
				t.Errorf("second export (-first +second):\n%s", diff)
			}
		}
	})
}

func TestBothFormsBringTheSame(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	o := bundle.ExportOptions{Complete: true, WithNames: true}
	want := take(t, s, o)
	o.NDJSON = true
	other := sqlite(t)
	if got := bring(t, other, take(t, s, o)); got.Total != 0 {
		t.Fatalf("import of NDJSON: got %+v", got.Errors)
	}
	o.NDJSON = false
	if diff := cmp.Diff(want, take(t, other, o)); diff != "" {
		t.Errorf("export after NDJSON (-JSON +NDJSON):\n%s", diff)
	}
}

func TestABundleWithoutAChainGetsOne(t *testing.T) {
	t.Parallel()
	for name, drop := range map[string][]string{
		"without digests":               {"digest", "salt", "text_digest"},
		"without positions":             {"position", "digest", "salt", "text_digest"},
		"with salts only":               {"digest"},
		"positions assigned, not given": {"position"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := edited(t, func(b object) {
				for _, e := range list(b, "entries") {
					for _, field := range drop {
						delete(e, field)
					}
				}
			})
			s := sqlite(t)
			got := bring(t, s, text)
			if name == "positions assigned, not given" && got.Head != headOfFixture {
				t.Errorf("head: got %s, want that of the fixture, whose positions are as they are assigned", got.Head)
			}
			if got.Total != 0 {
				t.Fatalf("Import: got %v", got.Errors)
			}
			v, err := bundle.VerifyStore(t.Context(), s, "hres-2018", bundle.VerifyOptions{Head: got.Head})
			if err != nil || v.Total != 0 || v.FoundAt != 83 {
				t.Errorf("VerifyStore: got %+v, %v", v, err)
			}
			out := take(t, s, bundle.ExportOptions{Complete: true})
			v, err = bundle.Verify(t.Context(), strings.NewReader(out), bundle.VerifyOptions{Head: got.Head})
			if err != nil || v.Total != 0 {
				t.Errorf("Verify: got %+v, %v", v, err)
			}
		})
	}
}

func TestABundleGoesOnFromWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	s := sqlite(t)
	bring(t, s, fixture(t))
	next := edited(t, func(b object) {
		for _, name := range []string{"organisations", "members", "endorsements", "events", "milestones"} {
			delete(b, name)
		}
		b["commitments"] = []any{object{"ref": "C-27"}}
		b["entries"] = []any{object{
			"commitment": "C-27", "seq": 1, "kind": "registered", "recorded_at": "2026-10-20T08:00:00Z", "member": "m-a1",
			"changes": object{
				"title": object{"new": "One more"}, "lead": object{"new": "acacia"},
				"steps": object{"new": []any{"25"}}, "cadence": object{"new": "one_off"},
			},
		}}
	})
	got := bring(t, s, next)
	if got.Total != 0 || got.Position != 84 {
		t.Fatalf("Import: got %+v", got)
	}
	v, err := bundle.VerifyStore(t.Context(), s, "hres-2018", bundle.VerifyOptions{Head: headOfFixture})
	if err != nil || v.Total != 0 || v.Position != 84 || v.FoundAt != 83 {
		t.Errorf("VerifyStore: got %+v, %v", v, err)
	}
}

func TestTheSettingsOfABundleTakeOverInAFreshStoreOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		keepBuiltIn(t, s)
		got := bring(t, s, fixture(t))
		want := []bundle.Setting{
			{Field: "time_zone", Was: "UTC", Is: "Africa/Nairobi"},
			{Field: "retired_on", Step: "35", Is: "2026-07-20"},
			{Field: "superseded_by", Step: "35", Is: "32"},
		}
		if got.Total != 0 || got.NewPlan {
			t.Fatalf("Import: got %+v", got.Errors)
		}
		if diff := cmp.Diff(want, got.TookOver); diff != "" {
			t.Errorf("taken over (-want +got):\n%s", diff)
		}
	})
}
