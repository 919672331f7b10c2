package notices_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"pgregory.net/rapid"
)

// in is somebody in a zone, with an hour.
func in(t testing.TB, zone, clock string) *notices.Person {
	t.Helper()
	at, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return &notices.Person{Zone: at, Settings: people.Reminders{Clock: clock}}
}

func TestTheOwnHourIsWallClockTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, zone, clock string
		day               civil.Date
		want              string // UTC
	}{
		{"winter", "Europe/Berlin", "09:00", "2027-03-26", "2027-03-26 08:00"},
		{"the day the clocks go forward", "Europe/Berlin", "09:00", "2027-03-28", "2027-03-28 07:00"},
		{"the day they go back", "Europe/Berlin", "09:00", "2027-10-31", "2027-10-31 08:00"},
		{"a time that is left out: 2:30 is 3:30", "Europe/Berlin", "02:30", "2027-03-28", "2027-03-28 01:30"},
		{"a time that comes twice: the first", "Europe/Berlin", "02:30", "2027-10-31", "2027-10-31 00:30"},
		{"half an hour", "Asia/Kolkata", "09:00", "2027-03-28", "2027-03-28 03:30"},
		{"half an hour, clocks forward", "America/St_Johns", "09:00", "2027-03-14", "2027-03-14 11:30"},
		{"half an hour, clocks back", "America/St_Johns", "09:00", "2027-11-07", "2027-11-07 12:30"},
		{"a left out time there", "America/St_Johns", "02:30", "2027-03-14", "2027-03-14 06:00"},
		{"clocks that move by half an hour", "Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-02 15:45"},
		{"the first day of the world", "Pacific/Kiritimati", "09:00", "2027-01-01", "2026-12-31 19:00"},
		{"the last of it", "Pacific/Honolulu", "09:00", "2027-01-01", "2027-01-01 19:00"},
		{"29 February", "Europe/Berlin", "09:00", "2028-02-29", "2028-02-29 08:00"},
		{"the end of a month", "Asia/Tokyo", "09:00", "2027-04-30", "2027-04-30 00:00"},
	} {
		if got := in(t, c.zone, c.clock).Moment(c.day).UTC().Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s: %s in %s on %s: got %s, want %s", c.what, c.clock, c.zone, c.day, got, c.want)
		}
	}
}

func TestEveryMomentShowsTheOwnHourUnlessTheClocksLeaveItOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		day := civil.Date("2027-01-01").AddDays(rapid.IntRange(0, 800).Draw(t, "day"))
		clock := time.Date(2000, 1, 1, 0, rapid.IntRange(0, 24*60-1).Draw(t, "minute"), 0, 0, time.UTC).Format("15:04")
		p := notices.Person{Zone: zone, Settings: people.Reminders{Clock: clock}}
		at := p.Moment(day)
		if civil.DateOf(at, zone) != day {
			t.Fatalf("%s on %s in %v is on %s", clock, day, zone, civil.DateOf(at, zone))
		}
		if got := at.In(zone).Format("15:04"); got != clock && got < clock {
			t.Fatalf("%s on %s in %v is shown as %s", clock, day, zone, got)
		}
		if !p.May(at) && p.Telling(day) {
			t.Fatalf("%s on %s in %v is no moment to write", clock, day, zone)
		}
	})
}

func TestARemindersMomentKeepsToOnesDays(t *testing.T) {
	t.Parallel()
	weekly := people.Reminders{Mode: people.RemindersWeekly, Weekday: "wednesday"}
	for _, c := range []struct {
		what   string
		kind   notices.Kind
		day    civil.Date
		change func(p *notices.Person)
		want   string // in Berlin
	}{
		{"a working day", notices.Overdue, "2027-04-01", nil, "2027-04-01 09:00"},
		{"Saturday: after a due day comes Monday", notices.Overdue, "2027-04-03", nil, "2027-04-05 09:00"},
		{"Saturday: before a due day comes Friday", notices.Due, "2027-04-03", nil, "2027-04-02 09:00"},
		{"a holiday on that Friday", notices.Due, "2027-04-03", func(p *notices.Person) { p.Holidays = map[civil.Date]bool{"2027-04-02": true} }, "2027-04-01 09:00"},
		{"weekly: the Wednesday after", notices.Overdue, "2027-04-01", func(p *notices.Person) { p.Settings = weekly }, "2027-04-07 09:00"},
		{"weekly: the Wednesday before", notices.Due, "2027-04-10", func(p *notices.Person) { p.Settings = weekly }, "2027-04-07 09:00"},
		{"weekly, and that Wednesday is a holiday", notices.Overdue, "2027-04-01", func(p *notices.Person) {
			p.Settings, p.Holidays = weekly, map[civil.Date]bool{"2027-04-07": true}
		}, "2027-04-08 09:00"},
		{"away", notices.Overdue, "2027-04-01", func(p *notices.Person) { p.Away = "2027-04-10" }, "2027-04-12 09:00"},
		{"Sunday to Thursday", notices.Overdue, "2027-04-02", func(p *notices.Person) {
			p.Settings.Days = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}
		}, "2027-04-04 09:00"},
		{"its day is over: now", notices.Overdue, "2027-03-20", nil, "2027-03-31 09:00"},
	} {
		p := in(t, "Europe/Berlin", "")
		if c.change != nil {
			c.change(p)
		}
		got := p.When(&notices.Notice{Kind: c.kind, Day: c.day}, wednesday).In(p.Zone).Format("2006-01-02 15:04")
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

func TestWhoIsMissedWhileDownIsNotWrittenToAtNight(t *testing.T) {
	t.Parallel()
	p := in(t, "Europe/Berlin", "")
	n := notices.Notice{Kind: notices.Overdue, Day: "2027-03-30"}
	for now, want := range map[string]string{
		"2027-03-31 14:10": "2027-03-31 14:10", // in the person's hours: at once
		"2027-03-31 20:00": "2027-04-01 09:00",
		"2027-03-31 05:00": "2027-03-31 09:00",
		"2027-04-02 21:00": "2027-04-05 09:00",
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.When(&n, at).In(p.Zone).Format("2006-01-02 15:04"); got != want {
			t.Errorf("at %s: got %s, want %s", now, got, want)
		}
	}
}
