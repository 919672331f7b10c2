package feeds

import (
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// occurrence is one day of what recurs. The key is the day on which it would have been, whatever became of it.
type occurrence struct {
	key string
	on  civil.Date
}

func recurs(e *ics.VEvent) bool {
	return e.HasProperty(ics.ComponentPropertyRrule) || e.HasProperty(ics.ComponentPropertyRdate)
}

// days counts out what recurs, up to the last day of the reading: it always ends. Rules that come around more than once
// a day are not understood: they are no events of a calendar of days.
func (how Reading) days(e *ics.VEvent) ([]occurrence, bool) {
	start, ok := how.property(e, ics.ComponentPropertyDtStart)
	if !ok {
		return nil, false
	}
	set := rrule.Set{}
	set.DTStart(start.Time)
	rules := e.GetProperties(ics.ComponentPropertyRrule)
	if len(rules) > 1 { // must not be (RFC 5545, 3.8.5.3), and what it would mean nobody says
		return nil, false
	}
	if len(rules) == 1 {
		rule, ok := how.rule(rules[0].Value, start)
		if !ok {
			return nil, false
		}
		set.RRule(rule)
	}
	set.RDate(start.Time) // the first is always one of them
	for _, at := range how.times(e, ics.ComponentPropertyRdate, start) {
		set.RDate(at)
	}
	for _, at := range how.times(e, ics.ComponentPropertyExdate, start) {
		set.ExDate(at)
	}
	return how.occurrences(&set), true
}

const mostOccurrences = 5000

func (how Reading) occurrences(set *rrule.Set) []occurrence {
	var list []occurrence
	next := set.Iterator()
	for range mostOccurrences * 10 {
		at, ok := next()
		day := civil.DateOf(at, time.UTC)
		if !ok || day > how.To || len(list) >= mostOccurrences {
			break
		}
		if same := len(list) > 0 && list[len(list)-1].on == day; !same {
			list = append(list, occurrence{string(day), day})
		}
	}
	return list
}

// rule reads an RRULE as the clocks of the event's place go round.
func (how Reading) rule(text string, start wall) (*rrule.RRule, bool) {
	var kept []string
	until := how.To.AddDays(1).Start(time.UTC)
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(text)), ";") {
		value, found := strings.CutPrefix(part, "UNTIL=")
		if !found {
			kept = append(kept, part)
			continue
		}
		last, ok := how.untilOf(value, start)
		if !ok {
			return nil, false
		}
		if last.Before(until) {
			until = last
		}
	}
	option, err := rrule.StrToROption(strings.Join(slices.DeleteFunc(kept, func(s string) bool { return s == "" }), ";"))
	if err != nil || option.Freq > rrule.DAILY || option.Interval < 0 || option.Count < 0 {
		return nil, false
	}
	option.Dtstart, option.Until = start.Time, until
	rule, err := rrule.NewRRule(*option)
	return rule, err == nil
}

// untilOf is the last moment of a rule by the event's clocks. A day alone counts to its end.
func (how Reading) untilOf(value string, start wall) (time.Time, bool) {
	at := how
	if start.zone != nil {
		at.Zone = start.zone
	}
	last, ok := at.wallOf(value, "")
	if last.whole {
		last.Time = last.Add(24*time.Hour - time.Second)
	}
	return last.Time, ok
}

// times reads lists of days or times. Days among times mean the time of the event on that day.
func (how Reading) times(e *ics.VEvent, name ics.ComponentProperty, start wall) []time.Time {
	at := how
	if start.zone != nil {
		at.Zone = start.zone
	}
	var list []time.Time
	for _, p := range e.GetProperties(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			value, _, _ = strings.Cut(value, "/") // of a period its beginning
			one, ok := at.wallOf(value, tzidOf(p))
			if !ok {
				continue
			}
			if one.whole {
				one.Time = one.Add(start.Sub(start.day().Start(time.UTC)))
			}
			list = append(list, one.Time)
		}
	}
	return list
}
