package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
)

func TestDecision19ReportedLate(t *testing.T) {
	t.Parallel()
	start := registered("2026-01-10")
	for _, c := range []struct {
		name  string
		story story
		want  []Late
	}{
		{
			"at the cutoff of the period before", start.then(commitments.KindNoChange, "2026-03-30", recordedAt("2026-04-15T00:00:00Z")),
			[]Late{{Seq: 2, Kind: commitments.KindNoChange, Period: "2026-Q1", EffectiveOn: "2026-03-30"}},
		},
		{"just before it", start.then(commitments.KindNoChange, "2026-03-30", recordedAt("2026-04-14T23:59:59Z")), nil},
		{"of this period", start.then(commitments.KindNoChange, "2026-04-01", recorded("2026-05-01")), nil},
		{
			"of a much earlier period", registered("2025-08-01").then(commitments.KindNoChange, "2025-11-30", recorded("2026-05-01")),
			[]Late{{Seq: 2, Kind: commitments.KindNoChange, Period: "2025-Q4", EffectiveOn: "2025-11-30"}},
		},
		{
			"a registration", registered("2026-03-20", recorded("2026-04-20")),
			[]Late{{Seq: 1, Kind: commitments.KindRegistered, Period: "2026-Q1", EffectiveOn: "2026-03-20"}},
		},
		{
			"replaced since", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-05-01")).
				then(commitments.KindCorrected, "2026-03-29", corrects(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-03-29"}},
		},
		{
			"a correction belongs to the earlier day", start.then(commitments.KindNoChange, "2026-03-30").
				then(commitments.KindCorrected, "2026-04-29", corrects(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-04-29"}},
		},
		{
			"a correction of a correction, too", start.then(commitments.KindNoChange, "2026-03-30").
				then(commitments.KindCorrected, "2026-04-20", corrects(2), recorded("2026-05-02")).
				then(commitments.KindCorrected, "2026-04-21", corrects(3), recorded("2026-05-03")),
			[]Late{{Seq: 4, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-04-21"}},
		},
		{
			"a taking back of what a reader saw", start.then(commitments.KindNoChange, "2026-03-30").
				then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-03-30"}},
		},
		{"a taking back of what nobody saw", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-05-01")).
			then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")), nil},
		{"a taking back that is taken back", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")).
			then(commitments.KindCorrected, "2026-03-30", takesBack(3), recorded("2026-05-03")), nil},
		{"a redaction", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindRedacted, "2026-03-30", corrects(2), recorded("2026-05-02")), nil},
		{"recorded after this cutoff", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-07-15")), nil},
		{
			"on a commitment withdrawn before the period", start.then(commitments.KindWithdrawn, "2026-02-01", recorded("2026-05-01")),
			[]Late{{Seq: 2, Kind: commitments.KindWithdrawn, Period: "2026-Q1", EffectiveOn: "2026-02-01"}},
		},
	} {
		got := spring(t, c.story).ReportedLate
		for i := range got {
			equal(t, c.name+": ref", got[i].Ref, "C-1")
			equal(t, c.name+": recorded", got[i].RecordedAt, c.story[got[i].Seq-1].RecordedAt)
			got[i].Ref, got[i].RecordedAt = "", c.want[i].RecordedAt
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestDecision24Restated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		story story
		want  []Restated
	}{
		{"nothing learnt", registered("2026-01-10").says(commitments.Completed, "2026-05-01"), nil},
		{
			"a late status", registered("2026-01-10").says(commitments.InProgress, "2026-03-01", recorded("2026-04-15")),
			[]Restated{{"C-1", commitments.Planned, commitments.InProgress}},
		},
		{"a late status that changes nothing", registered("2026-01-10").says(commitments.Planned, "2026-03-01", recorded("2026-04-15")), nil},
		{"a late registration", registered("2026-03-20", recorded("2026-04-20")), []Restated{{"C-1", "", commitments.Planned}}},
		{
			"a correction", registered("2026-01-10").says(commitments.Completed, "2026-03-20").
				then(commitments.KindCorrected, "2026-04-20", corrects(2), said(commitments.Completed)),
			[]Restated{{"C-1", commitments.Completed, commitments.Planned}},
		},
		{"a taking back of this period", registered("2026-01-10").says(commitments.Completed, "2026-05-20").
			then(commitments.KindCorrected, "2026-05-20", takesBack(2)), nil},
	} {
		if diff := cmp.Diff(c.want, spring(t, c.story).Restated); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestDecision24AnEarlierCutoffThanThatOfThePreviousPeriodCountsInstead(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10").says(commitments.InProgress, "2026-03-01", recorded("2026-07-03")))
	m.plan.CutoffDays = 120 // the first quarter is cut off on 30 July
	a := Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}, Cutoff: civil.Date("2026-07-10").Start(later().Location())}
	equal(t, "restated", len(reportOf(t, m, a).Restated), 0)
	equal(t, "reported late", len(reportOf(t, m, a).ReportedLate), 0)
	equal(t, "from", only(t, reportOf(t, m, a)).From, commitments.InProgress)
}

func TestDecision24WasIsWhatWasKnownWhateverTheAudienceSawOfItThen(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10", visible(access.VisibleConveners)).
		says(commitments.InProgress, "2026-03-01", recorded("2026-04-20")).
		then(commitments.KindEdited, "2026-05-01", visible(access.VisiblePublic)))
	if diff := cmp.Diff([]Restated{{"C-1", commitments.Planned, commitments.InProgress}}, d.Restated); diff != "" {
		t.Errorf("restated (-want +got):\n%s", diff)
	}
}
