package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// resolve finds the steps the message is about, if the phrase is what it asks.
func (m *message) resolve(h hit) plans.Resolution {
	return m.r.resolver.In(m.tokens, plans.Look{
		Topic: func(i int) bool { return m.topical(i, h) },
		Said:  m.said,
		Bare:  m.bare,
		Code:  func(c plans.Mention) bool { return c.Cued || !m.place(c.Start) },
	})
}

// said says whether a token is of the message itself, and no courtesy, day, number or quotation.
func (m *message) said(i int) bool {
	return m.used[i]&(isPolite|isRef|isDate|isPercent|isQuoted|isLink) == 0
}

// topical says whether a token may name the step: it is not part of the phrase, no courtesy, no day.
func (m *message) topical(i int, h hit) bool {
	if m.used[i]&(isPolite|isRef|isDate|isPercent|isQuoted|isLink|isNegation) != 0 {
		return false
	}
	if i < h.start || i >= h.end {
		return !m.sameUse(i, h.use)
	}
	if m.used[i]&(isAlias|isCode) != 0 {
		return true
	}
	fold := m.tokens[i].Fold
	return telling[h.use] && !m.r.lexicon.plainWord(fold) && m.r.resolver.Known(fold)
}

// telling are the intents whose phrases may tell the step as well: who invites, we briefed.
var telling = map[string]bool{"who": true, "progress": true, "commit": true}

// sameUse says whether the token is part of another phrase of the same intent.
func (m *message) sameUse(i int, use string) bool {
	return slices.ContainsFunc(m.hits, func(o hit) bool {
		return o.use == use && o.start <= i && i < o.end && m.used[i]&(isAlias|isCode) == 0 && (!telling[use] || m.r.lexicon.plainWord(m.tokens[i].Fold))
	})
}

// leftover says whether words remain that should name a topic.
func (m *message) leftover(h hit) bool {
	for _, i := range m.order {
		t := m.tokens[i]
		if t.Kind == words.Word && m.topical(i, h) && m.weighty(i) && !m.r.resolver.Cue(t.Fold) {
			return true
		}
	}
	return false
}

// Scores that a match must have for the intent to count: for questions, and for what will be written.
const (
	enoughToAsk   = 0.12
	enoughToWrite = 0.26
)

// enough says whether a match is good enough. Words that are no alias must be two at least for what will be written.
func enough(m plans.Match, writes bool) bool {
	if m.By == "code" {
		return true
	}
	if !writes {
		return m.Score >= enoughToAsk && (m.By == "alias" || m.Words >= 2 || m.Score >= 0.25)
	}
	return m.Score >= enoughToWrite && (m.By == "alias" || m.Words >= 2)
}

// suffices says whether the message has what the phrase needs: a step, a commitment, or for some no topic at all.
func (m *message) suffices(c *candidate) bool {
	if len(c.refs) > 0 || len(c.res.BadCodes) > 0 {
		return true
	}
	writes := Verb(c.use).Writes() || c.use == "progress"
	if c.use == "progress" && m.asking() {
		return false
	}
	if len(c.res.Matches) > 0 && enough(c.res.Matches[0], writes) {
		return true
	}
	c.res = plans.Resolution{Certainty: plans.None}
	if writes && m.question {
		return false
	}
	return c.grade == topic && !m.leftover(c.hit)
}
