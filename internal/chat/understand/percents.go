package understand

import (
	"strconv"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// percent is how far something is.
type percent struct {
	value      int
	start, end int
	inWords    bool // "half", "three quarters": less sure than a number
	problem    *problem.Problem
}

// percentWords stand after a number: 60 percent.
var percentWords = map[string]bool{"percent": true, "pct": true, "pourcent": true, "porciento": true, "بالمئه": true, "بالمايه": true, "بالميه": true, "بالمائه": true}

// findPercents finds 60%, 60 %, ٦٠٪, %60, 60 percent, 60 per cent, pour cent, por ciento, في المئة, and half in words.
func (m *message) findPercents() {
	for i := range m.tokens {
		if m.quoted[i] {
			continue
		}
		if p, ok := m.percentFrom(i); ok {
			m.percents = append(m.percents, p)
			m.mark(p.start, p.end, isPercent)
		}
	}
	for _, h := range m.hits {
		if h.use == "percent" && !m.quoted[h.start] {
			value, _ := strconv.Atoi(h.value)
			m.percents = append(m.percents, percent{value: value, start: h.start, end: h.end, inWords: true})
		}
	}
}

func (m *message) percentFrom(i int) (percent, bool) {
	value, n := words.NumberAt(m.tokens, i)
	if n == 0 && m.tokens[i].Kind == words.Number {
		value, n = 9999, 1
	}
	if n == 0 {
		return percent{}, false
	}
	end := m.percentSign(i + n)
	start := i
	if end == 0 && i > 0 && isPercentSign(m.tokens[i-1].Fold) && m.tokens[i].Glued && (i < 2 || m.tokens[i-2].Kind != words.Number) { // %60 in Arabic
		start, end = i-1, i+n
	}
	if end == 0 {
		return percent{}, false
	}
	p := percent{value: value, start: start, end: end}
	switch {
	case i >= 2 && m.tokens[i].Glued && m.tokens[i-1].Glued && m.tokens[i-2].Kind == words.Number && (m.tokens[i-1].Fold == "." || m.tokens[i-1].Fold == ","):
		bad := problem.New(problem.Invalid, "percent.whole", "written", m.text[m.tokens[i-2].Start:m.tokens[i].End])
		p.problem, p.start = &bad, i-2
	case i >= 1 && m.tokens[i].Glued && (m.tokens[i-1].Fold == "-" || m.tokens[i-1].Fold == "−") && (i < 2 || !m.tokens[i-1].Glued), value > 100:
		bad := problem.New(problem.Invalid, "percent.range", "percent", m.withMinus(i))
		p.problem = &bad
	}
	return p, true
}

// withMinus is the number as written, with the minus before it.
func (m *message) withMinus(i int) string {
	if i > 0 && m.tokens[i].Glued && (m.tokens[i-1].Fold == "-" || m.tokens[i-1].Fold == "−") && (i < 2 || !m.tokens[i-1].Glued) {
		return m.text[m.tokens[i-1].Start:m.tokens[i].End]
	}
	return m.tokens[i].Text
}

func isPercentSign(s string) bool { return s == "%" || s == "٪" || s == "％" }

// percentSign is the token after the sign or word that makes a percentage, or 0.
func (m *message) percentSign(i int) int {
	if i >= len(m.tokens) {
		return 0
	}
	switch t := m.tokens[i].Fold; {
	case isPercentSign(t), percentWords[t]:
		return i + 1
	case (t == "per" && m.wordIs(i+1, "cent")) || (t == "pour" && m.wordIs(i+1, "cent")) || (t == "por" && m.wordIs(i+1, "ciento")) ||
		(t == "في" && (m.wordIs(i+1, "المئه") || m.wordIs(i+1, "المايه") || m.wordIs(i+1, "الميه") || m.wordIs(i+1, "المائه"))):
		return i + 2
	}
	return 0
}

func (m *message) wordIs(i int, fold string) bool {
	return i < len(m.tokens) && m.tokens[i].Fold == fold
}
