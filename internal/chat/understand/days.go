package understand

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// dayTable is what a lexicon file says about days.
type dayTable struct {
	Months    [][]string          // January first
	Weekdays  [][]string          // Monday first
	Units     map[string][]string // day, week, month, quarter, half, year
	Two       map[string][]string // Arabic duals: two days, two weeks, …
	Words     map[string][]string // today, tomorrow, eod, …
	Edges     map[string][]string // start, middle, end
	Which     map[string][]string // this, next, last
	In        []string            // in 2 weeks
	Ago       []string
	By        []string
	Of        []string // between the parts of a date
	Quarter   []string // Q3, T3
	Ambiguous []string // months that are other words as well
}

// dayWord is what a word, or a row of words, means in a date.
type dayWord struct {
	kind  dayKind
	value int
}

type dayKind int

const (
	dayNothing dayKind = iota
	dayMonth
	dayWeekday
	dayUnit
	dayTwo
	dayFixed
	dayEdge
	dayWhich
	dayIn
	dayAgo
	dayBy
	dayOf
	dayQuarter
	dayNumber
	dayOrdinal // number with st, nd, rd, th, er
	dayMark
	dayAmbiguous
)

// Values of units, edges, whiches and fixed days.
const (
	unitDay = iota
	unitWeek
	unitMonth
	unitQuarter
	unitHalf
	unitYear
)

const (
	edgeStart = iota
	edgeMiddle
	edgeEnd
)

const (
	whichLast = iota - 1
	whichThis
	whichNext
)

const (
	fixedYesterday = iota
	fixedToday
	fixedTomorrow
	fixedAfterTomorrow
	fixedBeforeYesterday
	fixedEndOfWeek
	fixedEndOfMonth
	fixedEndOfQuarter
	fixedEndOfYear
)

// days are the words of dates of all languages.
type days struct {
	words   map[string][]dayWord // folded, joined by a space; a word may mean several things
	longest int
}

func newDays() days { return days{words: map[string][]dayWord{}} }

var (
	unitNames  = map[string]int{"day": unitDay, "week": unitWeek, "month": unitMonth, "quarter": unitQuarter, "half": unitHalf, "year": unitYear}
	edgeNames  = map[string]int{"start": edgeStart, "middle": edgeMiddle, "end": edgeEnd}
	whichNames = map[string]int{"last": whichLast, "this": whichThis, "next": whichNext}
	fixedNames = map[string]int{
		"yesterday": fixedYesterday, "today": fixedToday, "tomorrow": fixedTomorrow, "after_tomorrow": fixedAfterTomorrow,
		"before_yesterday": fixedBeforeYesterday, "eod": fixedToday, "eow": fixedEndOfWeek, "eom": fixedEndOfMonth,
		"eoq": fixedEndOfQuarter, "eoy": fixedEndOfYear,
	}
)

// add takes in the words of one language and returns them.
func (d *days) add(t dayTable) []string {
	var all []string
	put := func(list []string, w dayWord) {
		for _, text := range list {
			all = append(all, text)
			d.put(wordsOf(text), w)
		}
	}
	for i, list := range t.Months {
		put(list, dayWord{kind: dayMonth, value: i + 1})
	}
	for i, list := range t.Weekdays {
		put(list, dayWord{kind: dayWeekday, value: (i + 1) % 7})
	}
	named := func(lists map[string][]string, names map[string]int, kind dayKind) {
		for name, list := range lists {
			put(list, dayWord{kind: kind, value: names[name]})
		}
	}
	named(t.Units, unitNames, dayUnit)
	named(t.Two, unitNames, dayTwo)
	named(t.Words, fixedNames, dayFixed)
	named(t.Edges, edgeNames, dayEdge)
	named(t.Which, whichNames, dayWhich)
	put(t.In, dayWord{kind: dayIn})
	put(t.Ago, dayWord{kind: dayAgo})
	put(t.By, dayWord{kind: dayBy})
	put(t.Of, dayWord{kind: dayOf})
	put(t.Quarter, dayWord{kind: dayQuarter})
	put(t.Ambiguous, dayWord{kind: dayAmbiguous})
	return all
}

func (d *days) put(row []string, w dayWord) {
	key := strings.Join(row, " ")
	if slices.Contains(d.words[key], w) {
		return
	}
	d.words[key] = append(d.words[key], w)
	d.longest = max(d.longest, len(row))
}

// dayToken is a piece of a text as dates see it.
type dayToken struct {
	means      []dayWord
	start, end int // tokens
	digits     string
	glued      bool
}

func (t dayToken) is(kind dayKind) (int, bool) {
	for _, w := range t.means {
		if w.kind == kind {
			return w.value, true
		}
	}
	return 0, false
}

// lex reads the tokens as dates see them, longest rows of words first.
func (d *days) lex(tokens []words.Token) []dayToken {
	list := make([]dayToken, 0, len(tokens))
	for i := 0; i < len(tokens); {
		t := d.at(tokens, i)
		t.glued = tokens[i].Glued
		list = append(list, t)
		i = t.end
	}
	return list
}

func (d *days) at(tokens []words.Token, i int) dayToken {
	switch t := tokens[i]; t.Kind {
	case words.Number:
		return d.number(tokens, i)
	case words.Mark:
		return dayToken{means: []dayWord{{kind: dayMark}}, start: i, end: i + 1, digits: t.Fold}
	case words.Word:
		if w, end := d.row(tokens, i); end > 0 {
			return dayToken{means: w, start: i, end: end}
		}
		if value, n := words.NumberAt(tokens, i); n > 0 {
			return dayToken{means: []dayWord{{kind: dayNumber, value: value}}, start: i, end: i + n}
		}
	}
	return dayToken{start: i, end: i + 1}
}

var ordinalEndings = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "ere": true, "re": true, "eme": true, "e": true, "o": true, "a": true, "º": true, "ª": true, "°": true}

func (d *days) number(tokens []words.Token, i int) dayToken {
	t := dayToken{start: i, end: i + 1, digits: tokens[i].Fold}
	value, n := words.NumberAt(tokens, i)
	if n == 0 {
		return t
	}
	t.means = []dayWord{{kind: dayNumber, value: value}}
	if i+1 < len(tokens) && tokens[i+1].Glued && ordinalEndings[tokens[i+1].Fold] {
		t.means = append(t.means, dayWord{kind: dayOrdinal, value: value})
		t.end++
	}
	return t
}

// row is the meaning of the longest row of words at i, marks between them left out.
func (d *days) row(tokens []words.Token, i int) (means []dayWord, end int) {
	for _, first := range words.Variants(tokens[i].Fold) {
		key, n := first, 1
		if w := d.words[key]; w != nil && end < i+1 {
			means, end = w, i+1
		}
		for j := i + 1; j < len(tokens) && n < d.longest; j++ {
			t := tokens[j]
			if t.Kind == words.Mark {
				if t.Fold != "'" && t.Fold != "-" {
					break
				}
				continue
			}
			if t.Kind != words.Word {
				break
			}
			key, n = key+" "+t.Fold, n+1
			if w := d.words[key]; w != nil && j+1 > end {
				means, end = w, j+1
			}
		}
	}
	return means, end
}
