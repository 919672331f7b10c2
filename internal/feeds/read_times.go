package feeds

import (
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	ics "github.com/arran4/golang-ical"
)

// wall is what the clocks show at a place, as if it were UTC: what recurs does so by the clock (RFC 5545, 3.3.10), and
// an event belongs to the day that the clocks show.
type wall struct {
	time.Time
	whole bool           // a day, without a time
	zone  *time.Location // of the place, where it is known
}

func (w wall) day() civil.Date { return civil.DateOf(w.Time, time.UTC) }

const (
	dayForm   = "20060102"
	clockForm = "20060102T150405"
)

// wallOf reads a DATE or DATE-TIME. In a zone that this machine does not know by name, the clocks there show what is
// written all the same.
func (how Reading) wallOf(value, tzid string) (wall, bool) {
	value = strings.TrimSpace(value)
	if t, err := time.Parse(dayForm, value); err == nil {
		return wall{Time: t, whole: true}, sane(t)
	}
	if written, utc := strings.CutSuffix(value, "Z"); utc {
		t, err := time.Parse(clockForm, written)
		return wall{Time: shown(t, how.Zone), zone: how.Zone}, err == nil && sane(t)
	}
	t, err := time.Parse(clockForm, value)
	return wall{Time: t, zone: zoneNamed(tzid)}, err == nil && sane(t)
}

// sane: what recurs is counted out from its beginning, which must not be thousands of years ago.
func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 2200 }

// shown is what the clocks of a zone show at an instant.
func shown(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// zoneNamed finds a zone by its IANA name, also where a program has put its own in front of it: /example.org/Europe/Paris.
func zoneNamed(tzid string) *time.Location {
	name := strings.Trim(tzid, `"/ `)
	for name != "" {
		if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
			return zone
		}
		_, rest, ok := strings.Cut(name, "/")
		if !ok {
			return nil
		}
		name = rest
	}
	return nil
}

func (how Reading) property(e *ics.VEvent, name ics.ComponentProperty) (wall, bool) {
	p := e.GetProperty(name)
	if p == nil {
		return wall{}, false
	}
	return how.wallOf(p.Value, tzidOf(p))
}

func tzidOf(p *ics.IANAProperty) string {
	if list := p.ICalParameters["TZID"]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// originalDay is the day on which a changed time would have been.
func (how Reading) originalDay(e *ics.VEvent) (string, bool) {
	at, ok := how.property(e, ics.ComponentPropertyRecurrenceId)
	return string(at.day()), ok
}

// firstAndLast are the days of an event. What ends at midnight ends on the day before.
func (how Reading) firstAndLast(e *ics.VEvent) (first, last civil.Date, ok bool) {
	start, ok := how.property(e, ics.ComponentPropertyDtStart)
	if !ok {
		return "", "", false
	}
	end := start.Time
	if at, known := how.property(e, ics.ComponentPropertyDtEnd); known {
		end = at.Time
	} else if length, known := durationOf(text(e, ics.ComponentPropertyDuration)); known {
		end = start.Add(length)
	}
	first, last = start.day(), start.day()
	if end.After(start.Time) {
		last = civil.DateOf(end.Add(-time.Second), time.UTC)
	}
	const longest = 731
	return first, min(last, first.AddDays(longest)), true
}

// durationOf reads P1D, PT1H30M, P2W (RFC 5545, 3.3.6).
func durationOf(text string) (time.Duration, bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "+"), "P")
	if !ok || rest == "" {
		return 0, false
	}
	units := map[rune]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	var total time.Duration
	n, digits := 0, 0
	for _, r := range rest {
		switch unit, known := units[r]; {
		case r == 'T':
		case r >= '0' && r <= '9' && digits < 5:
			n, digits = n*10+int(r-'0'), digits+1
		case known && digits > 0:
			total += time.Duration(n) * unit
			n, digits = 0, 0
		default:
			return 0, false
		}
	}
	return total, digits == 0
}
