package understand

import (
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

// digits is a number written in exactly n digits, or in 1 to -n.
func (s *dayScan) digits(i, n int) (int, bool) {
	if i >= len(s.t) || s.t[i].digits == "" {
		return 0, false
	}
	text := s.t[i].digits
	if (n > 0 && len(text) != n) || (n < 0 && len(text) > -n) {
		return 0, false
	}
	v, err := strconv.Atoi(text)
	return v, err == nil
}

// iso reads 2027-06-30 and 2027/06/30, and 2026-Q3 as a quarter.
func (s *dayScan) iso(i int) (span, int, bool) {
	y, ok := s.digits(i, 4)
	if !ok || y < 1 || i+2 >= len(s.t) || !s.t[i+1].glued || !s.t[i+2].glued {
		return span{}, 0, false
	}
	sep := s.t[i+1].digits
	if sep != "-" && sep != "/" && sep != "." {
		return span{}, 0, false
	}
	if _, ok := s.is(i+2, dayQuarter); ok && i+3 < len(s.t) && s.t[i+3].glued {
		if n, ok := s.digits(i+3, 1); ok && n >= 1 && n <= 4 {
			return quarterOf(civil.Quarter{Year: y, N: n}), i + 4, true
		}
	}
	m, ok1 := s.digits(i+2, -2)
	if !ok1 {
		return span{}, 0, false
	}
	if i+4 < len(s.t) && s.mark(i+3, sep) && s.t[i+3].glued && s.t[i+4].glued {
		if d, ok := s.digits(i+4, -2); ok {
			return day(y, m, d), i + 5, true
		}
	}
	if sep == "-" && m >= 1 && m <= 12 && y >= 1900 && y < 2200 { // 2027-06
		return s.wholeMonth(y, m), i + 3, true
	}
	return span{}, 0, false
}

func (s *dayScan) wholeMonth(y, m int) span {
	return stretchOf(civil.MakeDate(y, time.Month(m), 1), civil.EndOfMonth(y, time.Month(m)))
}

// numeric reads 31/12/2027, 31.12.2027, 31-12-27 and 31/12: day first, or month first where nothing else is a date.
func (s *dayScan) numeric(i int) (span, int, bool) {
	d, ok := s.digits(i, -2)
	if !ok || i+2 >= len(s.t) || !s.t[i+1].glued || !s.t[i+2].glued {
		return span{}, 0, false
	}
	sep := s.t[i+1].digits
	m, ok := s.digits(i+2, -2)
	if !ok || (sep != "/" && sep != "." && sep != "-") {
		return span{}, 0, false
	}
	if i+4 < len(s.t) && s.mark(i+3, sep) && s.t[i+3].glued && s.t[i+4].glued {
		y, ok := s.digits(i+4, 4)
		if !ok {
			y, ok = s.digits(i+4, 2)
			y += 2000
		}
		if ok {
			if m > 12 && d <= 12 {
				d, m = m, d
			}
			return day(y, m, d), i + 5, true
		}
	}
	if sep != "/" || (i+3 < len(s.t) && s.t[i+3].glued && s.t[i+3].digits != "" && !s.mark(i+3, ",") && !s.mark(i+3, ".") && !s.mark(i+3, "?")) || m > 12 || d > 31 || d < 1 || m < 1 {
		return span{}, 0, false
	}
	return s.nearest(m, d), i + 3, true
}

// nearest is the day in the year that the lean asks for.
func (s *dayScan) nearest(m, d int) span {
	y := s.today.Year()
	found := day(y, m, d)
	if found.problem != nil {
		if m == 2 && d == 29 {
			for n := 1; n < 8 && found.problem != nil; n++ {
				step := n
				if s.lean == Back {
					step = -n
				}
				found = day(y+step, m, d)
			}
		}
		return found
	}
	switch {
	case s.lean == Ahead && found.Date < s.today:
		return day(y+1, m, d)
	case s.lean == Back && found.Date > s.today:
		return day(y-1, m, d)
	}
	return found
}

// dayAndMonth reads 30 June 2027, June 30, 2027, 30 de junio de 2027, le 1er juillet, ٣٠ يونيو.
func (s *dayScan) dayAndMonth(i int) (span, int, bool) {
	j := s.skipOf(i)
	if d, ok := s.is(j, dayNumber); ok && d <= 31 && d > 0 && (s.t[j].digits == "" || len(s.t[j].digits) <= 2) {
		k := s.skipOf(j + 1)
		if m, ok := s.is(k, dayMonth); ok {
			return s.withYear(m, d, k+1)
		}
		return s.dayRange(j, d)
	}
	if m, ok := s.is(j, dayMonth); ok && j == i {
		k := s.skipOf(j + 1)
		if s.mark(k, ".") {
			k++
		}
		if d, ok := s.is(k, dayNumber); ok && d <= 31 && d > 0 && len(s.t[k].digits) <= 2 && s.t[k].digits != "" && !s.mark(k+1, "%") {
			return s.withYear(m, d, k+1)
		}
	}
	return span{}, 0, false
}

// dayRange reads "3 to 17 August": one month for both.
func (s *dayScan) dayRange(i, first int) (span, int, bool) {
	j := i + 1
	between := 0
	for ; j < len(s.t) && between < 3; j++ {
		_, by := s.is(j, dayBy)
		_, of := s.is(j, dayOf)
		if !by && !of && !s.mark(j, "-") && !s.mark(j, "–") {
			break
		}
		between++
	}
	last, ok := s.is(j, dayNumber)
	if between == 0 || !ok || last > 31 || last < first || first < 1 {
		return span{}, 0, false
	}
	k := s.skipOf(j + 1)
	m, ok := s.is(k, dayMonth)
	if !ok {
		return span{}, 0, false
	}
	to, end, _ := s.withYear(m, last, k+1)
	if to.problem != nil {
		return to, end, true
	}
	from := day(to.Date.Year(), m, first)
	return stretchOf(from.Date, to.Date), end, true
}

// withYear reads the year that may follow a day and month.
func (s *dayScan) withYear(m, d, i int) (span, int, bool) {
	j := s.skipOf(i)
	if s.mark(j, ",") || s.mark(j, "،") || s.mark(j, ".") {
		j++
	}
	if y, ok := s.digits(j, 4); ok && y >= 1900 && y < 2200 {
		return day(y, m, d), j + 1, true
	}
	found := s.nearest(m, d)
	found.yearless = true
	return found, i, true
}

// theDay reads "the 28th", "le 28", "el 28", "يوم ٢٨" after a word that makes it a day.
func (s *dayScan) theDay(i int) (span, int, bool) {
	if d, ok := s.is(i, dayOrdinal); ok && d >= 1 && d <= 31 && len(s.t[i].digits) <= 2 {
		found := s.dayOfMonth(d)
		found.weak = true
		return found, i + 1, true
	}
	return span{}, 0, false
}

// dayOfMonth is the next (or last) day with that number in its month.
func (s *dayScan) dayOfMonth(d int) span {
	y, m := s.today.Year(), int(s.today.Month())
	for range 12 {
		if found := day(y, m, d); found.problem == nil && ((s.lean == Ahead && found.Date >= s.today) || (s.lean == Back && found.Date <= s.today)) {
			return found
		}
		if s.lean == Ahead {
			m++
		} else {
			m--
		}
		first := civil.MakeDate(y, time.Month(m), 1)
		y, m = first.Year(), int(first.Month())
	}
	return day(y, m, d)
}
