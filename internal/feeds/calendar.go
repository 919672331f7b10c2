package feeds

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	ics "github.com/arran4/golang-ical"
)

// CalendarType is the media type of an iCalendar (RFC 5545).
const CalendarType = "text/calendar; charset=utf-8"

// Calendar is what is due and what happens, on whole days.
type Calendar struct {
	Name    string
	Due     []commitments.Commitment
	Events  []calendar.Event
	Link    func(ref string) string
	Printer *i18n.Printer
}

// WriteTo writes the calendar as iCalendar: lines that end in CR LF and are folded, texts that are escaped. The same
// calendar is the same bytes.
func (c *Calendar) WriteTo(w io.Writer) (int64, error) {
	cal := ics.NewCalendarFor(product)
	cal.SetProductId("-//" + product + "//" + product + "//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(clean(c.Name))
	cal.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	cal.SetXPublishedTTL("PT1H")
	for i := range c.Due {
		c.addDue(cal, &c.Due[i])
	}
	for i := range c.Events {
		c.addEvent(cal, &c.Events[i])
	}
	n, err := io.WriteString(w, cal.Serialize(ics.WithNewLineWindows))
	return int64(n), err
}

// addDue puts the due date of a commitment, and those of its milestones that are not reached, into the calendar.
func (c *Calendar) addDue(cal *ics.Calendar, one *commitments.Commitment) {
	if !one.DueOn.IsZero() {
		c.addDay(cal, one, "due-"+one.ID.String(), one.DueOn,
			c.Printer.Sentence("feed.due", "ref", one.Ref, "title", one.Title))
	}
	for _, m := range one.Milestones {
		if !m.DueOn.IsZero() && m.DoneOn.IsZero() {
			c.addDay(cal, one, fmt.Sprintf("due-%s-%s", one.ID, m.Key), m.DueOn,
				c.Printer.Sentence("feed.milestone_due", "ref", one.Ref, "title", m.Title))
		}
	}
}

func (c *Calendar) addDay(cal *ics.Calendar, one *commitments.Commitment, id string, day civil.Date, title string) {
	e := wholeDays(cal, id, one.CreatedAt, day, day)
	e.SetSequence(one.Version)
	e.SetSummary(clean(title))
	e.SetDescription(clean(c.Printer.Sentence("feed.status", "status", problem.Word("status."+string(one.Status)))))
	e.SetURL(c.Link(one.Ref))
	e.AddCategory("due")
}

func (c *Calendar) addEvent(cal *ics.Calendar, one *calendar.Event) {
	e := wholeDays(cal, "event-"+one.ID.String(), one.CreatedAt, one.StartsOn, max(one.StartsOn, one.EndsOn))
	e.SetSummary(clean(bidi.Strip(one.Title)))
	if place := strings.Join(filled(clean(bidi.Strip(one.Organiser)), one.Country), ", "); place != "" {
		e.SetDescription(place)
	}
	if one.Link != "" {
		e.SetURL(clean(one.Link))
	}
	e.AddCategory(string(one.Kind))
}

// wholeDays adds what lasts from the first day to the last, and keeps nobody busy.
func wholeDays(cal *ics.Calendar, id string, made time.Time, first, last civil.Date) *ics.VEvent {
	e := cal.AddEvent(id + "@accord")
	e.SetDtStampTime(made)
	e.SetAllDayStartAt(first.Start(time.UTC))
	e.SetAllDayEndAt(last.AddDays(1).Start(time.UTC)) // the end is the first day that does not belong to it
	e.SetTimeTransparency(ics.TransparencyTransparent)
	return e
}

func filled(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
