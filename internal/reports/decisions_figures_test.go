package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/go-cmp/cmp"
)

func TestDecision11CompletedCommitmentsAndThoseOfALapsedEndorserAreLive(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10").says(commitments.Completed, "2026-02-01"), registered("2026-01-10", of("cherry")))
	m.endorsements[2].EndedOn = "2026-02-01"
	d := springOf(t, m)
	equal(t, "live", d.Overall.Live, 2)
	equal(t, "completed", d.Overall.Status.Completed, 1)
	equal(t, "coverage", d.Overall.Coverage, Rate{1, 3})
	equal(t, "in hand", d.Overall.InHand, Rate{1, 3})
}

func TestDecision12CoverageLooksAtStepsThatAskForActionInThePeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		step     plans.Step
		counted  bool
		row      bool
		retired  bool
		withWork bool
	}{
		{"from the first edition", plans.Step{Actionable: true}, true, true, false, false},
		{"not actionable", plans.Step{}, false, false, false, false},
		{"not actionable, yet a commitment is on it", plans.Step{}, false, true, false, true},
		{"added on the last day", plans.Step{Actionable: true, AddedOn: "2026-06-30"}, true, true, false, false},
		{"added after the period", plans.Step{Actionable: true, AddedOn: "2026-07-01"}, false, false, false, false},
		{"retired in the period", plans.Step{Actionable: true, RetiredOn: "2026-06-30"}, false, false, true, false},
		{"retired in the period, with a commitment", plans.Step{Actionable: true, RetiredOn: "2026-04-01"}, false, true, true, true},
		{"retired after the period", plans.Step{Actionable: true, RetiredOn: "2026-07-01"}, true, true, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := world()
			if c.withWork {
				m = world(registered("2026-01-10", on("9")))
			}
			c.step.Code, c.step.Theme = "9", "west"
			m.plan.Steps = []plans.Step{c.step}
			d := springOf(t, m)
			equal(t, "counted", d.Overall.Coverage.Denominator == 1, c.counted)
			equal(t, "counted in the theme", d.Themes[1].Coverage.Denominator == 1, c.counted)
			equal(t, "has a row", len(d.Steps) == 1, c.row)
			if c.row {
				equal(t, "retired", d.Steps[0].Retired, c.retired)
				equal(t, "says nothing of coverage", d.Steps[0].Covered == nil && d.Steps[0].InHand == nil, c.retired)
			}
			if c.withWork {
				equal(t, "live", d.Overall.Live, 1)
				equal(t, "steps of ash", len(d.Organisations[0].Steps), 0)
			}
		})
	}
}

func TestDecision12CoveredIsLiveAndInHandIsOpen(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-01-10", on("1")).says(commitments.Completed, "2026-02-01"),
		registered("2026-01-10", on("2")),
		registered("2026-01-10", on("3")).then(commitments.KindWithdrawn, "2026-05-01"),
	)
	equal(t, "coverage", d.Overall.Coverage, Rate{2, 3})
	equal(t, "in hand", d.Overall.InHand, Rate{1, 3})
	if diff := cmp.Diff([]string{"3"}, d.Overall.Gaps); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	equal(t, "step 1 covered", *d.Steps[0].Covered, true)
	equal(t, "step 1 in hand", *d.Steps[0].InHand, false)
	equal(t, "step 3 covered", *d.Steps[2].Covered, false)
}

func TestDecision13AJointCommitmentCountsOnceInTotalsAndOnceForEachStepAndOrganisation(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10", of("birch", "ash"), on("1", "2", "3")))
	equal(t, "overall", d.Overall.Live, 1)
	equal(t, "theme east", d.Themes[0].Live, 1)
	equal(t, "theme west", d.Themes[1].Live, 1)
	for _, step := range d.Steps {
		equal(t, "step "+step.Code, step.Live, 1)
	}
	for i, want := range []int{1, 1, 0} {
		equal(t, d.Organisations[i].Handle, d.Organisations[i].Live, want)
		equal(t, "organisations in the rate of "+d.Organisations[i].Handle, d.Organisations[i].ReportingRate.Denominator, want)
	}
	equal(t, "organisations overall", d.Overall.ReportingRate, Rate{0, 2})
}

func TestDecision13AScopeKnowsNoNewsFromOutside(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-01-10", on("1")),
		registered("2026-01-10", on("3")).then(commitments.KindNoChange, "2026-05-01"),
	)
	equal(t, "overall", d.Overall.ReportingRate, Rate{1, 1})
	equal(t, "east", d.Themes[0].ReportingRate, Rate{0, 1})
	equal(t, "west", d.Themes[1].ReportingRate, Rate{1, 1})
	equal(t, "step 1", d.Steps[0].ReportingRate, Rate{0, 1})
	equal(t, "ash", d.Organisations[0].ReportingRate, Rate{1, 1})
}

func TestDecision14WhoIsAskedForNewsAndWhoGaveIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		stories []story
		want    Rate
	}{
		{"silence", []story{registered("2026-01-10")}, Rate{0, 1}},
		{"registering is news", []story{registered("2026-06-30")}, Rate{1, 1}},
		{"completed on the first day, it was not open", []story{registered("2026-01-10").says(commitments.Completed, "2026-04-01")}, Rate{}},
		{"completed on the second day, it was", []story{registered("2026-01-10").says(commitments.Completed, "2026-04-02")}, Rate{1, 1}},
		{"reopened on the last day", []story{registered("2026-01-10").says(commitments.Completed, "2026-02-01").
			says(commitments.InProgress, "2026-06-30")}, Rate{1, 1}},
		{"reopened and closed on one day", []story{registered("2026-01-10").says(commitments.Completed, "2026-02-01").
			says(commitments.InProgress, "2026-05-30").says(commitments.Completed, "2026-05-30")}, Rate{}},
		{"news on a closed commitment counts", []story{registered("2026-01-10"),
			registered("2026-01-10").says(commitments.Completed, "2026-02-01").then(commitments.KindNoChange, "2026-05-01")}, Rate{1, 1}},
		{"news on one withdrawn before the period counts", []story{registered("2026-01-10"),
			registered("2026-01-10").then(commitments.KindWithdrawn, "2026-02-01").then(commitments.KindEdited, "2026-05-01")}, Rate{1, 1}},
		{"news reported late counts", []story{registered("2026-01-10").
			then(commitments.KindNoChange, "2026-03-30", recorded("2026-04-15"))}, Rate{1, 1}},
		{"news of an earlier period reported in time does not", []story{registered("2026-01-10").
			then(commitments.KindNoChange, "2026-03-30", recorded("2026-04-14"))}, Rate{0, 1}},
		{"a taking back is no news", []story{registered("2026-01-10").then(commitments.KindNoChange, "2026-03-20").
			then(commitments.KindCorrected, "2026-03-20", takesBack(2), recorded("2026-04-20"))}, Rate{0, 1}},
		{"withdrawn in the period", []story{registered("2026-01-10").then(commitments.KindWithdrawn, "2026-04-10")}, Rate{1, 1}},
		{"registered after the period", []story{registered("2026-07-01")}, Rate{}},
	} {
		equal(t, c.name, spring(t, c.stories...).Overall.ReportingRate, c.want)
	}
}

func TestDecision15OnTime(t *testing.T) {
	t.Parallel()
	const yes, no, never = 1, 0, -1
	for _, c := range []struct {
		name  string
		story story
		on    civil.Date
		want  int
	}{
		{"completed before", registered("2026-01-10", due("2026-05-15")).says(commitments.Completed, "2026-05-10"), "2026-05-15", yes},
		{"completed on the day", registered("2026-01-10", due("2026-05-15")).says(commitments.Completed, "2026-05-15"), "2026-05-15", yes},
		{"completed the day after", registered("2026-01-10", due("2026-05-15")).says(commitments.Completed, "2026-05-16"), "2026-05-15", no},
		{"completed in an earlier period, due in this one", registered("2026-01-10", due("2026-05-15")).says(commitments.Completed, "2026-02-01"), "2026-05-15", yes},
		{"reopened later", registered("2026-01-10", due("2026-05-15")).says(commitments.Completed, "2026-05-10").
			says(commitments.InProgress, "2026-05-16"), "2026-05-15", yes},
		{"moved away in time", registered("2026-01-10", due("2026-05-15")).moves("2026-08-01", "2026-05-14"), "", never},
		{"moved away on the day", registered("2026-01-10", due("2026-05-15")).moves("2026-08-01", "2026-05-15"), "", never},
		{"moved after it was missed", registered("2026-01-10", due("2026-05-15")).moves("2026-08-01", "2026-05-16"), "2026-05-15", no},
		{"moved and met, after it was missed", registered("2026-01-10", due("2026-05-15")).moves("2026-06-10", "2026-05-16").
			says(commitments.Completed, "2026-06-01"), "2026-05-15", no},
		{"moved in from a later period", registered("2026-01-10", due("2026-08-15")).moves("2026-06-10", "2026-05-16").
			says(commitments.Completed, "2026-06-01"), "2026-06-10", yes},
		{"moved to the day of the move", registered("2026-01-10", due("2026-08-15")).moves("2026-05-16", "2026-05-16"), "2026-05-16", no},
		{"moved to a day already past", registered("2026-01-10", due("2026-08-15")).moves("2026-05-01", "2026-05-16"), "", never},
		{"registered on its due date", registered("2026-05-15", due("2026-05-15")), "2026-05-15", no},
		{"registered after its due date", registered("2026-05-16", due("2026-05-15")), "", never},
		{"withdrawn before", registered("2026-01-10", due("2026-05-15")).then(commitments.KindWithdrawn, "2026-05-14"), "", never},
		{"withdrawn on the day", registered("2026-01-10", due("2026-05-15")).then(commitments.KindWithdrawn, "2026-05-15"), "2026-05-15", no},
		{"withdrawn before, reopened on the day", registered("2026-01-10", due("2026-05-15")).then(commitments.KindWithdrawn, "2026-05-01").
			says(commitments.InProgress, "2026-05-15"), "2026-05-15", no},
		{"withdrawn through the first day, reopened before the second", registered("2026-01-10", due("2026-05-15")).
			then(commitments.KindWithdrawn, "2026-05-01").says(commitments.InProgress, "2026-05-20").
			moves("2026-06-01", "2026-05-21").says(commitments.Completed, "2026-05-30"), "2026-06-01", yes},
		{"due on the first day", registered("2026-01-10", due("2026-04-01")), "2026-04-01", no},
		{"due on the last day", registered("2026-01-10", due("2026-06-30")), "2026-06-30", no},
		{"due the day after the period", registered("2026-01-10", due("2026-07-01")), "", never},
		{"due the day before the period", registered("2026-01-10", due("2026-03-31")), "", never},
		{"continuing", registered("2026-01-10", due("2026-05-15"), continuing()), "", never},
		{"no date", registered("2026-01-10"), "", never},
	} {
		row := only(t, spring(t, c.story))
		equal(t, c.name+": fell due", row.FellDueOn, c.on)
		got := never
		if row.OnTime != nil {
			got = no
			if *row.OnTime {
				got = yes
			}
		}
		equal(t, c.name+": on time", got, c.want)
	}
}

func TestDecision15TheBasisNamesWhoSetTheDateAndBeganTheRunOfCompleted(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10", due("2026-08-15")).moves("2026-05-15", "2026-04-20").
		says(commitments.Completed, "2026-05-02").says(commitments.Completed, "2026-05-03").
		says(commitments.InProgress, "2026-06-01").moves("2026-09-01", "2026-06-02"))
	b := only(t, d).Basis
	equal(t, "fell due", b.FellDue, 2)
	equal(t, "on time", b.OnTime, 3)
	equal(t, "due on", b.DueOn, 6)
	equal(t, "rate", d.Overall.OnTimeRate, Rate{1, 1})
}

func TestDecision16OverdueAndStale(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-05-01", due("2026-06-29")),
		registered("2026-05-01", due("2026-06-30")), // due on the last day
		registered("2026-05-01", due("2026-06-29"), continuing()),
		registered("2026-05-01", due("2026-06-29")).says(commitments.Completed, "2026-06-30"),
		registered("2026-05-01", due("2026-06-29")).says(commitments.Paused, "2026-06-30"),
		registered("2026-04-01"), // 90 days before the last day
		registered("2026-04-02"),
		registered("2026-01-10").says(commitments.Completed, "2026-02-01"),
	)
	want := []Overdue{{"C-1", commitments.Planned, "2026-06-29", 1}, {"C-5", commitments.Paused, "2026-06-29", 1}}
	if diff := cmp.Diff(want, d.Overdue); diff != "" {
		t.Errorf("overdue (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Stale{{"C-6", "2026-04-01", 90}}, d.Stale); diff != "" {
		t.Errorf("stale (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"C-1", "C-5"}, d.Overall.Overdue); diff != "" {
		t.Errorf("overdue refs (-want +got):\n%s", diff)
	}
}

func TestDecision17Movement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		story story
		want  []Move // none: not listed
	}{
		{"unchanged", registered("2026-01-10"), []Move{Unchanged}},
		{"new", registered("2026-04-01"), []Move{New}},
		{"new, by its day and not by that of recording", registered("2026-03-31", recorded("2026-04-20")), []Move{Unchanged}},
		{"new and advanced is new alone", registered("2026-04-01").says(commitments.InProgress, "2026-05-01"), []Move{New}},
		{"new and completed", registered("2026-04-01").says(commitments.Completed, "2026-05-01"), []Move{New, Completed}},
		{"new and paused", registered("2026-04-01").says(commitments.Paused, "2026-05-01"), []Move{New, Paused}},
		{"new and withdrawn", registered("2026-04-01").then(commitments.KindWithdrawn, "2026-05-01"), []Move{New, Withdrawn}},
		{"advanced", registered("2026-01-10").says(commitments.MostlyDone, "2026-05-01"), []Move{Advanced}},
		{"stepped back", registered("2026-01-10").says(commitments.MostlyDone, "2026-02-01").says(commitments.Planned, "2026-05-01"), []Move{SteppedBack}},
		{"there and back again", registered("2026-01-10").says(commitments.MostlyDone, "2026-05-01").says(commitments.Planned, "2026-05-02"), []Move{Unchanged}},
		{"paused", registered("2026-01-10").says(commitments.Paused, "2026-05-01"), []Move{Paused}},
		{"resumed", registered("2026-01-10").says(commitments.Paused, "2026-02-01").says(commitments.MostlyDone, "2026-05-01"), []Move{Resumed}},
		{"paused and completed", registered("2026-01-10").says(commitments.Paused, "2026-02-01").says(commitments.Completed, "2026-05-01"), []Move{Completed}},
		{"completed", registered("2026-01-10").says(commitments.Completed, "2026-05-01"), []Move{Completed}},
		{"still completed", registered("2026-01-10").says(commitments.Completed, "2026-02-01"), []Move{Unchanged}},
		{"reopened", registered("2026-01-10").says(commitments.Completed, "2026-02-01").says(commitments.InProgress, "2026-05-01"), []Move{Reopened}},
		{"reopened and paused", registered("2026-01-10").says(commitments.Completed, "2026-02-01").
			says(commitments.InProgress, "2026-05-01").says(commitments.Paused, "2026-05-02"), []Move{Reopened, Paused}},
		{"completed and withdrawn", registered("2026-01-10").says(commitments.Completed, "2026-02-01").
			says(commitments.InProgress, "2026-05-01").then(commitments.KindWithdrawn, "2026-05-02"), []Move{Withdrawn}},
		{"withdrawn, then completed", registered("2026-01-10").then(commitments.KindWithdrawn, "2026-02-01").
			says(commitments.InProgress, "2026-05-01").says(commitments.Completed, "2026-05-02"), []Move{Completed}},
		{"withdrawn before the period", registered("2026-01-10").then(commitments.KindWithdrawn, "2026-03-31"), nil},
		{"withdrawn on the first day", registered("2026-01-10").then(commitments.KindWithdrawn, "2026-04-01"), []Move{Withdrawn}},
		{"withdrawn again after being open", registered("2026-01-10").then(commitments.KindWithdrawn, "2026-02-01").
			says(commitments.InProgress, "2026-05-01").then(commitments.KindWithdrawn, "2026-05-02"), []Move{Unchanged}},
		{"opened and withdrawn on one day", registered("2026-01-10").then(commitments.KindWithdrawn, "2026-02-01").
			says(commitments.InProgress, "2026-05-02").then(commitments.KindWithdrawn, "2026-05-02"), nil},
		{"registered after the period", registered("2026-07-01"), nil},
		{"a continuing one begins in progress", registered("2026-04-01", continuing()), []Move{New}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := spring(t, c.story)
			if c.want == nil {
				equal(t, "rows", len(d.Movement), 0)
				return
			}
			if diff := cmp.Diff(c.want, only(t, d).Moves); diff != "" {
				t.Errorf("moves (-want +got):\n%s", diff)
			}
			for _, move := range c.want {
				equal(t, string(move), d.Overall.Movement.Of(move), 1)
			}
		})
	}
}

func TestDecision17ALaterCorrectionAlsoChangesTheStart(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").says(commitments.Completed, "2026-03-20").
		then(commitments.KindCorrected, "2026-03-20", corrects(2), said(commitments.MostlyDone), recorded("2026-05-11")))
	row := only(t, d)
	equal(t, "from", row.From, commitments.MostlyDone)
	equal(t, "stated by", row.Basis.From, 3)
	equal(t, "move", row.Moves[0], Unchanged)
}

func TestTheRunOfAStatusIsUnbroken(t *testing.T) {
	t.Parallel()
	row := only(t, spring(t, registered("2026-01-10").says(commitments.Completed, "2026-02-01").
		says(commitments.InProgress, "2026-04-10").says(commitments.Completed, "2026-05-01").says(commitments.Completed, "2026-05-20")))
	equal(t, "completed on", row.CompletedOn, "2026-05-01")
	equal(t, "began with", row.Basis.Since, 4)
	equal(t, "stated by", row.Basis.To, 5)
	row = only(t, spring(t, registered("2026-01-10").says(commitments.Completed, "2026-02-01").says(commitments.InProgress, "2026-04-10")))
	equal(t, "completed on, reopened", row.CompletedOn, "")
}

func TestDecision18Freshness(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		days   []int
		median float64
		p90    int
	}{
		{[]int{7}, 7, 7},
		{[]int{9, 4}, 6.5, 9},
		{[]int{9, 5}, 7, 9},
		{[]int{3, 1, 2}, 2, 3},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5.5, 9},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6, 10},
	} {
		f := freshnessOf(c.days)
		equal(t, "commitments", f.Commitments, len(c.days))
		equal(t, "median", *f.MedianDays, c.median)
		equal(t, "90th percentile", *f.P90Days, c.p90)
	}
	if f := freshnessOf(nil); f.MedianDays != nil || f.P90Days != nil {
		t.Errorf("of nothing: got %+v, want null", f)
	}
	d := spring(t, registered("2026-06-30"), registered("2026-06-28"), registered("2026-01-10").says(commitments.Completed, "2026-02-01"))
	equal(t, "median of open commitments", *d.Overall.Freshness.MedianDays, 1)
}

func TestDecision19ReportedLate(t *testing.T) {
	t.Parallel()
	start := registered("2026-01-10")
	for _, c := range []struct {
		name  string
		story story
		want  []Late
	}{
		{"at the cutoff of the period before", start.then(commitments.KindNoChange, "2026-03-30", recordedAt("2026-04-15T00:00:00Z")),
			[]Late{{Seq: 2, Kind: commitments.KindNoChange, Period: "2026-Q1", EffectiveOn: "2026-03-30"}}},
		{"just before it", start.then(commitments.KindNoChange, "2026-03-30", recordedAt("2026-04-14T23:59:59Z")), nil},
		{"of this period", start.then(commitments.KindNoChange, "2026-04-01", recorded("2026-05-01")), nil},
		{"of a much earlier period", registered("2025-08-01").then(commitments.KindNoChange, "2025-11-30", recorded("2026-05-01")),
			[]Late{{Seq: 2, Kind: commitments.KindNoChange, Period: "2025-Q4", EffectiveOn: "2025-11-30"}}},
		{"a registration", registered("2026-03-20", recorded("2026-04-20")),
			[]Late{{Seq: 1, Kind: commitments.KindRegistered, Period: "2026-Q1", EffectiveOn: "2026-03-20"}}},
		{"replaced since", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-05-01")).
			then(commitments.KindCorrected, "2026-03-29", corrects(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-03-29"}}},
		{"a correction belongs to the earlier day", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindCorrected, "2026-04-29", corrects(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-04-29"}}},
		{"a correction of a correction, too", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindCorrected, "2026-04-20", corrects(2), recorded("2026-05-02")).
			then(commitments.KindCorrected, "2026-04-21", corrects(3), recorded("2026-05-03")),
			[]Late{{Seq: 4, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-04-21"}}},
		{"a taking back of what a reader saw", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")),
			[]Late{{Seq: 3, Kind: commitments.KindCorrected, Period: "2026-Q1", EffectiveOn: "2026-03-30"}}},
		{"a taking back of what nobody saw", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-05-01")).
			then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")), nil},
		{"a taking back that is taken back", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindCorrected, "2026-03-30", takesBack(2), recorded("2026-05-02")).
			then(commitments.KindCorrected, "2026-03-30", takesBack(3), recorded("2026-05-03")), nil},
		{"a redaction", start.then(commitments.KindNoChange, "2026-03-30").
			then(commitments.KindRedacted, "2026-03-30", corrects(2), recorded("2026-05-02")), nil},
		{"recorded after this cutoff", start.then(commitments.KindNoChange, "2026-03-30", recorded("2026-07-15")), nil},
		{"on a commitment withdrawn before the period", start.then(commitments.KindWithdrawn, "2026-02-01", recorded("2026-05-01")),
			[]Late{{Seq: 2, Kind: commitments.KindWithdrawn, Period: "2026-Q1", EffectiveOn: "2026-02-01"}}},
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

func TestDecision20RatesAreNever0Or100UnlessExactlySo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ numerator, denominator, percent int }{
		{0, 3, 0}, {1, 3, 33}, {2, 3, 67}, {3, 3, 100}, {1, 8, 13}, {3, 8, 38}, {1, 1000, 1}, {999, 1000, 99}, {1, 200, 1}, {199, 200, 99}, {1, 2, 50},
	} {
		got, ok := Rate{c.numerator, c.denominator}.Percent()
		if got != c.percent || !ok {
			t.Errorf("%d of %d: got %d, %v, want %d", c.numerator, c.denominator, got, ok, c.percent)
		}
	}
	if _, ok := (Rate{}).Percent(); ok {
		t.Error("0 of 0 has a percentage")
	}
}

func TestDecision21Rows(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10", of("elder")), registered("2026-01-10", of("fig"), on("3")).then(commitments.KindWithdrawn, "2026-02-01"))
	m.endorsements[0].EndedOn = "2026-04-02" // endorsed on the first day
	m.endorsements[1].EndedOn = "2026-04-01" // ended the day before
	m.endorsements[2].EndorsedOn = "2026-06-30"
	d := springOf(t, m)
	endorses := map[string]bool{}
	for _, o := range d.Organisations {
		endorses[o.Handle] = *o.Endorses
	}
	if diff := cmp.Diff(map[string]bool{"ash": false, "cherry": true, "elder": false}, endorses); diff != "" {
		t.Errorf("organisations and whether they endorse (-want +got):\n%s", diff)
	}
	equal(t, "themes", len(d.Themes), 2)
	equal(t, "steps", len(d.Steps), 3)
	m.endorsements[2].EndorsedOn = "2026-07-01"
	equal(t, "rows once cherry endorses after the period", len(springOf(t, m).Organisations), 2)
}

func TestDecision21TheOrderOfThePlanIsThatOfPositions(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10", of("ash"), on("1", "3")))
	for i := range m.plan.Steps {
		m.plan.Steps[i].Position = 9 - i
	}
	for i := range m.plan.Themes {
		m.plan.Themes[i].Position = 9 - i
	}
	d := springOf(t, m)
	equal(t, "first step", d.Steps[0].Code, "3")
	equal(t, "first theme", d.Themes[0].Key, "west")
	equal(t, "live in west", d.Themes[0].Live, 1)
	if diff := cmp.Diff([]string{"3", "1"}, d.Organisations[0].Steps); diff != "" {
		t.Errorf("steps of ash (-want +got):\n%s", diff)
	}
	equal(t, "first step of the plan that is shared", m.plan.Steps[0].Code, "1")
}

func TestDecision21ListsNameCommitmentsWithdrawnBeforeThePeriod(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10", due("2026-05-01")).
		then(commitments.KindWithdrawn, "2026-02-01", recorded("2026-04-20")).
		moves("2026-06-01", "2026-04-25"))
	equal(t, "movement", len(d.Movement), 0)
	equal(t, "reported late", len(d.ReportedLate), 1)
	equal(t, "moved dates", len(d.MovedDates), 1)
	equal(t, "restated", len(d.Restated), 1)
}

func TestDecision23MovedDatesAreFolded(t *testing.T) {
	t.Parallel()
	lying := sets(commitments.FieldDueOn, "2026-07-01")
	d := spring(t, registered("2026-04-02", due("2026-05-01"), continuing()).
		then(commitments.KindEdited, "2026-05-10", func(e *commitments.Entry) {
			lying(e)
			c := e.Changes[commitments.FieldDueOn]
			c.Old.Text = "2020-01-01" // for readers; the fold does not believe it
			e.Changes[commitments.FieldDueOn] = c
		}).
		moves("2026-08-01", "2026-05-01", recorded("2026-06-01")).
		moves("2026-07-01", "2026-05-20", recorded("2026-06-02")). // the same as it is
		moves("", "2026-05-30", recorded("2026-06-03")).
		moves("2026-09-01", "2026-07-01", recorded("2026-07-02")))
	want := []MovedDate{
		{"C-1", 3, "2026-05-01", "2026-05-01", "2026-08-01"},
		{"C-1", 2, "2026-05-10", "2026-08-01", "2026-07-01"},
		{"C-1", 5, "2026-05-30", "2026-07-01", ""},
	}
	if diff := cmp.Diff(want, d.MovedDates); diff != "" {
		t.Errorf("moved dates, in the order of the fold (-want +got):\n%s", diff)
	}
	equal(t, "due on set by", only(t, d).Basis.DueOn, 0)
}

func TestDecision24Restated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		story story
		want  []Restated
	}{
		{"nothing learnt", registered("2026-01-10").says(commitments.Completed, "2026-05-01"), nil},
		{"a late status", registered("2026-01-10").says(commitments.InProgress, "2026-03-01", recorded("2026-04-15")),
			[]Restated{{"C-1", commitments.Planned, commitments.InProgress}}},
		{"a late status that changes nothing", registered("2026-01-10").says(commitments.Planned, "2026-03-01", recorded("2026-04-15")), nil},
		{"a late registration", registered("2026-03-20", recorded("2026-04-20")), []Restated{{"C-1", "", commitments.Planned}}},
		{"a correction", registered("2026-01-10").says(commitments.Completed, "2026-03-20").
			then(commitments.KindCorrected, "2026-04-20", corrects(2), said(commitments.Completed)),
			[]Restated{{"C-1", commitments.Completed, commitments.Planned}}},
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
