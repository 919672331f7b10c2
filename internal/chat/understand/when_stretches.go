package understand

import (
	"github.com/accord-tracker/accord/internal/civil"
)

// quarterNumber reads Q3, Q3 2027, T3, 3rd quarter of 2026, tercer trimestre, الربع الثالث, troisième trimestre 2026.
func (s *dayScan) quarterNumber(i int) (span, int, bool) {
	n, end := 0, 0
	j := s.skipOf(i)
	if _, ok := s.is(i, dayQuarter); ok && i+1 < len(s.t) && s.t[i+1].glued {
		n, _ = s.digits(i+1, 1)
		end = i + 2
	} else if v, ok := s.is(j, dayNumber); ok && v <= 4 {
		k := s.skipOf(j + 1)
		if u, ok := s.is(k, dayUnit); ok && u == unitQuarter && (s.t[j].digits == "" || s.ordinal(j) || s.t[k].glued) && !s.plural(i, j) {
			n, end = v, k+1
		} else if _, ok := s.is(j+1, dayQuarter); ok && s.t[j+1].glued { // 3T
			n, end = v, j+2
		}
	} else if u, ok := s.is(j, dayUnit); ok && u == unitQuarter {
		if v, ok := s.is(j+1, dayNumber); ok && v <= 4 {
			n, end = v, j+2
		}
	}
	if n < 1 || n > 4 {
		return span{}, 0, false
	}
	k := s.skipOf(end)
	if s.mark(k, "-") || s.mark(k, "/") || s.mark(k, ",") {
		k++
	}
	if y, ok := s.digits(k, 4); ok && y >= 1900 && y < 2200 {
		return quarterOf(civil.Quarter{Year: y, N: n}), k + 1, true
	}
	return quarterOf(s.quarterNear(n)), end, true
}

func (s *dayScan) ordinal(i int) bool {
	_, ok := s.is(i, dayOrdinal)
	return ok
}

// plural says whether the number counts quarters ("in two quarters") and does not name one.
func (s *dayScan) plural(i, j int) bool {
	_, in := s.is(max(i-1, 0), dayIn)
	return in || j > i && s.t[j].digits != "" && !s.ordinal(j)
}

// quarterNear is the n-th quarter of the year that the lean asks for: ahead the next that is not over, back the last
// that has begun.
func (s *dayScan) quarterNear(n int) civil.Quarter {
	q := civil.Quarter{Year: s.today.Year(), N: n}
	if s.lean == Ahead && q.Last() < s.today {
		q.Year++
	}
	if s.lean == Back && q.Start() > s.today {
		q.Year--
	}
	return q
}

// edge reads "end of June 2027", "fin juin", "mi-mars", "mediados de 2027", "نهاية الشهر".
func (s *dayScan) edge(i int) (span, int, bool) {
	j := s.skipOf(i)
	edge, ok := s.is(j, dayEdge)
	if !ok {
		return span{}, 0, false
	}
	k := s.skipOf(j + 1)
	if s.mark(k, "-") {
		k++
	}
	inner, end, ok := s.period(k)
	if !ok || inner.problem != nil {
		return inner, end, ok
	}
	return atEdge(inner, edge), end, true
}

// period reads a stretch that has a beginning and an end: a quarter, a month, a year, this week.
func (s *dayScan) period(i int) (span, int, bool) {
	for _, read := range []func(int) (span, int, bool){s.quarterNumber, s.stretch, s.month, s.year, s.bareUnit} {
		if found, end, ok := read(i); ok {
			found.weak = false
			return found, end, true
		}
	}
	return span{}, 0, false
}

func atEdge(in span, edge int) span {
	length := in.To.DaysSince(in.From)
	switch edge {
	case edgeEnd:
		return oneDay(in.To)
	case edgeMiddle:
		if length < 7 {
			return oneDay(in.From.AddDays(length / 2))
		}
		if length < 32 {
			return oneDay(in.From.AddDays(14))
		}
		return oneDay(in.From.AddDays((length + 1) / 2).AddDays(-1))
	}
	switch {
	case length < 7:
		return oneDay(in.From)
	case length < 32:
		return oneDay(in.From.AddDays(9))
	}
	return oneDay(civil.EndOfMonth(in.From.Year(), in.From.Month()))
}

// bareUnit reads "the month" after an edge: the present one.
func (s *dayScan) bareUnit(i int) (span, int, bool) {
	j := s.skipOf(i)
	if u, ok := s.is(j, dayUnit); ok && u != unitDay {
		return s.unitSpan(u, whichThis), j + 1, true
	}
	if u, ok := s.is(j, dayUnit); ok {
		_ = u
		return oneDay(s.today), j + 1, true
	}
	return span{}, 0, false
}

// stretch reads this week, next quarter, le mois prochain, la semana que viene, الشهر القادم, next 60 days,
// les 60 prochains jours, and "the week" of "échéances de la semaine".
func (s *dayScan) stretch(i int) (span, int, bool) {
	j := s.skipOf(i)
	if which, ok := s.is(j, dayWhich); ok {
		k := s.skipOf(j + 1)
		if u, ok := s.is(k, dayUnit); ok {
			return s.unitSpan(u, which), k + 1, true
		}
		if n, after, ok := s.count(k); ok {
			if u, ok := s.is(after, dayUnit); ok {
				return s.several(n, u, which), after + 1, true
			}
		}
		if u, ok := s.is(k, dayTwo); ok {
			return s.several(2, u, which), k + 1, true
		}
		if m, ok := s.is(k, dayMonth); ok {
			return s.monthWhich(m, which), k + 1, true
		}
		if w, ok := s.is(k, dayWeekday); ok {
			return oneDay(s.weekdayWhich(w, which)), k + 1, true
		}
	}
	return s.stretchAfter(j)
}

// stretchAfter reads stretches whose "next" stands behind: mois prochain, 60 prochains jours, الستين يوما القادمة.
func (s *dayScan) stretchAfter(j int) (span, int, bool) {
	if u, ok := s.is(j, dayUnit); ok {
		if which, ok := s.is(j+1, dayWhich); ok {
			return s.unitSpan(u, which), j + 2, true
		}
	}
	if u, ok := s.is(j, dayTwo); ok {
		if which, ok := s.is(j+1, dayWhich); ok {
			return s.several(2, u, which), j + 2, true
		}
	}
	if m, ok := s.is(j, dayMonth); ok {
		if which, ok := s.is(j+1, dayWhich); ok && which != whichThis {
			return s.monthWhich(m, which), j + 2, true
		}
	}
	if w, ok := s.is(j, dayWeekday); ok {
		if which, ok := s.is(j+1, dayWhich); ok {
			return oneDay(s.weekdayWhich(w, which)), j + 2, true
		}
	}
	n, after, ok := s.count(j)
	if !ok {
		return span{}, 0, false
	}
	if which, ok := s.is(after, dayWhich); ok && which != whichThis {
		if u, ok := s.is(after+1, dayUnit); ok {
			return s.several(n, u, which), after + 2, true
		}
	}
	if u, ok := s.is(after, dayUnit); ok {
		if which, ok := s.is(after+1, dayWhich); ok && which != whichThis {
			return s.several(n, u, which), after + 2, true
		}
	}
	return span{}, 0, false
}

// count reads a number of units, at most 2000.
func (s *dayScan) count(i int) (n, after int, ok bool) {
	n, ok = s.is(i, dayNumber)
	if !ok || n < 1 || n > 2000 || s.ordinal(i) {
		return 0, i, false
	}
	return n, i + 1, true
}

// fixed reads today, tomorrow, EOD, EOW, EOM.
func (s *dayScan) fixed(i int) (span, int, bool) {
	j := s.skipOf(i)
	f, ok := s.is(j, dayFixed)
	if !ok {
		return span{}, 0, false
	}
	switch f {
	case fixedYesterday:
		return oneDay(s.today.AddDays(-1)), j + 1, true
	case fixedBeforeYesterday:
		return oneDay(s.today.AddDays(-2)), j + 1, true
	case fixedTomorrow:
		return oneDay(s.today.AddDays(1)), j + 1, true
	case fixedAfterTomorrow:
		return oneDay(s.today.AddDays(2)), j + 1, true
	case fixedEndOfWeek:
		return oneDay(s.unitSpan(unitWeek, whichThis).To.AddDays(-2)), j + 1, true
	case fixedEndOfMonth:
		return oneDay(s.unitSpan(unitMonth, whichThis).To), j + 1, true
	case fixedEndOfQuarter:
		return oneDay(s.unitSpan(unitQuarter, whichThis).To), j + 1, true
	case fixedEndOfYear:
		return oneDay(s.unitSpan(unitYear, whichThis).To), j + 1, true
	}
	return oneDay(s.today), j + 1, true
}

// month reads June, June 2027, juin prochain; alone it is weak.
func (s *dayScan) month(i int) (span, int, bool) {
	j := s.skipOf(i)
	m, ok := s.is(j, dayMonth)
	if !ok {
		return span{}, 0, false
	}
	k := s.skipOf(j + 1)
	if y, ok := s.digits(k, 4); ok && y >= 1900 && y < 2200 {
		return s.wholeMonth(y, m), k + 1, true
	}
	if s.ambiguous(i, j) {
		return span{}, 0, false
	}
	found := s.monthNear(m)
	found.weak, found.yearless = true, true
	return found, j + 1, true
}

// ambiguous says whether a month is more likely another word: "we may come".
func (s *dayScan) ambiguous(i, j int) bool {
	if _, ok := s.is(j, dayAmbiguous); !ok || i != j {
		return false
	}
	for _, kind := range []dayKind{dayBy, dayIn, dayOf, dayWhich, dayEdge} {
		if _, ok := s.is(i-1, kind); ok {
			return false
		}
	}
	return true
}

func (s *dayScan) monthNear(m int) span {
	y := s.today.Year()
	found := s.wholeMonth(y, m)
	switch {
	case s.lean == Ahead && found.To < s.today:
		return s.wholeMonth(y+1, m)
	case s.lean == Back && found.From > s.today:
		return s.wholeMonth(y-1, m)
	}
	return found
}

func (s *dayScan) monthWhich(m, which int) span {
	y := s.today.Year()
	found := s.wholeMonth(y, m)
	switch {
	case which == whichNext && found.From <= s.today:
		return s.wholeMonth(y+1, m)
	case which == whichLast && found.To >= s.today:
		return s.wholeMonth(y-1, m)
	}
	return found
}

// weekday reads Friday: the next one (or the last), never today.
func (s *dayScan) weekday(i int) (span, int, bool) {
	j := s.skipOf(i)
	w, ok := s.is(j, dayWeekday)
	if !ok {
		return span{}, 0, false
	}
	ahead := (w-int(s.today.Weekday())+6)%7 + 1
	found := oneDay(s.today.AddDays(ahead))
	if s.lean == Back && ahead == 7 {
		found = oneDay(s.today.AddDays(-7))
	} else if s.lean == Back {
		found = oneDay(s.today.AddDays(ahead - 7))
	}
	found.weak = true
	return found, j + 1, true
}

// weekdayWhich: this Friday is the one of this week or the first to come, next Friday the one of next week.
func (s *dayScan) weekdayWhich(w, which int) civil.Date {
	monday := s.unitSpan(unitWeek, whichThis).From
	d := monday.AddDays((w+6)%7 + 7*which)
	if which == whichThis && d < s.today {
		return d.AddDays(7)
	}
	if which == whichLast && d.AddDays(7) < s.today {
		return d.AddDays(7)
	}
	return d
}

// year reads 2027 as the whole year; weak, for it may be any number.
func (s *dayScan) year(i int) (span, int, bool) {
	if y, ok := s.digits(i, 4); ok && y >= 2000 && y < 2100 && !(i > 0 && s.t[i].glued) {
		found := stretchOf(civil.MakeDate(y, 1, 1), civil.MakeDate(y, 12, 31))
		found.weak = true
		return found, i + 1, true
	}
	return span{}, 0, false
}
