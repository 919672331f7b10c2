package feeds

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	ics "github.com/arran4/golang-ical"
)

// Reading says how another calendar becomes events of the shared one.
type Reading struct {
	From civil.Date // the first day that counts: what ended before is not read
	To   civil.Date // the last day up to which what recurs is counted out
	Zone *time.Location
	Kind calendar.Kind // of events whose categories do not name one
}

// ReadCalendar reads an iCalendar (RFC 5545): single events and such that recur by RRULE and RDATE, without those of
// EXDATE, with the changes of single times (RECURRENCE-ID). An event is on the days that the clocks show where it takes
// place: in its own time zone if it names one, whatever that zone is called; in Reading.Zone if its times are UTC. What
// was cancelled, or is private, is not read. LeftOut counts what cannot be understood.
func ReadCalendar(r io.Reader, how Reading) (list []commitments.ReadEvent, leftOut int, err error) {
	cal, err := ics.ParseCalendar(r)
	if err != nil {
		return nil, 0, fmt.Errorf("read a calendar: %w", err)
	}
	for _, one := range series(cal.Events()) {
		read, ok := how.read(one)
		if !ok {
			leftOut++
		}
		list = append(list, read...)
	}
	slices.SortStableFunc(list, func(a, b commitments.ReadEvent) int {
		return strings.Compare(string(a.Event.StartsOn), string(b.Event.StartsOn))
	})
	return list, leftOut, nil
}

// serial is all that a calendar says of one UID: the event, and single times of it that are different.
type serial struct {
	uid     string
	main    *ics.VEvent
	changed []*ics.VEvent
}

// series gathers events by UID. Of several that say the same of one UID the latest counts (RFC 5545, 3.8.7.4).
func series(events []*ics.VEvent) []*serial {
	var list []*serial
	byUID := map[string]*serial{}
	for _, e := range events {
		uid := text(e, ics.ComponentPropertyUniqueId)
		if uid == "" { // calendars of before RFC 5545
			uid = text(e, ics.ComponentPropertySummary) + "/" + text(e, ics.ComponentPropertyDtStart)
		}
		s := byUID[uid]
		if s == nil {
			s = &serial{uid: uid}
			byUID[uid] = s
			list = append(list, s)
		}
		switch {
		case e.HasProperty(ics.ComponentPropertyRecurrenceId):
			s.changed = append(s.changed, e)
		case s.main == nil || sequence(e) >= sequence(s.main):
			s.main = e
		}
	}
	return list
}

func sequence(e *ics.VEvent) int {
	n, err := strconv.Atoi(text(e, ics.ComponentPropertySequence))
	if err != nil {
		return 0
	}
	return n
}

func text(e *ics.VEvent, property ics.ComponentProperty) string {
	p := e.GetProperty(property)
	if p == nil {
		return ""
	}
	return strings.TrimSpace(clean(p.Value))
}

// read makes events of a serial; ok is false if something of it is not understood.
func (how Reading) read(s *serial) (list []commitments.ReadEvent, ok bool) {
	ok = true
	instead := map[string]bool{}
	for _, e := range s.changed {
		day, known := how.originalDay(e)
		if !known {
			ok = false
			continue
		}
		instead[day] = true
		if read, fits := how.single(e); fits && !hidden(e) {
			read.UID, read.Day = s.uid, day
			list = append(list, how.within(read)...)
		}
	}
	if s.main == nil || hidden(s.main) {
		return list, ok
	}
	read, fits := how.single(s.main)
	if !fits {
		return list, false
	}
	read.UID = s.uid
	if !recurs(s.main) {
		return append(list, how.within(read)...), ok
	}
	days, fits := how.days(s.main)
	if !fits {
		return list, false
	}
	length := max(read.Event.StartsOn, read.Event.EndsOn).DaysSince(read.Event.StartsOn)
	for _, day := range days {
		if !instead[day.key] {
			one := read
			one.Day, one.Event.StartsOn = day.key, day.on
			one.Event.EndsOn = lastDay(day.on, length)
			list = append(list, how.within(one)...)
		}
	}
	return list, ok
}

func lastDay(first civil.Date, more int) civil.Date {
	if more <= 0 {
		return ""
	}
	return first.AddDays(more)
}

func (how Reading) within(read commitments.ReadEvent) []commitments.ReadEvent {
	if max(read.Event.StartsOn, read.Event.EndsOn) < how.From {
		return nil
	}
	return []commitments.ReadEvent{read}
}

// hidden says whether an event was cancelled, or is not for others.
func hidden(e *ics.VEvent) bool {
	class := strings.ToUpper(text(e, ics.ComponentPropertyClass))
	return strings.EqualFold(text(e, ics.ComponentPropertyStatus), "CANCELLED") || class == "PRIVATE" || class == "CONFIDENTIAL"
}

// single is the event as if it did not recur.
func (how Reading) single(e *ics.VEvent) (commitments.ReadEvent, bool) {
	first, last, ok := how.firstAndLast(e)
	title := cut(strings.Join(strings.Fields(text(e, ics.ComponentPropertySummary)), " "))
	if !ok || title == "" {
		return commitments.ReadEvent{}, false
	}
	return commitments.ReadEvent{Event: calendar.Event{
		Kind: how.kind(e), Title: title, StartsOn: first, EndsOn: lastDay(first, last.DaysSince(first)), Organiser: organiser(e), Link: link(e),
	}}, true
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= commitments.MaxTitle {
		return text
	}
	return string([]rune(text)[:commitments.MaxTitle-1]) + "…"
}

// kind: calendars of this program name it among their categories.
func (how Reading) kind(e *ics.VEvent) calendar.Kind {
	for _, p := range e.GetProperties(ics.ComponentPropertyCategories) {
		for name := range strings.SplitSeq(p.Value, ",") {
			name = strings.ToLower(strings.Join(strings.Fields(name), "_"))
			if kind := calendar.Kind(name); kind.Known() {
				return kind
			}
		}
	}
	return how.Kind
}

func organiser(e *ics.VEvent) string {
	p := e.GetProperty(ics.ComponentPropertyOrganizer)
	if p == nil || len(p.ICalParameters["CN"]) == 0 {
		return ""
	}
	return cut(strings.Join(strings.Fields(clean(p.ICalParameters["CN"][0])), " "))
}

const mostLink = 2000

func link(e *ics.VEvent) string {
	address := text(e, ics.ComponentPropertyUrl)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || len(address) > mostLink {
		return ""
	}
	return address
}
