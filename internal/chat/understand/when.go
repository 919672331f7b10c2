package understand

import (
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// When is what words about days mean.
type When struct {
	Date     civil.Date // the day, or the last day of the stretch: what a deadline means
	From, To civil.Date // the stretch, both days included; one day: both are Date
	Quarter  bool       // the stretch is a quarter
	Text     string     // as written
}

// Lean says which way a date without a year, or a weekday, is meant.
type Lean int

const (
	Ahead Lean = iota // deadlines: the next one
	Back              // news and reports: the last one
)

// When reads the first words about days in a text. Numeric days are day first (31/12/2027) unless only month first is a
// date. It returns a problem for a day that does not exist (31 June), and false if the text names no day. It reads
// Gregorian dates only.
func (r *Reader) When(text string, today civil.Date, lean Lean) (When, bool, error) {
	if len(text) > 2000 {
		return When{}, false, nil
	}
	text = words.Clean(text)
	tokens := words.Tokens(text)
	spans := r.lexicon.days.find(tokens, today, lean)
	if len(spans) == 0 {
		return When{}, false, nil
	}
	s := spans[0]
	s.Text = text[tokens[s.start].Start:tokens[s.end-1].End]
	if s.problem != nil {
		return When{Text: s.Text}, true, *s.problem
	}
	return s.When, true, nil
}

// span is words about days in a message.
type span struct {
	When
	start, end int  // tokens
	by         int  // token where "by" or "before" in front of it starts; start if there is none
	yearless   bool // the year was not said
	weak       bool // a bare year, month or weekday: a date only where one is expected
	problem    *problem.Problem
}

// find finds all words about days, first to last.
func (d *days) find(tokens []words.Token, today civil.Date, lean Lean) []span {
	if today.IsZero() || !today.Valid() {
		return nil
	}
	s := dayScan{t: d.lex(tokens), today: today, lean: lean}
	var all []span
	for i := 0; i < len(s.t); {
		by := i
		if _, ok := s.t[i].is(dayBy); ok && i+1 < len(s.t) {
			if found, end, ok := s.at(i); ok && end > i { // "d'ici trois mois" is a date with its own beginning
				all = append(all, s.finish(found, i, end, by))
				i = end
				continue
			}
			i++
		}
		found, end, ok := s.at(i)
		if !ok {
			i = max(by+1, i)
			continue
		}
		all = append(all, s.finish(found, i, end, by))
		i = end
	}
	return ranges(all, tokens)
}

func (s *dayScan) finish(found span, i, end, by int) span {
	found.start, found.end, found.by = s.t[i].start, s.t[end-1].end, s.t[by].start
	return found
}

// ranges joins two days with a dash, dots or "to" between them: from the first to the second.
func ranges(all []span, tokens []words.Token) []span {
	var out []span
	for _, s := range all {
		if n := len(out); n > 0 {
			out[n-1].sameYear(s)
		}
		if n := len(out); n > 0 && out[n-1].problem == nil && s.problem == nil && joins(tokens[out[n-1].end:max(s.by, out[n-1].end)], s.by != s.start) && out[n-1].From <= s.To {
			out[n-1].To, out[n-1].Date, out[n-1].end, out[n-1].Quarter = s.To, s.Date, s.end, false
			out[n-1].weak = false
			continue
		}
		out = append(out, s)
	}
	return out
}

// sameYear gives a day without a year the year of the second of a range: October to December 2025.
func (s *span) sameYear(second span) {
	if !s.yearless || second.yearless || s.problem != nil || second.problem != nil || second.From.IsZero() {
		return
	}
	year := string(second.From[:4])
	from, to := civil.Date(year+string(s.From[4:])), civil.Date(year+string(s.To[4:]))
	if from.Valid() && to.Valid() {
		s.From, s.To, s.Date = from, to, to
	}
}

func joins(between []words.Token, by bool) bool {
	if len(between) == 0 {
		return by // "until", "to" was read as part of the second day
	}
	if len(between) > 3 {
		return false
	}
	for _, t := range between {
		switch t.Fold {
		case "-", "–", "—", ".", "…", "to", "au", "al", "a", "hasta", "الي", "through", "until", "jusqu", "jusque", "le", "el":
		default:
			return false
		}
	}
	return true
}

type dayScan struct {
	t     []dayToken
	today civil.Date
	lean  Lean
}

func (s *dayScan) is(i int, kind dayKind) (int, bool) {
	if i < 0 || i >= len(s.t) {
		return 0, false
	}
	return s.t[i].is(kind)
}

func (s *dayScan) mark(i int, sign string) bool {
	return i < len(s.t) && s.t[i].digits == sign && len(s.t[i].means) == 1 && s.t[i].means[0].kind == dayMark
}

// skipOf is the index after words such as "of", "de", "the".
func (s *dayScan) skipOf(i int) int {
	for range 3 {
		if _, ok := s.is(i, dayOf); !ok && !s.mark(i, "'") && !s.named(i) {
			break
		}
		i++
	}
	return i
}

// named says whether a word only says that a month or a year follows: شهر يونيو, عام 2027.
func (s *dayScan) named(i int) bool {
	u, ok := s.is(i, dayUnit)
	if !ok {
		return false
	}
	if _, month := s.is(i+1, dayMonth); month {
		return u == unitMonth
	}
	_, year := s.digits(i+1, 4)
	return year && u == unitYear
}

// at reads a day or stretch of days at i.
func (s *dayScan) at(i int) (found span, end int, ok bool) {
	for _, read := range []func(int) (span, int, bool){
		s.iso, s.numeric, s.quarterNumber, s.edge, s.dayAndMonth, s.fixed, s.inUnits, s.stretch, s.weekday, s.month, s.theDay, s.year,
	} {
		if found, end, ok = read(i); ok {
			return found, end, true
		}
	}
	return span{}, 0, false
}

func oneDay(d civil.Date) span { return span{When: When{Date: d, From: d, To: d}} }

func stretchOf(from, to civil.Date) span { return span{When: When{Date: to, From: from, To: to}} }

func quarterOf(q civil.Quarter) span {
	s := stretchOf(q.Start(), q.Last())
	s.Quarter = true
	return s
}

// day makes a date of a year, month and day, or says that there is no such day.
func day(y, m, d int) span {
	if m >= 1 && m <= 12 && d >= 1 && y >= 1 && y <= 9999 {
		if made := civil.MakeDate(y, time.Month(m), d); made.Day() == d && made.Month() == time.Month(m) {
			return oneDay(made)
		}
		p := problem.New(problem.Invalid, "when.no_such_day", "day", d, "month", problem.Word("month."+strconv.Itoa(m)), "year", strconv.Itoa(y),
			"last", civil.EndOfMonth(y, time.Month(m)).Day())
		return span{problem: &p}
	}
	p := problem.New(problem.Invalid, "when.not_a_date", "year", strconv.Itoa(y), "month", m, "day", d)
	return span{problem: &p}
}
