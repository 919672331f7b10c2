// Package civil has days and quarters as people write them: no clock, no hour, and a time zone only where an instant
// becomes a day or a day becomes an instant.
package civil

import (
	"fmt"
	"time"
)

// Date is a civil day, "2027-03-31". The zero Date means "no date" and is the empty text. Dates compare with < and >,
// because their text sorts as their days do.
type Date string

const layout = "2006-01-02"

// ParseDate reads YYYY-MM-DD, four digits of year. It refuses days that do not exist, such as 2027-06-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() < 1 {
		return "", fmt.Errorf("%q is not a date (YYYY-MM-DD)", s)
	}
	return Date(s), nil
}

// MakeDate is the day y-m-d, normalised as time.Date does: month 13 is January of the next year.
func MakeDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(layout))
}

// DateOf is the civil day of the instant t in zone.
func DateOf(t time.Time, zone *time.Location) Date { return Date(t.In(zone).Format(layout)) }

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d == "" }

// Valid says whether d is empty or a day that exists.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, err := ParseDate(string(d))
	return err == nil
}

func (d Date) utc() time.Time {
	t, err := time.Parse(layout, string(d))
	if err != nil {
		panic(fmt.Sprintf("civil: %q is not a date", string(d)))
	}
	return t
}

// Year of a date that is not zero.
func (d Date) Year() int { return d.utc().Year() }

// Month of a date that is not zero.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day of the month of a date that is not zero.
func (d Date) Day() int { return d.utc().Day() }

// Weekday is the day of the week of a date that is not zero.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays is the day n days after d.
func (d Date) AddDays(n int) Date { return Date(d.utc().AddDate(0, 0, n).Format(layout)) }

// AddMonths is the same day n months later, or the last day of that month where it is shorter.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.utc().Date()
	last := EndOfMonth(y, m+time.Month(n))
	if day < last.Day() {
		return MakeDate(y, m+time.Month(n), day)
	}
	return last
}

// DaysSince is the number of days from earlier to d, negative if d is before it.
func (d Date) DaysSince(earlier Date) int {
	return int(d.utc().Sub(earlier.utc()).Hours() / 24)
}

// Start is the first instant of the day in zone, in UTC. Where midnight does not exist (a clock put forward at
// midnight) it is the first instant that does.
func (d Date) Start(zone *time.Location) time.Time {
	y, m, day := d.utc().Date()
	t := time.Date(y, m, day, 0, 0, 0, 0, zone)
	for t.Day() != day { // time.Date chose an instant of the day before
		t = t.Add(time.Hour)
	}
	if h, m, s := t.Clock(); h != 0 || m != 0 || s != 0 {
		t = t.Add(-time.Duration(h)*time.Hour - time.Duration(m)*time.Minute - time.Duration(s)*time.Second)
		for t.Day() != day {
			t = t.Add(30 * time.Minute)
		}
	}
	return t.UTC()
}

// EndOfMonth is the last day of the month, which is normalised: month 14 is February of the next year.
func EndOfMonth(y int, m time.Month) Date { return MakeDate(y, m+1, 0) }
