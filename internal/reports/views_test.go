package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestEveryScaleHasALevelForEveryStatusThatSaysHowFarACommitmentIs(t *testing.T) {
	t.Parallel()
	want := map[string][]Level{ // planned, in_progress, mostly_done, completed, paused, withdrawn
		"upr_info": {"not", "partially", "partially", "fully", "", ""},
		"odihr":    {"not", "partially", "mostly", "fully", "", ""},
		"ogp":      {"not_started", "limited", "substantial", "complete", "", ""},
		"grf":      {"planning", "in_progress", "in_progress", "fulfilled", "", ""},
	}
	equal(t, "scales", len(Scales), len(want))
	for i := range Scales {
		var got []Level
		for _, status := range commitments.Statuses {
			got = append(got, Scales[i].Of(status))
		}
		if diff := cmp.Diff(want[Scales[i].Key], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", Scales[i].Key, diff)
		}
	}
}

func TestEveryLiveCommitmentIsCountedOnceOnEveryScale(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-01-10"),
		registered("2026-01-10").then(commitments.KindProgress, "2026-02-01", percent(60)),
		registered("2026-01-10").then(commitments.KindProgress, "2026-02-01", percent(60)).says(commitments.Paused, "2026-03-01"),
		registered("2026-01-10").says(commitments.Paused, "2026-03-01"),
		registered("2026-01-10").says(commitments.Completed, "2026-03-01"),
		registered("2026-01-10").then(commitments.KindWithdrawn, "2026-05-01"),
	)
	want := map[string][]int{"upr_info": {1, 2, 1}, "odihr": {1, 0, 2, 1}, "ogp": {1, 0, 2, 1}, "grf": {1, 2, 1}}
	for _, c := range OnScales(d) {
		if diff := cmp.Diff(want[c.Scale.Key], c.Counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.Scale.Key, diff)
		}
		equal(t, c.Scale.Key+": at no level", c.None, 1)
	}
}

func TestTheMatrixSaysWhoDoesWhat(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-01-10", of("birch", "ash"), on("3", "1")),
		registered("2026-01-10", of("ash"), on("1")).says(commitments.Completed, "2026-05-01"),
		registered("2026-01-10", of("cherry"), on("2"), visible(access.VisibleUnattributed)),
		registered("2026-01-10", of("cherry"), on("2")).then(commitments.KindWithdrawn, "2026-05-01"),
	)
	planned, completed := commitments.Planned, commitments.Completed
	want := Matrix{
		Organisations: []string{"ash", "birch", "cherry", ""},
		Steps:         []string{"1", "2", "3"},
		Cells: []Cell{
			{0, 0, []MatrixCommitment{{"C-1", planned}, {"C-2", completed}}},
			{0, 2, []MatrixCommitment{{"C-1", planned}}},
			{1, 0, []MatrixCommitment{{"C-1", planned}}},
			{1, 2, []MatrixCommitment{{"C-1", planned}}},
			{3, 1, []MatrixCommitment{{"C-3", planned}}},
		},
	}
	if diff := cmp.Diff(want, MatrixOf(d)); diff != "" {
		t.Errorf("matrix (-want +got):\n%s", diff)
	}
}

// drawn is the report of the second quarter with its names.
func drawn(t testing.TB, m *memory) (*Document, *Names) {
	t.Helper()
	d, names, err := Draw(t.Context(), m, Arguments{Plan: m.plan.Slug, Period: civil.Quarter{Year: 2026, N: 2}}, later())
	if err != nil {
		t.Fatal(err)
	}
	return d, names
}

func TestNamesAreThoseOfWhatTheReportNames(t *testing.T) {
	t.Parallel()
	m := fixture(t)
	d, names := drawn(t, m)
	if diff := cmp.Diff(springDocument(t, m), d, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("drawing gives other figures than computing (-computed +drawn):\n%s", diff)
	}
	equal(t, "title of C-1", names.Commitments["C-1"].Title, "Joint paper on the GC25 update")
	equal(t, "measure of C-1", names.Commitments["C-1"].Measure, "The paper is with the Committee")
	equal(t, "title of C-24, undone", names.Commitments["C-24"].Title, "")
	if _, ok := names.Commitments["C-13"]; ok {
		t.Error("C-13 is for endorsers, and its title is told to the public")
	}
	equal(t, "acacia", names.Organisation("acacia"), "Acacia Election Network")
	equal(t, "nobody", names.Organisation("nobody"), "nobody")
	equal(t, "head", names.Head.Position > 0 && len(names.Head.Digest) == 64 && names.Head.RecordedAt.Before(d.Cutoff), true)
}

func springDocument(t testing.TB, m *memory) *Document {
	return reportOf(t, m, Arguments{Plan: m.plan.Slug, Period: civil.Quarter{Year: 2026, N: 2}})
}

func TestCompletenessSaysWhoReportedWhoDidNotAndWhatIsUnclear(t *testing.T) {
	t.Parallel()
	measured := sets(commitments.FieldMeasure, "It is published")
	m := world(
		registered("2026-01-10", of("ash"), due("2026-09-01"), measured).then(commitments.KindNoChange, "2026-05-01"),
		registered("2026-02-10", of("birch"), due("2026-05-01"), measured),
		registered("2026-01-11", of("birch", "ash"), measured),
		registered("2026-01-10", of("cherry"), due("2026-03-01")).says(commitments.Completed, "2026-02-01"),
		registered("2026-01-10", of("ash"), due("2026-05-01"), sets(commitments.FieldStartsOn, "2026-04-01")).
			then(commitments.KindNoChange, "2026-05-01"),
		registered("2026-01-10", of("ash"), due("2026-05-01"), measured).says(commitments.Paused, "2026-05-01"),
		registered("2026-01-10", of("ash"), due("2026-09-01"), measured).
			then(commitments.KindProgress, "2026-05-01", percent(30), confident(commitments.OffTrack)),
		registered("2026-01-10", of("ash"), due("2026-09-01"), measured, visible(access.VisibleUnattributed)),
	)
	d, names := drawn(t, m)
	want := Completeness{
		Reported: []string{"ash"},
		Silent:   []Silence{{"birch", []string{"C-2", "C-3"}, "2026-02-10"}},
		NotAsked: []string{"cherry"},
		Nameless: Rate{0, 1},
		Unclear: []Doubt{
			{"C-2", OverdueSilent}, {"C-3", NoDueDate}, {"C-5", NoMeasure}, {"C-5", NotBegun}, {"C-6", PausedPastDue}, {"C-7", OffTrack},
		},
	}
	if diff := cmp.Diff(want, CompletenessOf(d, names)); diff != "" {
		t.Errorf("completeness (-want +got):\n%s", diff)
	}
}
