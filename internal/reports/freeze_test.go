package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// published is a report of the second quarter as it was kept.
func published(t testing.TB, m *memory) commitments.Report {
	t.Helper()
	r := Freeze(springOf(t, m))
	r.ID, r.PublishedAt = uuid.Must(uuid.NewV7()), later()
	return r
}

func TestAFrozenReportKeepsItsArgumentsItsBytesAndTheirHash(t *testing.T) {
	t.Parallel()
	m := fixture(t)
	d := reportOf(t, m, Arguments{Plan: m.plan.Slug, Period: civil.Quarter{Year: 2026, N: 2}, Audience: access.ToEndorsers})
	r := Freeze(d)
	equal(t, "period", r.Period, civil.Quarter{Year: 2026, N: 2})
	equal(t, "cutoff", r.Cutoff, d.Cutoff)
	equal(t, "audience", r.Audience, access.ToEndorsers)
	equal(t, "same bytes", bytes.Equal(r.Figures, d.JSON()), true)
	equal(t, "hash", r.SHA256, SHA256(d.JSON()))
	equal(t, "hash of abc", SHA256([]byte("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}

func TestAPublishedReportIsSoundThoughLaterEntriesArrived(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10"))
	r := published(t, m)
	m.journals[0].entries = story(m.journals[0].entries).says(commitments.Completed, "2026-05-01", recorded("2026-08-01"))
	v, err := Verify(t.Context(), m, r)
	if err != nil || !v.Sound() {
		t.Errorf("got %+v, %v, want sound", v, err)
	}
}

func TestVerifyingNamesEveryFigureThatIsNowAnother(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10"))
	r := published(t, m)
	m.journals[0].entries = story(m.journals[0].entries).then(commitments.KindProgress, "2026-05-01", percent(60))
	v, err := Verify(t.Context(), m, r)
	if err != nil {
		t.Fatal(err)
	}
	if v.Sound() || !v.HashHolds {
		t.Errorf("got %+v, want differences and a hash that holds", v)
	}
	for _, want := range []Difference{
		{"movement[C-1].to", `"planned"`, `"mostly_done"`},
		{"movement[C-1].percent", "null", "60"},
		{"movement[C-1].moves[advanced]", "", `"advanced"`},
		{"movement[C-1].moves[unchanged]", `"unchanged"`, ""},
		{"overall.status.mostly_done", "0", "1"},
		{"organisations[ash].status.planned", "1", "0"},
		{"steps[1].movement.advanced", "0", "1"},
	} {
		if !slices.Contains(v.Differences, want) {
			t.Errorf("%+v is not among %+v", want, v.Differences)
		}
	}
}

func TestVerifyingFindsFiguresThatWereTouched(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10"))
	r := published(t, m)
	r.Figures = bytes.Replace(r.Figures, []byte(`"live":1`), []byte(`"live":2`), 1)
	v, err := Verify(t.Context(), m, r)
	if err != nil {
		t.Fatal(err)
	}
	want := Verification{Differences: []Difference{{"overall.live", "2", "1"}}}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Errorf("verification (-want +got):\n%s", diff)
	}
}

func TestDifferencesTellRowsApartByWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	before := spring(t, registered("2026-01-10"), registered("2026-04-01")).JSON()
	after := spring(t, registered("2026-01-10"), registered("2026-04-01"), registered("2026-04-02")).JSON()
	got, err := Differences(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got {
		if d.Path == "movement[C-1]" || d.Path == "movement[C-2]" {
			t.Errorf("%+v did not change", d)
		}
	}
	if !slices.ContainsFunc(got, func(d Difference) bool { return d.Path == "movement[C-3]" && d.Was == "" && d.Is != "" }) {
		t.Errorf("C-3 is not named: %+v", got)
	}
	if same, err := Differences(before, before); err != nil || len(same) > 0 {
		t.Errorf("a document differs from itself: %v, %v", same, err)
	}
	swapped := bytes.Replace(before, []byte(`"gaps":["2","3"]`), []byte(`"gaps":["3","2"]`), 1)
	if order, err := Differences(before, swapped); err != nil || len(order) != 1 || order[0].Path != "sha256" {
		t.Errorf("another order: got %+v, %v", order, err)
	}
}

// TestDifferencesDoNotDependOnTheForm compares the same two documents as they were written and as one line.
func TestDifferencesDoNotDependOnTheForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyArguments(t)
		was, is := computed(t, anyWorld(t), a).JSON(), computed(t, anyWorld(t), a).JSON()
		rows, err := Differences(was, is)
		if err != nil {
			t.Fatal(err)
		}
		var line bytes.Buffer
		if err := json.Compact(&line, was); err != nil {
			t.Fatal(err)
		}
		whole, err := Differences(line.Bytes(), is)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(was, is) { // then the form is the one difference
			return
		}
		if diff := cmp.Diff(whole, rows); diff != "" {
			t.Fatalf("differences (-whole +by rows):\n%s", diff)
		}
	})
}

func TestAnErratumNamesWhatChanged(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10"))
	r := published(t, m)
	if _, _, err := Erratum(r, springOf(t, m)); !errors.Is(err, problem.Problem{Key: "figures.erratum_changes_nothing"}) {
		t.Errorf("nothing changed: got %v", err)
	}
	m.journals[0].entries = story(m.journals[0].entries).says(commitments.Completed, "2026-05-01", recorded("2026-08-01"))
	mended := reportOf(t, m, Arguments{Plan: "small", Period: r.Period, Cutoff: later()})
	erratum, changed, err := Erratum(r, mended)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "mends", erratum.ErratumOf, r.ID)
	if !slices.Contains(changed, Difference{"movement[C-1].to", `"planned"`, `"completed"`}) {
		t.Errorf("the change is not named: %+v", changed)
	}
	other := reportOf(t, m, Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 3}})
	if _, _, err := Erratum(r, other); !errors.Is(err, problem.Problem{Key: "figures.erratum_of_another"}) {
		t.Errorf("another period: got %v", err)
	}
}
