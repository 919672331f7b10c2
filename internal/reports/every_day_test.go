package reports

import (
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestEveryRowAgreesWithALookAtEveryDay computes the rows once more in the plainest way: the whole fold of every day.
func TestEveryRowAgreesWithALookAtEveryDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, a := anyWorld(t), anyArguments(t)
		a.Audience = access.ToConveners
		d := computed(t, m, a)
		rows := map[string]Movement{}
		for _, row := range d.Movement {
			rows[row.Ref] = row
		}
		for _, j := range m.journals {
			want, listed := dayByDay(d, known(j.entries, d.Cutoff))
			got, found := rows[j.ref]
			if listed != found {
				t.Fatalf("%s: listed %v, want %v", j.ref, found, listed)
			}
			if !listed {
				continue
			}
			seen := daily{got.From, got.To, got.WasOpen, got.FellDueOn, got.OnTime != nil && *got.OnTime, got.DueOn, got.LastEntryOn, len(got.Period)}
			if diff := cmp.Diff(want, seen, cmp.AllowUnexported(daily{})); diff != "" {
				t.Fatalf("%s (-by day +row):\n%s\n%+v", j.ref, diff, j.entries)
			}
		}
	})
}

type daily struct {
	from, to commitments.Status
	wasOpen  bool
	fellDue  civil.Date
	onTime   bool
	dueOn    civil.Date
	last     civil.Date
	news     int
}

func dayByDay(d *Document, entries []commitments.Entry) (daily, bool) {
	standing := commitments.Standing(entries)
	if len(standing) == 0 || standing[0].Kind != commitments.KindRegistered {
		return daily{}, false
	}
	before := stateOn(standing, d.Start.AddDays(-1))
	x := daily{from: before.Status}
	yesterday := before
	for day := d.Start; day < d.End; day = day.AddDays(1) {
		s := stateOn(standing, day)
		x.wasOpen = x.wasOpen || s.Status.Open()
		stayedAway := s.Status == commitments.Withdrawn && yesterday.Status == commitments.Withdrawn && !reopenedOn(standing, day)
		if x.fellDue == "" && s.Cadence == plans.OneOff && s.DueOn == day && !stayedAway {
			x.fellDue, x.onTime = day, s.Status == commitments.Completed
		}
		yesterday = s
	}
	x.to, x.dueOn, x.last = yesterday.Status, yesterday.DueOn, yesterday.LastNewsOn
	for _, e := range standing {
		if e.EffectiveOn >= d.Start && e.EffectiveOn < d.End {
			x.news++
		}
	}
	return x, x.to != "" && (x.to != commitments.Withdrawn || x.from != commitments.Withdrawn || x.wasOpen)
}

// reopenedOn says whether an entry of the day said another status than withdrawn.
func reopenedOn(standing []*commitments.Entry, day civil.Date) bool {
	return slices.ContainsFunc(standing, func(e *commitments.Entry) bool {
		return e.EffectiveOn == day && e.Stated() != "" && e.Stated() != commitments.Withdrawn
	})
}

// stateOn is the state after all entries effective up to and including the day.
func stateOn(standing []*commitments.Entry, day civil.Date) commitments.State {
	var s commitments.State
	for _, e := range standing {
		if e.EffectiveOn <= day {
			s.Apply(e)
		}
	}
	return s
}
