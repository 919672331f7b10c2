package notices

import (
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
)

// When somebody is written to who has said nothing about it.
const (
	DefaultClock = "09:00"
	evening      = 20 // the hour from which it is night, unless the person's own hour is later
	mostAhead    = 7  // days that a reminder may come before its own
	mostSearched = 400
)

// DayName is a day of the week as it is stored: monday.
func DayName(day time.Weekday) string { return people.Weekdays[day] }

// DayNamed is the day of the week with a name; -1 if there is none.
func DayNamed(name string) time.Weekday { return time.Weekday(slices.Index(people.Weekdays[:], name)) }

// Clock is the person's own hour, as hour and minute of the day.
func (p *Person) Clock() (hour, minute int) {
	clock := p.Settings.Clock
	if clock == "" {
		clock = DefaultClock
	}
	if n, err := fmt.Sscanf(clock, "%d:%d", &hour, &minute); n != 2 || err != nil {
		return 9, 0
	}
	return hour, minute
}

// Moment is the instant of the person's own hour on a day: wall-clock time in their zone, found anew for each day
// (U-12). A time that the clocks leave out is read with the offset before the change, as RFC 5545 does: 2:30 becomes
// 3:30. Of one that comes twice it is the first.
func (p *Person) Moment(day civil.Date) time.Time {
	hour, minute := p.Clock()
	return wall(day, hour, minute, p.Zone)
}

// Evening is the instant after which nothing is sent on a day: 20:00, or an hour after the person's own hour.
func (p *Person) Evening(day civil.Date) time.Time {
	late := wall(day, evening, 0, p.Zone)
	if own := p.Moment(day).Add(time.Hour); own.After(late) {
		return own
	}
	return late
}

// wall is the instant at which the clocks of a zone show a time on a day.
func wall(day civil.Date, hour, minute int, zone *time.Location) time.Time {
	naive := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, time.UTC)
	before := naive.Add(-offsetAt(naive.Add(-26*time.Hour), zone))
	after := naive.Add(-offsetAt(naive.Add(26*time.Hour), zone))
	if shows(before, naive, zone) || !shows(after, naive, zone) {
		return before
	}
	return after
}

func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

func shows(t, naive time.Time, zone *time.Location) bool {
	return naive.Sub(t) == offsetAt(t, zone)
}

// Working says whether the person may be written to on a day: it is one of their days, no holiday, and they are not
// away.
func (p *Person) Working(day civil.Date) bool {
	days := p.Settings.Days
	if len(days) == 0 {
		days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	return slices.Contains(days, day.Weekday()) && !p.Holidays[day] && day >= p.Away
}

// Telling says whether a message may come on a day. Whoever wants all in one message a week is told on their day of
// the week, or on the first working day after it.
func (p *Person) Telling(day civil.Date) bool {
	if !p.Working(day) {
		return false
	}
	if p.Settings.Mode != people.RemindersWeekly {
		return true
	}
	at := day
	for people.Weekdays[at.Weekday()] != p.weekday() {
		at = at.AddDays(-1)
		if p.Working(at) {
			return false // that was the day, or the day has not come yet
		}
	}
	return true
}

func (p *Person) weekday() string {
	if p.Settings.Weekday == "" {
		return "monday"
	}
	return p.Settings.Weekday
}

// Today is the person's day.
func (p *Person) Today(now time.Time) civil.Date { return civil.DateOf(now, p.Zone) }

// May says whether the person may be written to at this moment.
func (p *Person) May(now time.Time) bool {
	today := p.Today(now)
	return p.Telling(today) && !now.Before(p.Moment(today)) && now.Before(p.Evening(today))
}

// Open says whether the person may be written to at this moment and was not yet on this day.
func (p *Person) Open(now time.Time) bool {
	return p.Settings.Mode != people.RemindersOff && !p.Channel.None() && p.May(now) && p.LastOn < p.Today(now)
}

// Next is the first moment from now on at which the person may be written to, on the given day at the earliest. It is
// now itself within the person's hours of such a day.
func (p *Person) Next(now time.Time, from civil.Date) time.Time {
	if p.May(now) && p.Today(now) >= from {
		return now
	}
	day := max(from, p.Today(now))
	for range mostSearched {
		if p.Telling(day) && !p.Moment(day).Before(now) {
			return p.Moment(day)
		}
		day = day.AddDays(1)
	}
	return p.Moment(day) // away for longer than anybody can say: look again then
}

// When is the moment to look at a notice. One that may come ahead of its day comes on the last telling day up to it.
func (p *Person) When(n *Notice, now time.Time) time.Time {
	rule, _ := RuleOf(n.Kind)
	if rule.Ahead {
		for day := n.Day; day >= n.Day.AddDays(-mostAhead); day = day.AddDays(-1) {
			if p.Telling(day) {
				return p.Next(now, day)
			}
		}
	}
	return p.Next(now, n.Day)
}
