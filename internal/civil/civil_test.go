package civil_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"pgregory.net/rapid"
)

func TestADayThatDoesNotExistIsRefused(t *testing.T) {
	for _, s := range []string{"2027-06-31", "2027-02-29", "2027-13-01", "2027-6-1", "", "27-06-30", "2027-06-30T00:00:00Z", "0000-01-01"} {
		if d, err := civil.ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q): got %v, want an error", s, d)
		}
	}
}

func TestADayStartsAtItsFirstInstant(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"UTC", "2026-07-01", "2026-07-01T00:00:00Z"},
		{"Africa/Nairobi", "2026-04-15", "2026-04-14T21:00:00Z"},
		{"America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"}, // clocks go from 0:00 to 1:00
		{"Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"},      // the same
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},     // the day before does not exist
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := civil.Date(c.day).Start(zone).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.day, c.zone, got, c.want)
		}
	}
}

func TestQuarters(t *testing.T) {
	q, err := civil.ParseQuarter("2026-Q1")
	if err != nil {
		t.Fatal(err)
	}
	if q.Start() != "2026-01-01" || q.End() != "2026-04-01" || q.Last() != "2026-03-31" ||
		q.Previous().String() != "2025-Q4" || q.Next().String() != "2026-Q2" {
		t.Errorf("2026-Q1: got %v..%v, last %v, between %v and %v", q.Start(), q.End(), q.Last(), q.Previous(), q.Next())
	}
	for _, s := range []string{"2026-Q5", "2026-Q0", "2026Q1", "2026-q1", "26-Q1", "2026-Q11", ""} {
		if _, err := civil.ParseQuarter(s); err == nil {
			t.Errorf("ParseQuarter(%q): want an error", s)
		}
	}
}

func TestAddingMonthsKeepsToTheMonth(t *testing.T) {
	for _, c := range []struct {
		day  civil.Date
		n    int
		want civil.Date
	}{{"2026-01-31", 1, "2026-02-28"}, {"2026-12-31", 2, "2027-02-28"}, {"2026-03-15", -3, "2025-12-15"}} {
		if got := c.day.AddMonths(c.n); got != c.want {
			t.Errorf("%v + %d months: got %v, want %v", c.day, c.n, got, c.want)
		}
	}
}

func TestDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := civil.MakeDate(rapid.IntRange(1900, 2200).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if got := d.AddDays(n).DaysSince(d); got != n {
			t.Fatalf("%v + %d days - itself: got %d", d, n, got)
		}
		if q := civil.QuarterOf(d); d < q.Start() || d >= q.End() {
			t.Fatalf("%v is not in %v", d, q)
		}
	})
}
