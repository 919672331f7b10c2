package reports

import (
	"errors"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/go-cmp/cmp"
)

func TestDecision7TheCutoffIsTheFirstInstantOfACivilDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone    string
		period  civil.Quarter
		days    int
		instant string
	}{
		{"Africa/Nairobi", civil.Quarter{Year: 2026, N: 1}, 14, "2026-04-14T21:00:00Z"},
		{"Europe/Berlin", civil.Quarter{Year: 2026, N: 3}, 30, "2026-10-30T23:00:00Z"},   // the clock went back on the 25th
		{"America/Asuncion", civil.Quarter{Year: 2023, N: 3}, 0, "2023-10-01T04:00:00Z"}, // midnight was skipped that day
		{"", civil.Quarter{Year: 2026, N: 4}, 14, "2027-01-15T00:00:00Z"},
	} {
		plan := &plans.Plan{TimeZone: c.zone, CutoffDays: c.days}
		zone, err := plan.Zone()
		if err != nil {
			t.Fatal(err)
		}
		equal(t, c.zone, DefaultCutoff(plan, zone, c.period).Format(time.RFC3339), c.instant)
	}
}

func TestDecision7AnEntryAtTheVeryInstantOfTheCutoffIsLate(t *testing.T) {
	t.Parallel()
	before := only(t, spring(t, registered("2026-01-10").says(commitments.Completed, "2026-06-20", recordedAt("2026-07-14T23:59:59Z"))))
	equal(t, "one second before", before.To, commitments.Completed)
	at := only(t, spring(t, registered("2026-01-10").says(commitments.Completed, "2026-06-20", recordedAt("2026-07-15T00:00:00Z"))))
	equal(t, "at the instant", at.To, commitments.Planned)
}

func TestDecision8AWithdrawalAfterTheEndLeavesTheCommitmentLive(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10").then(commitments.KindWithdrawn, "2026-07-01", recorded("2026-07-02")))
	equal(t, "live", d.Overall.Live, 1)
	d = spring(t, registered("2026-01-10").then(commitments.KindWithdrawn, "2026-06-30", recorded("2026-07-02")))
	equal(t, "live, withdrawn on the last day", d.Overall.Live, 0)
}

func TestDecision8OrganisationsAndStepsAreThoseAtTheEndOfThePeriod(t *testing.T) {
	t.Parallel()
	d := spring(t, registered("2026-01-10", of("ash", "birch")).
		then(commitments.KindHandedOver, "2026-06-30", of("cherry")).
		then(commitments.KindEdited, "2026-06-30", on("3", "2")).
		then(commitments.KindEdited, "2026-07-01", on("1")))
	row := only(t, d)
	if diff := cmp.Diff([]string{"cherry"}, row.Organisations); diff != "" {
		t.Errorf("organisations (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"3", "2"}, row.Steps); diff != "" {
		t.Errorf("steps, the primary first (-want +got):\n%s", diff)
	}
	equal(t, "lead set by", row.Basis.Lead, 2)
	equal(t, "partners set by", row.Basis.Partners, 0)
	equal(t, "steps set by", row.Basis.Steps, 3)
}

func TestDecision9AnAudienceSeesNoFigureOfWhatItMayNotSee(t *testing.T) {
	t.Parallel()
	m := world(
		registered("2026-01-10"),
		registered("2026-01-10", visible(access.VisibleEndorsers)),
		registered("2026-01-10", visible(access.VisibleConveners)),
		registered("2026-01-10", visible(access.VisibleUnattributed)),
	)
	for audience, want := range map[access.Audience]int{"": 2, access.ToPublic: 2, access.ToEndorsers: 3, access.ToConveners: 4} {
		d := reportOf(t, m, Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}, Audience: audience})
		equal(t, "live for "+string(audience), d.Overall.Live, want)
		equal(t, "rows for "+string(audience), len(d.Movement), want)
	}
}

func TestDecision9VisibilityIsTheOneRecordedLastWhateverItsDay(t *testing.T) {
	t.Parallel()
	hidden := registered("2026-01-10").
		then(commitments.KindEdited, "2026-07-10", visible(access.VisibleConveners)).
		then(commitments.KindEdited, "2026-02-01", visible(access.VisibleEndorsers), recorded("2026-07-11"))
	d := reportOf(t, world(hidden), Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}, Audience: access.ToEndorsers})
	equal(t, "visibility", only(t, d).Visibility, access.VisibleEndorsers)
	equal(t, "rows for the public", len(spring(t, hidden).Movement), 0)
	undone := registered("2026-01-10").
		then(commitments.KindEdited, "2026-05-01", visible(access.VisibleConveners)).
		then(commitments.KindCorrected, "2026-05-01", takesBack(2))
	equal(t, "rows once it is taken back", len(spring(t, undone).Movement), 1)
}

func TestDecision10AnUnattributedCommitmentIsANamelessOrganisationOfItsOwn(t *testing.T) {
	t.Parallel()
	d := spring(t,
		registered("2026-01-10", of("ash")).then(commitments.KindNoChange, "2026-05-01"),
		registered("2026-01-10", of("ash"), visible(access.VisibleUnattributed)),
		registered("2026-01-10", of("ash", "birch"), visible(access.VisibleUnattributed)).then(commitments.KindNoChange, "2026-05-01"),
	)
	equal(t, "reporting rate", d.Overall.ReportingRate, Rate{2, 3})
	equal(t, "reporting rate of the step", d.Steps[0].ReportingRate, Rate{2, 3})
	equal(t, "rows of organisations", len(d.Organisations), 4)
	ash, last := d.Organisations[0], d.Organisations[3]
	equal(t, "live of ash", ash.Live, 1)
	equal(t, "last handle", last.Handle, "")
	equal(t, "last endorses", last.Endorses, nil)
	equal(t, "last live", last.Live, 2)
	equal(t, "last reporting rate", last.ReportingRate, Rate{1, 2})
	for _, row := range d.Movement[1:] {
		if len(row.Organisations) > 0 || row.Basis.Lead != 0 || row.Basis.Partners != 0 {
			t.Errorf("%s says whose it is: %+v", row.Ref, row)
		}
	}
}

func TestReportsThatCannotBeAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	q2 := civil.Quarter{Year: 2026, N: 2}
	day := func(d civil.Date) time.Time { return d.Start(time.UTC) }
	for _, c := range []struct {
		arguments Arguments
		now       time.Time
		key       string
	}{
		{Arguments{Plan: "small", Period: q2}, day("2026-07-01").Add(-time.Second), "figures.period_not_ended"},
		{Arguments{Plan: "small", Period: q2, Cutoff: day("2026-07-01").Add(-time.Second)}, later(), "figures.cutoff_before_end"},
		{Arguments{Plan: "large", Period: q2}, later(), "plan.unknown"},
		{Arguments{Plan: "small", Period: q2, Audience: "press"}, later(), "figures.audience_unknown"},
		{Arguments{Plan: "small"}, later(), "figures.period_unknown"},
	} {
		_, err := Compute(t.Context(), world(), c.arguments, c.now)
		if !errors.Is(err, problem.Problem{Key: c.key}) {
			t.Errorf("%+v at %v: got %v, want %s", c.arguments, c.now, err, c.key)
		}
	}
	for _, ok := range []Arguments{{Plan: "small", Period: q2}, {Plan: "small", Period: q2, Cutoff: day("2026-07-01")}} {
		if _, err := Compute(t.Context(), world(), ok, day("2026-07-01")); err != nil {
			t.Errorf("%+v on the day after the period: %v", ok, err)
		}
	}
}

func TestThePeriodEndsInTheZoneOfThePlan(t *testing.T) {
	t.Parallel()
	m := world()
	m.plan.TimeZone = "Africa/Nairobi"
	a := Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}}
	end := time.Date(2026, 6, 30, 21, 0, 0, 0, time.UTC)
	if _, err := Compute(t.Context(), m, a, end.Add(-time.Second)); !errors.Is(err, problem.Problem{Key: "figures.period_not_ended"}) {
		t.Errorf("before midnight in Nairobi: got %v", err)
	}
	if _, err := Compute(t.Context(), m, a, end); err != nil {
		t.Errorf("at midnight in Nairobi: %v", err)
	}
}

func TestCommitmentsOutOfOrderAreAnError(t *testing.T) {
	t.Parallel()
	m := world(registered("2026-01-10"), registered("2026-01-10"))
	m.journals[0], m.journals[1] = m.journals[1], m.journals[0]
	if _, err := Compute(t.Context(), m, Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}}, later()); err == nil {
		t.Error("C-2 before C-1 was taken")
	}
}
