package understand

import (
	"slices"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// signs are what a message shows to the votes: its words and their neighbours, with steps, days and numbers standing
// for themselves, the sorts of words and the phrases it has, and its form.
func (m *message) signs() []string {
	list := m.wordSigns()
	seen := map[string]bool{}
	add := func(sign string) {
		if !seen[sign] {
			seen[sign] = true
			list = append(list, sign)
		}
	}
	for name, has := range m.features() {
		if has {
			add("f:" + name)
		}
	}
	for _, h := range m.hits {
		if h.use != "class" {
			add("h:" + h.use + gradeNames[h.grade])
		}
	}
	add("s:" + m.nearSign())
	add("l:" + m.languageOf())
	add(lengthSign(len(m.order)))
	slices.Sort(list) // the same cases teach the same table
	return list
}

// nearSign says how near the words of the message are to those of a step.
func (m *message) nearSign() string {
	res := m.r.resolver.In(m.tokens, plans.Look{Topic: func(i int) bool { return m.topical(i, hit{}) }, Unheard: true, Bare: m.bare})
	switch {
	case len(res.BadCodes) > 0:
		return "bad"
	case len(res.Matches) == 0:
		return "none"
	}
	first := res.Matches[0]
	if first.By != "words" {
		return first.By
	}
	return "words " + string(rune('0'+min(int(first.Score*20), 9)))
}

var gradeNames = map[grade]string{always: "", topic: " topic", strict: " strict", alone: " alone"}

func lengthSign(n int) string {
	switch {
	case n <= 2:
		return "n:few"
	case n <= 5:
		return "n:some"
	case n <= 12:
		return "n:many"
	}
	return "n:long"
}

// wordSigns are the words, pairs and triples of words, and the first and last ones.
func (m *message) wordSigns() (list []string) {
	row := []string{"<"}
	for i, t := range m.tokens {
		if sign := m.shown(i, t); sign != "" && (sign != row[len(row)-1] || sign[0] != '<') {
			row = append(row, sign)
		}
	}
	row = append(row, ">")
	for k, w := range row {
		if k == 0 || k == len(row)-1 {
			continue
		}
		list = append(list, w)
		if w[0] != '<' {
			stem := words.Stem(w)
			if stem != w {
				list = append(list, "~"+stem)
			}
			if utf8.RuneCountInString(stem) > 4 {
				list = append(list, "^"+letters(stem, 4))
			}
			list = append(list, words.Pieces(w)...)
		}
	}
	for k := 1; k < len(row); k++ {
		list = append(list, row[k-1]+" "+row[k])
		if k > 1 {
			list = append(list, row[k-2]+" "+row[k-1]+" "+row[k])
		}
	}
	return list
}

// shown is how a token is shown: the word, or what it is.
func (m *message) shown(i int, t words.Token) string {
	switch {
	case m.used[i]&isLink != 0:
		return "<link>"
	case m.used[i]&isQuoted != 0:
		return "<quote>"
	case m.used[i]&isRef != 0:
		return "<ref>"
	case m.used[i]&isCode != 0:
		return "<code>"
	case m.used[i]&isPercent != 0:
		return "<percent>"
	case m.used[i]&isDate != 0:
		return "<date>"
	case m.used[i]&isAlias != 0:
		return "<step>"
	case m.used[i]&isPolite != 0:
		return ""
	case t.Kind == words.Number:
		return "<num>"
	case t.Kind == words.Mark:
		if t.Fold == "?" || t.Fold == "؟" || t.Fold == "!" || t.Fold == ":" {
			return t.Fold
		}
		return ""
	}
	return t.Fold
}

func letters(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// Lesson is what a message shows, to learn from: its signs for the intent, and for the step.
type Lesson struct {
	Intent, Step []string
	ByCode       bool // the step is named by its code, so that nothing else tells it
}

// Lesson is for the program that learns the votes; it reads the line as Explain does.
func (r *Reader) Lesson(line string) Lesson {
	m := r.message(words.Clean(line), Context{Today: lessonDay})
	m.survey()
	res := m.resolve(hit{})
	return Lesson{Intent: m.signs(), Step: r.resolver.Signs(m.tokens, plans.Look{Said: m.said}), ByCode: byCode(res) || len(res.BadCodes) > 0}
}

// lessonDay is the day on which lessons are read: which one it is makes no difference.
const lessonDay = "2026-11-25"
