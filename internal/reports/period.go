package reports

import (
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// Arguments say which report is meant. The same ones give the same figures for ever.
type Arguments struct {
	Plan     string // slug
	Period   civil.Quarter
	Cutoff   time.Time       // zero: the default cutoff of the period; parts of a second are dropped
	Audience access.Audience // empty: public
}

// DefaultCutoff is the first instant of the civil day end + cutoff_days in the plan's time zone, and not a number of
// hours later (decision 7).
func DefaultCutoff(plan *plans.Plan, zone *time.Location, period civil.Quarter) time.Time {
	return period.End().AddDays(plan.CutoffDays).Start(zone)
}

// span is the period [start, end) with its instants.
type span struct {
	start, end, last civil.Date
	cutoff           time.Time
	previousCutoff   time.Time // the default one of the period before, whatever it was published with (decision 19)
}

// newSpan refuses a period that has not ended by now in the plan's zone, and a cutoff before the end of the period.
// A cutoff that is still to come is no fault: such a report is a draft that may yet change.
func newSpan(plan *plans.Plan, arguments Arguments, now time.Time) (span, error) {
	zone, err := plan.Zone()
	if err != nil {
		return span{}, err
	}
	period := arguments.Period
	if period.N < 1 || period.N > 4 || period.Year < 1 || period.Year > 9998 {
		return span{}, problem.New(problem.Invalid, "figures.period_unknown", "period", period.String()).At("period")
	}
	end := period.End().Start(zone)
	if now.Before(end) {
		return span{}, problem.New(problem.Invalid, "figures.period_not_ended", "period", period.String(), "end", period.End()).At("period")
	}
	s := span{
		start: period.Start(), end: period.End(), last: period.Last(),
		cutoff:         arguments.Cutoff.UTC().Truncate(time.Second),
		previousCutoff: DefaultCutoff(plan, zone, period.Previous()),
	}
	if arguments.Cutoff.IsZero() {
		s.cutoff = DefaultCutoff(plan, zone, period)
	}
	if s.cutoff.Before(end) {
		return span{}, problem.New(problem.Invalid, "figures.cutoff_before_end",
			"cutoff", s.cutoff.Format(time.RFC3339), "period", period.String(), "end", end.Format(time.RFC3339)).At("cutoff")
	}
	return s, nil
}

// audienceOf is the audience asked for; nobody in particular is the public.
func audienceOf(arguments Arguments) (access.Audience, error) {
	switch a := arguments.Audience; {
	case a == "":
		return access.ToPublic, nil
	case !a.Known():
		return "", problem.New(problem.Invalid, "figures.audience_unknown", "audience", string(a)).At("audience")
	default:
		return a, nil
	}
}
