package reports

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// compacted is JSON without white space, members and numbers as they were written.
func compacted(t testing.TB, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestADocumentIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	source := fixture(t)
	for _, q := range []civil.Quarter{{Year: 2026, N: 1}, {Year: 2026, N: 2}, {Year: 2026, N: 3}} {
		d := reportOf(t, source, Arguments{Plan: source.plan.Slug, Period: q})
		back, err := Parse(d.JSON())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%v (-written +read):\n%s", q, diff)
		}
		if !bytes.Equal(d.JSON(), back.JSON()) {
			t.Errorf("%v: written again, it has other bytes", q)
		}
	}
}

func TestTheBytesAreTheSameOnEveryRun(t *testing.T) {
	t.Parallel()
	a := Arguments{Plan: "hres-2018", Period: civil.Quarter{Year: 2026, N: 2}}
	first := reportOf(t, fixture(t), a).JSON()
	for range 20 {
		if !bytes.Equal(first, reportOf(t, fixture(t), a).JSON()) {
			t.Fatal("another run gave other bytes")
		}
	}
	if first[len(first)-1] != '\n' || bytes.Contains(first, []byte("\n\n")) {
		t.Error("the document does not end with one line feed")
	}
}

// TestTheBytesOfTheWorkedExampleStayForEver holds the form as well as the figures: published reports keep these hashes.
func TestTheBytesOfTheWorkedExampleStayForEver(t *testing.T) {
	t.Parallel()
	m := fixture(t)
	want := map[string]string{
		"2026-Q1":                             "0c011cbf1f9de8b81c71c9ea14978255d43272046c3b1cea458508e6b4fff535",
		"2026-Q2":                             "ba84714f982b354f597c3aefe3e7f72b1e9c6e4536767cf311f6a2cfd891c4db",
		"2026-Q3":                             "5084c9c4cf40a4ab10d51eae360901c78a0f880efa3d453cb0835e48c8e58ec0",
		"2026-Q1 cutoff 2026-07-31T21:00:00Z": "f42f6e32d5850763b80512a5bfde443b25e6bccd9b28d838609101b419f72870",
		"2026-Q2 audience endorsers":          "a89a2f6ecb8b2bb3e1b15de5f894c1fda8414fccca51a9614786acb14b307b41",
	}
	got := map[string]string{}
	for _, r := range expectedReports(t) {
		got[r.Name] = SHA256(reportOf(t, m, r.arguments(t, m.plan.Slug)).JSON())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hashes (-want +got):\n%s", diff)
	}
}

func TestTextsAreWrittenAsTheyAre(t *testing.T) {
	t.Parallel()
	d := Document{Format: Format, FormatVersion: FormatVersion, Edition: "2018 <é> & \"b\" \\ \u0001\u2028 خطة", Cutoff: time.Unix(0, 0)}
	back, err := Parse(d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if back.Edition != d.Edition {
		t.Errorf("edition: got %q, want %q", back.Edition, d.Edition)
	}
	if !bytes.Contains(d.JSON(), []byte("2018 <é> &")) {
		t.Error("letters were escaped without need")
	}
}

func TestAnotherFormatIsNotRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `{"format":"accord-figures","format_version":2}`, `[`} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s was read as figures", text)
		}
	}
}

func reportOf(t testing.TB, source Source, a Arguments) *Document {
	t.Helper()
	d, err := Compute(t.Context(), source, a, later())
	if err != nil {
		t.Fatal(err)
	}
	return d
}
