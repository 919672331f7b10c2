package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
)

func TestDecision1NewsSaidLateDoesNotOverturnWhatIsKnownOfALaterDay(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").
		says(commitments.Completed, "2026-05-29").
		then(commitments.KindProgress, "2026-05-04", percent(80), recorded("2026-06-03")))
	row := only(t, d)
	equal(t, "status", row.To, commitments.Completed)
	equal(t, "last news", row.Basis.Last, 2)
	equal(t, "last day of news", row.LastEntryOn, "2026-05-29")
	if diff := cmp.Diff([]int{2, 3}, row.Period); diff != "" {
		t.Errorf("news of the period, by seq (-want +got):\n%s", diff)
	}
}

func TestDecision1ACorrectionTakesThePlaceOfWhatItCorrects(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").
		says(commitments.InProgress, "2026-05-04").
		says(commitments.MostlyDone, "2026-05-04").
		then(commitments.KindCorrected, "2026-05-04", corrects(2), said(commitments.Paused)))
	row := only(t, d)
	equal(t, "status", row.To, commitments.MostlyDone)
	equal(t, "stated by", row.Basis.To, 3)
	equal(t, "last news", row.Basis.Last, 3)
}

func TestDecision3ACorrectionVoidsItsTargetThoughItsOwnDateLiesAfterThePeriod(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").
		says(commitments.Completed, "2026-06-20").
		then(commitments.KindCorrected, "2026-07-02", corrects(2), said(commitments.Completed), recorded("2026-07-03")))
	row := only(t, d)
	equal(t, "status", row.To, commitments.Planned)
	equal(t, "rows of news", len(row.Period), 0)
}

func TestDecision3ACorrectionThatIsTakenBackHasNoEffect(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").
		says(commitments.InProgress, "2026-05-01").
		then(commitments.KindCorrected, "2026-05-01", corrects(2), said(commitments.Paused)).
		then(commitments.KindCorrected, "2026-05-01", takesBack(3)))
	row := only(t, d)
	equal(t, "status", row.To, commitments.InProgress)
	equal(t, "stated by", row.Basis.To, 2)
}

func TestDecision4NewsIsNeitherARedactionNorATakingBack(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").
		then(commitments.KindNoChange, "2026-04-20").
		then(commitments.KindRedacted, "2026-05-20", corrects(2)).
		then(commitments.KindProgress, "2026-06-01", percent(10)).
		then(commitments.KindCorrected, "2026-06-01", takesBack(4)))
	row := only(t, d)
	equal(t, "last day of news", row.LastEntryOn, "2026-04-20")
	if diff := cmp.Diff([]int{2}, row.Period); diff != "" {
		t.Errorf("news of the period (-want +got):\n%s", diff)
	}
}

func TestDecision5ValuesAtTheEndOfThePeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		story   story
		status  commitments.Status
		percent any
		trust   commitments.Confidence
	}{
		{"completed clears percentage and confidence", registered("2026-01-10").
			then(commitments.KindProgress, "2026-05-01", percent(80), confident(commitments.AtRisk)).
			says(commitments.Completed, "2026-06-01"), commitments.Completed, nil, ""},
		{"paused keeps the percentage", registered("2026-01-10").
			then(commitments.KindProgress, "2026-05-01", percent(80)).
			says(commitments.Paused, "2026-06-01"), commitments.Paused, 80, ""},
		{"a status that agrees keeps the percentage", registered("2026-01-10").
			then(commitments.KindProgress, "2026-05-01", percent(30), confident(commitments.OnTrack)).
			says(commitments.InProgress, "2026-06-01"), commitments.InProgress, 30, commitments.OnTrack},
		{"a percentage alone states the status", registered("2026-01-10").
			then(commitments.KindProgress, "2026-05-01", percent(100)), commitments.Completed, 100, ""},
	} {
		row := only(t, spring(t, c.story))
		equal(t, c.name+": status", row.To, c.status)
		equal(t, c.name+": confidence", row.Confidence, c.trust)
		var got any
		if row.Percent != nil {
			got = *row.Percent
		}
		equal(t, c.name+": percent", got, c.percent)
	}
}

func TestDecision6AnUndoneRegistrationIsInNoListButRestated(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-03-01", due("2026-05-01")).
		then(commitments.KindProgress, "2026-03-10", percent(10), recorded("2026-04-20")).
		moves("2026-06-01", "2026-04-21").
		then(commitments.KindCorrected, "2026-03-01", takesBack(1), recorded("2026-04-22")))
	equal(t, "live", d.Overall.Live, 0)
	equal(t, "movement", len(d.Movement), 0)
	equal(t, "moved dates", len(d.MovedDates), 0)
	equal(t, "reported late", len(d.ReportedLate), 0)
	equal(t, "reporting rate", d.Overall.ReportingRate, Rate{})
	if diff := cmp.Diff([]Restated{{Ref: "C-1", Was: commitments.Planned}}, d.Restated); diff != "" {
		t.Errorf("restated (-want +got):\n%s", diff)
	}
}

func TestDecision9NobodyLearnsOfAnUndoneCommitmentThatTheyCouldNotSee(t *testing.T) {
	t.Parallel()
	hidden := registered("2026-03-01", visible(access.VisibleConveners))
	for name, story := range map[string]story{
		"undone at once": hidden,
		"undone after a slip": hidden.then(commitments.KindEdited, "2026-03-02", visible(access.VisiblePublic)).
			then(commitments.KindCorrected, "2026-03-02", takesBack(2)),
	} {
		m := world(story.then(commitments.KindCorrected, "2026-03-01", takesBack(1), recorded("2026-04-22")))
		equal(t, name+": restated for the public", len(springOf(t, m).Restated), 0)
		conveners := reportOf(t, m, Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}, Audience: access.ToConveners})
		equal(t, name+": restated for conveners", len(conveners.Restated), 1)
	}
}
