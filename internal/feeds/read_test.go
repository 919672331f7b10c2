package feeds_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func reading(t testing.TB, zone string) feeds.Reading {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return feeds.Reading{From: "2026-11-25", To: "2028-11-24", Zone: place, Kind: "other"}
}

// vevents is a calendar around the lines of its events, with the line ends of RFC 5545.
func vevents(lines string) string {
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n" + strings.TrimSpace(lines) + "\nEND:VCALENDAR\n"
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// days are the events as "UID[/day] first[..last] title".
func days(t testing.TB, how feeds.Reading, text string) []string {
	t.Helper()
	list, left, err := feeds.ReadCalendar(strings.NewReader(text), how)
	if err != nil {
		t.Fatalf("read: %v\n%s", err, text)
	}
	var got []string
	for _, e := range list {
		key, on := e.UID, string(e.Event.StartsOn)
		if e.Day != "" {
			key += "/" + e.Day
		}
		if e.Event.EndsOn != "" {
			on += ".." + string(e.Event.EndsOn)
		}
		got = append(got, key+" "+on+" "+e.Event.Title)
	}
	if left > 0 {
		got = append(got, fmt.Sprint("left out: ", left))
	}
	return got
}

func TestACalendarOfOthersBecomesDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone, lines string
		want        []string
	}{
		"whole days end on the day before": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270120
DTEND;VALUE=DATE:20270204
SUMMARY:UPR 55
END:VEVENT`, []string{"a 2027-01-20..2027-02-03 UPR 55"}},
		"a time is on the day that the clocks show there": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;TZID=America/New_York:20270120T223000
DTEND;TZID=America/New_York:20270120T233000
SUMMARY:Late
END:VEVENT`, []string{"a 2027-01-20 Late"}},
		"a time in UTC is on the day of the plan": {"Asia/Kathmandu", `
BEGIN:VEVENT
UID:a
DTSTART:20270120T223000Z
DURATION:PT30M
SUMMARY:Night
END:VEVENT`, []string{"a 2027-01-21 Night"}},
		"what ends at midnight does not touch the next day": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART:20270120T200000Z
DTEND:20270121T000000Z
SUMMARY:Evening
END:VEVENT`, []string{"a 2027-01-20 Evening"}},
		"a zone under the name of a program": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;TZID="W. Europe Standard Time":20270120T090000
SUMMARY:Windows
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270121T090000
SUMMARY:Path
END:VEVENT`, []string{"a 2027-01-20 Windows", "b 2027-01-21 Path"}},
		"late on Sundays, over the change of the clocks, until a moment in UTC": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;TZID=Europe/Berlin:20270307T233000
RRULE:FREQ=WEEKLY;UNTIL=20270404T213000Z
SUMMARY:Weekly
END:VEVENT`, []string{"a/2027-03-07 2027-03-07 Weekly", "a/2027-03-14 2027-03-14 Weekly", "a/2027-03-21 2027-03-21 Weekly", "a/2027-03-28 2027-03-28 Weekly", "a/2027-04-04 2027-04-04 Weekly"}},
		"without exceptions, given as times, days and in UTC": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;TZID=America/St_Johns:20270301T200000
RRULE:FREQ=DAILY;COUNT=5
EXDATE;TZID=America/St_Johns:20270302T200000
EXDATE;VALUE=DATE:20270303
EXDATE:20270304T233000Z
SUMMARY:Daily
END:VEVENT`, []string{"a/2027-03-01 2027-03-01 Daily", "a/2027-03-05 2027-03-05 Daily"}},
		"single times that are moved or cancelled": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270104
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Weekly
END:VEVENT
BEGIN:VEVENT
UID:a
RECURRENCE-ID;VALUE=DATE:20270111
DTSTART;VALUE=DATE:20270112
SUMMARY:Moved
END:VEVENT
BEGIN:VEVENT
UID:a
RECURRENCE-ID;VALUE=DATE:20270118
DTSTART;VALUE=DATE:20270118
STATUS:CANCELLED
SUMMARY:Weekly
END:VEVENT`, []string{"a/2027-01-04 2027-01-04 Weekly", "a/2027-01-11 2027-01-12 Moved"}},
		"the last working day of the month": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270129
RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
SUMMARY:Close
END:VEVENT`, []string{"a/2027-01-29 2027-01-29 Close", "a/2027-02-26 2027-02-26 Close", "a/2027-03-31 2027-03-31 Close"}},
		"29 February comes in leap years": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20240229
RRULE:FREQ=YEARLY
SUMMARY:Leap
END:VEVENT`, []string{"a/2028-02-29 2028-02-29 Leap"}},
		"further days": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270104
RDATE;VALUE=DATE:20270109,20270205
SUMMARY:Some
END:VEVENT`, []string{"a/2027-01-04 2027-01-04 Some", "a/2027-01-09 2027-01-09 Some", "a/2027-02-05 2027-02-05 Some"}},
		"the latest of several that say the same": {"UTC", `
BEGIN:VEVENT
UID:a
SEQUENCE:2
DTSTART;VALUE=DATE:20270105
SUMMARY:New
END:VEVENT
BEGIN:VEVENT
UID:a
SEQUENCE:1
DTSTART;VALUE=DATE:20270104
SUMMARY:Old
END:VEVENT`, []string{"a 2027-01-05 New"}},
		"what is over, cancelled or private is not read": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20261124
SUMMARY:Yesterday
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART;VALUE=DATE:20270104
STATUS:CANCELLED
SUMMARY:Cancelled
END:VEVENT
BEGIN:VEVENT
UID:c
DTSTART;VALUE=DATE:20270104
CLASS:PRIVATE
SUMMARY:Dentist
END:VEVENT
BEGIN:VEVENT
UID:d
DTSTART;VALUE=DATE:20261120
DTEND;VALUE=DATE:20261126
SUMMARY:Still on
END:VEVENT`, []string{"d 2026-11-20..2026-11-25 Still on"}},
		"what is not understood is counted": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART:20270104T090000Z
RRULE:FREQ=HOURLY
SUMMARY:Hourly
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART:20270104T090000Z
RRULE:FREQ=SECONDLY
SUMMARY:Secondly
END:VEVENT
BEGIN:VEVENT
UID:c
SUMMARY:No day
END:VEVENT
BEGIN:VEVENT
UID:d
DTSTART;VALUE=DATE:20270104
END:VEVENT`, []string{"left out: 4"}},
		"a rule that never comes true ends": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270104
RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30
SUMMARY:Never
END:VEVENT`, []string{"a/2027-01-04 2027-01-04 Never"}},
		"letters, folded lines and escapes": {"UTC", `
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270104
SUMMARY:Größe\, Übung\; العرب
 ية\n second line
END:VEVENT`, []string{"a 2027-01-04 Größe, Übung; العربية second line"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, days(t, reading(t, c.zone), vevents(c.lines))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnEventKeepsWhoWhereAndWhatKind(t *testing.T) {
	t.Parallel()
	text := vevents(`
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20270120
SUMMARY:UPR
CATEGORIES:Human rights,UPR session
ORGANIZER;CN="OHCHR, Geneva":mailto:x@example.org
URL:https://example.org/upr
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART;VALUE=DATE:20270121
SUMMARY:Other
URL:javascript:alert(1)
END:VEVENT`)
	list, _, err := feeds.ReadCalendar(strings.NewReader(text), reading(t, "UTC"))
	if err != nil || len(list) != 2 {
		t.Fatalf("read: got %v, %v", list, err)
	}
	want := calendar.Event{Kind: "upr_session", Title: "UPR", StartsOn: "2027-01-20", Organiser: "OHCHR, Geneva", Link: "https://example.org/upr"}
	if diff := cmp.Diff(want, list[0].Event); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if list[1].Event.Link != "" || list[1].Event.Kind != "other" {
		t.Errorf("got %+v, want no link and the usual kind", list[1].Event)
	}
}

func TestOurOwnCalendarIsReadBack(t *testing.T) {
	t.Parallel()
	shown := &feeds.Calendar{Name: "Plan", Printer: printer(t, "ar"), Link: func(ref string) string { return "https://example.org/" + ref }, Events: []calendar.Event{
		{ID: uuid.New(), Kind: "country_visit", Title: strings.Repeat("Größe العربية; ", 20)[:200], StartsOn: "2027-01-20", EndsOn: "2027-02-03"},
	}}
	var text bytes.Buffer
	if _, err := shown.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	list, left, err := feeds.ReadCalendar(&text, reading(t, "UTC"))
	if err != nil || left != 0 || len(list) != 1 {
		t.Fatalf("read: got %v, %d left out, %v", list, left, err)
	}
	got := list[0].Event
	if got.Kind != "country_visit" || got.StartsOn != "2027-01-20" || got.EndsOn != "2027-02-03" || !strings.HasPrefix(got.Title, "Größe العربية; ") {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsNoCalendarIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "<html>", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"} {
		if list, _, err := feeds.ReadCalendar(strings.NewReader(text), reading(t, "UTC")); err == nil && len(list) > 0 {
			t.Errorf("%q: got %v", text, list)
		}
	}
}

func FuzzReadCalendar(f *testing.F) {
	f.Add(vevents("BEGIN:VEVENT\nUID:a\nDTSTART:20270104T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20270105\nSUMMARY:x\nEND:VEVENT"))
	f.Add(vevents("BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20270104\nDTSTART;TZID=\"x\":20270104T090000\nDURATION:P1W\nSUMMARY:x\nEND:VEVENT"))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=13\nEND:VEVENT\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, text string) {
		list, _, err := feeds.ReadCalendar(strings.NewReader(text), reading(t, "Europe/Berlin"))
		if err != nil {
			return
		}
		for _, e := range list {
			if e.Event.Title == "" || !e.Event.StartsOn.Valid() || max(e.Event.StartsOn, e.Event.EndsOn) < "2026-11-25" {
				t.Errorf("got %+v", e)
			}
		}
	})
}
