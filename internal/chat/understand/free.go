package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// candidate is an intent that a phrase of the message speaks for.
type candidate struct {
	hit
	score float64
	res   plans.Resolution
	refs  []string
}

// free understands a free sentence: the intent that its phrases speak for most, if what the intent needs is there, and
// what the votes say of it.
func (m *message) free() *Understanding {
	if m.chatter() {
		return m.implicit()
	}
	best := m.best()
	if best.use == "" {
		best, _ = m.byRule()
	}
	u := m.implicit()
	if best.use != "" {
		u = m.complete(best)
	}
	return m.voted(u)
}

// chatter says whether the message is of a sort that is never a command.
func (m *message) chatter() bool {
	for _, h := range m.hits {
		if h.use == "chatter" {
			return true
		}
	}
	return false
}

func (m *message) asides() bool {
	return slices.ContainsFunc(m.hits, func(h hit) bool { return h.use == "aside" })
}

func (m *message) best() (best candidate) {
	for _, h := range append(m.openings(), m.hits...) {
		c, ok := m.consider(h)
		if ok && (best.use == "" || c.score > best.score+0.001 || (c.score > best.score-0.001 && rank(c.use) < rank(best.use))) {
			best = c
		}
	}
	return best
}

// ranked are the intents, the more particular first: it decides between phrases of equal weight.
var ranked = []string{"overdue", "gaps", "mine", "help", "due", "withdraw", "pause", "reopen", "commit", "progress", "report", "calendar", "status", "step", "who"}

func rank(use string) int {
	for i, u := range ranked {
		if u == use {
			return i
		}
	}
	return len(ranked)
}

var gradeScore = map[grade]float64{always: 3, topic: 2, strict: 2.2, alone: 1.5}

// consider says whether a phrase counts, and for how much.
func (m *message) consider(h hit) (candidate, bool) {
	c := candidate{hit: h, score: gradeScore[h.grade] + 0.3*float64(min(h.words, 6))}
	if m.opens(m.orderOf(h.start)) {
		c.score += 0.4
	}
	if rank(h.use) == len(ranked) || m.quotedAt(h.start) || m.insideAlias(h) || (m.negated(h) && refusable[h.use]) {
		return c, false
	}
	if h.use == "who" && h.grade == topic && m.opens(m.orderOf(h.start)) {
		c.score += 0.8
	}
	if h.use == "progress" && m.asking() {
		return c, false
	}
	if m.beside(h) || h.use == "who" && m.relative(h) {
		return c, false
	}
	if h.grade == alone {
		return c, m.onlyThis(h)
	}
	if stepless[h.use] {
		if m.strongCode() && (h.use == "help" || h.use == "mine") {
			return c, false
		}
		return c, !m.everyday()
	}
	c.res = m.resolve(h)
	for _, r := range m.refs {
		c.refs = append(c.refs, r.name)
	}
	enough := m.suffices(&c)
	if m.everyday() && len(c.refs) == 0 && len(c.res.BadCodes) == 0 && !byCode(c.res) {
		return c, false
	}
	return c, enough || h.grade == always
}

// strongCode says whether the message names a step by a code that can be nothing else, or says how far one is.
func (m *message) strongCode() bool {
	return len(m.percents) > 0 || slices.ContainsFunc(m.codes, func(c plans.Mention) bool { return (c.Cued || c.Lettered) && !c.Bad })
}

func byCode(res plans.Resolution) bool { return len(res.Matches) > 0 && res.Matches[0].By == "code" }

// refusable are the intents that a negation takes back: "we can't take on 29c".
var refusable = map[string]bool{"commit": true, "progress": true, "report": true, "calendar": true, "help": true, "withdraw": true, "pause": true, "reopen": true}

// stepless are the intents that are about no step.
var stepless = map[string]bool{"overdue": true, "gaps": true, "mine": true, "help": true, "due": true, "report": true, "calendar": true}

func (m *message) quotedAt(i int) bool { return m.quoted[i] }

// insideAlias: the calendar of "shared calendar" is the step, not the calendar.
func (m *message) insideAlias(h hit) bool {
	for _, a := range m.aliases {
		if len(a.Words) < 2 {
			continue
		}
		first, last := slices.Contains(a.Words, h.start), slices.Contains(a.Words, h.end-1)
		if (first && last && len(a.Words) > h.words) || (stepless[h.use] && first && a.Words[0] < h.start) {
			return true
		}
	}
	return false
}

// negated says whether a negation stands in the clause of the phrase, and not inside it.
func (m *message) negated(h hit) bool {
	for _, n := range m.hits {
		if n.use != "negation" || (n.start >= h.start && n.end <= h.end) {
			continue
		}
		if (n.start < h.start && m.sameSentence(n.start, h.start)) || m.sameClause(n.start, h.start) {
			return true
		}
	}
	return false
}

func (m *message) sameSentence(a, b int) bool {
	if a > b {
		a, b = b, a
	}
	for i := a; i < b; i++ {
		switch m.tokens[i].Fold {
		case ".", "!", "?", ";", ":", "؟", "؛":
			if i+1 >= len(m.tokens) || !m.tokens[i+1].Glued {
				return false
			}
		}
	}
	return true
}

// beside says whether a phrase such as "thanks for" stands in the same clause.
func (m *message) beside(h hit) bool {
	return slices.ContainsFunc(m.hits, func(a hit) bool { return a.use == "aside" && m.sameClause(a.start, h.start) })
}

func (m *message) sameClause(a, b int) bool {
	if a > b {
		a, b = b, a
	}
	for k := m.orderOf(a) + 1; k <= m.orderOf(b); k++ {
		if m.broken(k) {
			return false
		}
	}
	return true
}

// relative says whether "who" belongs to the noun before it ("people who work on ratification are great").
func (m *message) relative(h hit) bool {
	k := m.orderOf(h.start)
	if m.asking() || k <= 0 || m.broken(k) || k == len(m.order)-1 {
		return false
	}
	if m.topicFirst(k) && m.onlyStops(h.end) {
		return false
	}
	before := m.order[k-1]
	return m.tokens[before].Kind == words.Word && m.used[before]&(isPolite|isCode|isRef) == 0 && !words.Stop(m.tokens[before].Fold)
}

// topicFirst says whether all words of the clause before word k name a step.
func (m *message) topicFirst(k int) bool {
	for k--; k >= 0; k-- {
		i := m.order[k]
		if m.used[i]&(isAlias|isCode|isPolite) == 0 && !words.Stop(m.tokens[i].Fold) {
			return false
		}
		if m.broken(k) {
			return true
		}
	}
	return true
}

func (m *message) onlyStops(from int) bool {
	for _, i := range m.order {
		if i >= from && m.weighty(i) {
			return false
		}
	}
	return true
}

func (m *message) orderOf(token int) int {
	for k, i := range m.order {
		if i >= token {
			return k
		}
	}
	return len(m.order)
}

// onlyThis says whether nothing else stands in the message but days, steps, courtesies and words without a topic.
func (m *message) onlyThis(h hit) bool {
	for _, i := range m.order {
		inside := i >= h.start && i < h.end
		if !inside && !m.thin(i) && !m.slight(i) && m.used[i]&(isPolite|isLink) == 0 && m.used[i]&(isDate|isAlias|isCode) == 0 && !m.weakDay(i) {
			return false
		}
	}
	return true
}

func (m *message) weakDay(i int) bool {
	for _, d := range m.days {
		if d.start <= i && i < d.end {
			return true
		}
	}
	return false
}

// weighty says whether a token says something of its own.
func (m *message) weighty(i int) bool {
	t := m.tokens[i]
	if t.Kind == words.Mark || m.used[i]&(isPolite|isLink) != 0 {
		return false
	}
	return t.Kind != words.Word || !words.Stop(t.Fold)
}
