package reports

import (
	"testing"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/go-cmp/cmp"
)

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
