package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
)

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
