package understand

import (
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// unitSpan is the last, present or next week (Monday to Sunday), month, quarter, half-year or year.
func (s *dayScan) unitSpan(unit, which int) span {
	y, m := s.today.Year(), s.today.Month()
	switch unit {
	case unitDay:
		return oneDay(s.today.AddDays(which))
	case unitWeek:
		monday := s.today.AddDays(-(int(s.today.Weekday())+6)%7 + 7*which)
		return stretchOf(monday, monday.AddDays(6))
	case unitMonth:
		m += time.Month(which)
		return stretchOf(civil.MakeDate(y, m, 1), civil.EndOfMonth(y, m))
	case unitQuarter:
		q := civil.QuarterOf(s.today)
		switch which {
		case whichLast:
			q = q.Previous()
		case whichNext:
			q = q.Next()
		}
		return quarterOf(q)
	case unitHalf:
		first := civil.MakeDate(y, (m-1)/6*6+1, 1).AddMonths(6 * which)
		return stretchOf(first, first.AddMonths(6).AddDays(-1))
	}
	return stretchOf(civil.MakeDate(y+which, 1, 1), civil.MakeDate(y+which, 12, 31))
}

// several is the next (or last) n days, weeks, months, … counted from today.
func (s *dayScan) several(n, unit, which int) span {
	if which == whichLast {
		return stretchOf(s.move(-n, unit), s.today)
	}
	return stretchOf(s.today, s.move(n, unit))
}

func (s *dayScan) move(n, unit int) civil.Date {
	switch unit {
	case unitDay:
		return s.today.AddDays(n)
	case unitWeek:
		return s.today.AddDays(7 * n)
	case unitMonth:
		return s.today.AddMonths(n)
	case unitQuarter:
		return s.today.AddMonths(3 * n)
	case unitHalf:
		return s.today.AddMonths(6 * n)
	}
	return s.today.AddMonths(12 * n)
}

// inUnits reads in 2 weeks, d'ici trois mois, dentro de 2 semanas, خلال أسبوعين, 3 days ago, il y a 3 jours.
func (s *dayScan) inUnits(i int) (span, int, bool) {
	_, in := s.is(i, dayIn)
	_, ago := s.is(i, dayAgo)
	j := i
	if in || ago {
		j = s.skipOf(i + 1)
	}
	n, unit, end, ok := s.amount(j)
	if !ok {
		return span{}, 0, false
	}
	_, after := s.is(end, dayAgo)
	switch {
	case in:
		return stretchOf(s.today, s.move(n, unit)), end, true
	case ago:
		return oneDay(s.move(-n, unit)), end, true
	case after:
		return oneDay(s.move(-n, unit)), end + 1, true
	}
	return span{}, 0, false
}

// amount reads "2 weeks", "a week", "أسبوعين".
func (s *dayScan) amount(i int) (n, unit, end int, ok bool) {
	if u, ok := s.is(i, dayTwo); ok {
		return 2, u, i + 1, true
	}
	if n, after, ok := s.count(i); ok {
		if u, ok := s.is(after, dayUnit); ok {
			return n, u, after + 1, true
		}
		return 0, 0, 0, false
	}
	if u, ok := s.is(i, dayUnit); ok {
		return 1, u, i + 1, true
	}
	return 0, 0, 0, false
}
