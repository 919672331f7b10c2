package understand

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// survey finds everything in the message that is found without knowing what it is about: courtesies, refs, days,
// percentages, what may name a step, and the phrases of the lexicon.
func (m *message) survey() {
	m.courtesies()
	m.findRefs()
	m.findDays(Ahead)
	m.aliases = m.r.resolver.Aliases(m.tokens)
	m.codes = m.r.resolver.FindCodes(m.tokens)
	m.noteSteps()
	m.hits = m.r.lexicon.phrases.find(m, func(s sense) bool { return s.use != "polite" })
	for _, h := range m.hits {
		if h.use == "negation" {
			m.mark(h.start, h.end, isNegation)
		}
	}
	m.findPercents()
	for i, t := range m.tokens {
		if t.Kind == words.Link || t.Kind == words.Mention {
			m.used[i] |= isLink
		}
	}
}

func (m *message) courtesies() {
	for _, h := range m.r.lexicon.phrases.find(m, func(s sense) bool { return s.use == "polite" }) {
		m.mark(h.start, h.end, isPolite)
	}
}

func (m *message) findDays(lean Lean) {
	m.days = m.r.lexicon.days.find(m.tokens, m.ctx.Today, lean)
	for _, d := range m.days {
		m.dateAt[d.start] = d.end
		m.dateAt[d.by] = d.end
		if !d.weak {
			m.mark(d.by, d.end, isDate)
		}
	}
}

// noteSteps notes where a step may be named, for <step> in phrases.
func (m *message) noteSteps() {
	m.codes = m.notPlaces(m.notRefs(m.codes))
	for _, list := range [][]plans.Mention{m.codes, m.aliases} {
		for _, a := range list {
			m.stepAt[a.Start] = append(m.stepAt[a.Start], a.End)
			if i := a.Start - 1; i >= 0 && determiners[m.tokens[i].Fold] {
				m.stepAt[i] = append(m.stepAt[i], a.End)
			}
		}
	}
	for _, a := range m.aliases {
		m.mark(a.Start, a.End, isAlias)
	}
	for _, c := range m.codes {
		if c.Cued || c.Lettered {
			m.mark(c.Start, c.End, isCode)
		}
	}
}

// determiners may stand before what names a step.
var determiners = map[string]bool{"the": true, "our": true, "this": true, "le": true, "la": true, "les": true, "l": true, "notre": true, "el": true, "los": true, "las": true, "nuestro": true, "nuestra": true}

// notRefs leaves out codes that are numbers of refs, days or quotations.
func (m *message) notRefs(codes []plans.Mention) []plans.Mention {
	var kept []plans.Mention
	for _, c := range codes {
		taken := false
		for i := c.Start; i < c.End; i++ {
			taken = taken || m.used[i]&(isRef|isQuoted) != 0 || (!c.Cued && !c.Lettered && m.used[i]&isDate != 0)
		}
		if !taken {
			kept = append(kept, c)
		}
	}
	return kept
}

// notPlaces leaves out room 29c and seat 31a.
func (m *message) notPlaces(codes []plans.Mention) []plans.Mention {
	return slices.DeleteFunc(codes, func(c plans.Mention) bool { return !c.Cued && m.place(c.Start) })
}

// place says whether one of the two words before a token makes it a place.
func (m *message) place(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		if m.tokens[j].Kind == words.Mark && m.tokens[j].Fold != "°" {
			return false
		}
		for _, v := range words.Variants(m.tokens[j].Fold) {
			if m.r.lexicon.places[v] {
				return true
			}
		}
	}
	return false
}

// bare says whether a number that stands alone may be the code of a step: nothing near it makes it a count.
func (m *message) bare(c plans.Mention) bool {
	for i := c.Start; i < c.End; i++ {
		if m.used[i]&(isRef|isDate|isPercent|isQuoted) != 0 {
			return false
		}
	}
	if c.End < len(m.tokens) {
		if t := m.tokens[c.End]; t.Kind == words.Word && m.countedBy(c.End) {
			return false
		}
	}
	if c.Start > 0 {
		before := m.tokens[c.Start-1]
		if before.Kind == words.Word && !words.Stop(before.Fold) && !m.inCue(c.Start-1) && m.used[c.Start-1]&isPolite == 0 && !m.r.lexicon.verbWord(before.Fold) {
			return false // "room 25", "bus 30"
		}
	}
	return true
}

// countedBy says whether the word after a number is what it counts ("30 observers").
func (m *message) countedBy(i int) bool {
	fold := m.tokens[i].Fold
	if words.Stop(fold) || m.inCue(i) || m.used[i]&isPolite != 0 {
		return false
	}
	return true
}

// inCue says whether the token is part of a phrase that shows an intent.
func (m *message) inCue(i int) bool {
	for _, h := range m.hits {
		if h.start <= i && i < h.end && h.use != "chatter" && h.use != "percent" && (h.use != "class" || m.ofClass(h) && (h.value == "statusWord" || h.value == "past")) {
			return true
		}
	}
	return false
}

// words between start and end as written.
func (m *message) written(start, end int) string {
	if start >= end || start >= len(m.tokens) {
		return ""
	}
	return strings.TrimSpace(m.text[m.tokens[start].Start:m.tokens[end-1].End])
}
