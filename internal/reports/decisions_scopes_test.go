package reports

import (
	"testing"

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
		{"news on a closed commitment counts", []story{
			registered("2026-01-10"),
			registered("2026-01-10").says(commitments.Completed, "2026-02-01").then(commitments.KindNoChange, "2026-05-01"),
		}, Rate{1, 1}},
		{"news on one withdrawn before the period counts", []story{
			registered("2026-01-10"),
			registered("2026-01-10").then(commitments.KindWithdrawn, "2026-02-01").then(commitments.KindEdited, "2026-05-01"),
		}, Rate{1, 1}},
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
