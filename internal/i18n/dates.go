package i18n

import (
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"golang.org/x/text/number"
)

// Date is the day in words: "31 March 2027", "31 mars 2027", "31 de marzo de 2027", "٣١ مارس ٢٠٢٧". The zero Date,
// and one that does not exist, is "–".
func (p *Printer) Date(d civil.Date) string { return p.date(d, "date.long", "month") }

// ShortDate is Date with the month cut short: "31 Mar 2027".
func (p *Printer) ShortDate(d civil.Date) string { return p.date(d, "date.short", "month_short") }

func (p *Printer) date(d civil.Date, key, month string) string {
	if d.IsZero() || !d.Valid() {
		return nothing
	}
	if d.Day() == 1 {
		key += "_first"
	}
	return p.Sentence(key,
		"day", p.digits(d.Day()),
		"month", Said(p.Sentence(fmt.Sprintf("%s.%d", month, d.Month()))),
		"year", p.digits(d.Year()))
}

// Time is day and hour in the printer's zone, which it names: "22 November 2026, 10:05 UTC". The zero time is "–".
func (p *Printer) Time(t time.Time) string {
	if t.IsZero() {
		return nothing
	}
	t = t.In(p.zone)
	return p.Sentence("date.time", "date", Said(p.Date(civil.DateOf(t, p.zone))), "clock", p.clock(t), "zone", t.Format("MST"))
}

func (p *Printer) clock(t time.Time) Said {
	pad := number.MinIntegerDigits(2)
	return Said(p.numbers.Sprint(number.Decimal(t.Hour(), pad)) + ":" + p.numbers.Sprint(number.Decimal(t.Minute(), pad)))
}

// Quarter is "Q3 2026" in the words of the language.
func (p *Printer) Quarter(q civil.Quarter) string {
	return p.Sentence("date.quarter", "quarter", p.digits(q.N), "year", p.digits(q.Year))
}

// Month is the name of the month, as it stands within a date.
func (p *Printer) Month(m time.Month) string { return p.Sentence(fmt.Sprintf("month.%d", m)) }

// Weekday is the name of the day of the week.
func (p *Printer) Weekday(d time.Weekday) string { return p.Sentence(fmt.Sprintf("weekday.%d", d)) }
