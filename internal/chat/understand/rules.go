package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words"
)

// rule says which sorts of words, in any order and any language, speak for an intent when no phrase does. The sorts are
// the classes of the lexicons and the marks of features.
type rule struct {
	intent string
	all    []string
	any    []string
	none   []string
	score  float64
}

// rules are tried in this order; of equal scores the first wins.
var rules = []rule{
	{intent: "overdue", all: []string{"late"}, any: []string{"asking", "list", "promises"}, none: []string{"meLate", "everyday", "code"}, score: 1.75},
	{intent: "overdue", all: []string{"shouldHave", "asking"}, none: []string{"everyday"}, score: 1.75},
	{intent: "gaps", all: []string{"nobody"}, any: []string{"stepsNoun"}, none: []string{"everyday", "code"}, score: 1.72},
	{intent: "gaps", all: []string{"free", "stepsNoun"}, none: []string{"everyday", "code", "first"}, score: 1.72},
	{intent: "gaps", all: []string{"freeish", "stepsNoun"}, any: []string{"asking", "list", "bare"}, none: []string{"everyday", "code", "step", "first", "negation"}, score: 1.6},
	{intent: "gaps", all: []string{"nobody", "asking", "active"}, none: []string{"everyday", "code", "step"}, score: 1.65},
	{intent: "gaps", all: []string{"free", "asking"}, none: []string{"everyday", "code", "step", "first"}, score: 1.6},
	{intent: "due", all: []string{"deadline"}, any: []string{"asking", "list", "bare"}, none: []string{"everyday", "code", "past"}, score: 1.68},
	{intent: "overdue", all: []string{"delays", "asking"}, none: []string{"everyday", "code"}, score: 1.7},
	{intent: "due", all: []string{"first", "must", "date", "asking"}, none: []string{"everyday", "code"}, score: 1.68},
	{intent: "due", all: []string{"must", "finish", "asking", "date"}, none: []string{"everyday", "code"}, score: 1.66},
	{intent: "mine", all: []string{"first", "promises"}, any: []string{"asking", "list", "bare"}, none: []string{"everyday", "newOne", "pledge", "step", "negation"}, score: 1.66},
	{intent: "mine", all: []string{"first", "asking", "active"}, none: []string{"everyday", "step", "code", "negation", "date", "must", "who", "past"}, score: 1.5},
	{intent: "help", all: []string{"howTo"}, any: []string{"asking"}, none: []string{"everyday", "who"}, score: 1.64},
	{intent: "report", all: []string{"reportNoun"}, any: []string{"give", "wish", "period"}, none: []string{"everyday", "past", "first2", "step", "negation", "why"}, score: 1.62},
	{intent: "report", all: []string{"reportNoun", "asking"}, none: []string{"everyday", "past", "step", "alias", "who", "negation", "first", "why"}, score: 1.55},
	{intent: "report", all: []string{"figures", "period"}, none: []string{"everyday", "past", "negation"}, score: 1.6},
	{intent: "report", all: []string{"howWent", "period"}, none: []string{"everyday", "code"}, score: 1.6},
	{intent: "calendar", all: []string{"eventNoun"}, any: []string{"when", "coming"}, none: []string{"everyday", "past", "who", "negation", "code"}, score: 1.6},
	{intent: "calendar", all: []string{"eventNoun", "date"}, any: []string{"give", "bare", "asking", "list"}, none: []string{"everyday", "past", "who", "negation", "code", "first"}, score: 1.57},
	{intent: "calendar", all: []string{"eventNoun", "dates", "bare"}, none: []string{"everyday", "code"}, score: 1.57},
	{intent: "calendar", all: []string{"calendarNoun"}, any: []string{"give", "wish", "add", "asking"}, none: []string{"everyday", "who", "negation", "code"}, score: 1.6},
	{intent: "calendar", all: []string{"whatsOn", "date"}, none: []string{"everyday", "code", "step", "first"}, score: 1.58},
	{intent: "commit", all: []string{"pledge", "code"}, any: []string{"first", "org"}, none: []string{"negation", "doubt", "past", "who", "howTo", "everyday", "statusWord"}, score: 1.8},
	{intent: "commit", all: []string{"pledge", "alias"}, any: []string{"first", "org"}, none: []string{"negation", "doubt", "past", "who", "howTo", "everyday", "statusWord"}, score: 1.7},
	{intent: "status", all: []string{"ref", "asking"}, none: []string{"everyday", "negation"}, score: 1.78},
	{intent: "status", all: []string{"ref", "statusWord"}, none: []string{"everyday", "negation", "percent"}, score: 1.9},
	{intent: "status", all: []string{"statusWord", "asking", "code"}, none: []string{"everyday", "who"}, score: 1.74},
	{intent: "status", all: []string{"statusWord", "asking", "alias"}, none: []string{"everyday", "who"}, score: 1.7},
	{intent: "status", all: []string{"past", "asking", "code"}, none: []string{"everyday", "who"}, score: 1.5},
	{intent: "progress", all: []string{"past", "code"}, none: []string{"asking", "negation", "doubt", "everyday", "who", "pledge"}, score: 1.73},
	{intent: "progress", all: []string{"past", "alias"}, any: []string{"first", "opensPast", "percent", "happened", "opensStep"}, none: []string{"asking", "negation", "doubt", "everyday", "who", "pledge"}, score: 1.63},
	{intent: "who", all: []string{"who", "code"}, none: []string{"everyday", "statusWord"}, score: 1.73},
	{intent: "who", all: []string{"someone", "asking", "code"}, none: []string{"everyday"}, score: 1.72},
	{intent: "who", all: []string{"someone", "asking", "alias"}, none: []string{"everyday"}, score: 1.66},
	{intent: "who", all: []string{"someone", "wish", "code"}, none: []string{"everyday", "pledge", "past"}, score: 1.85},
	{intent: "who", all: []string{"org", "asking", "code"}, none: []string{"everyday", "statusWord", "pledge"}, score: 1.6},
	{intent: "who", all: []string{"org", "asking", "alias"}, none: []string{"everyday", "statusWord", "pledge"}, score: 1.58},
	{intent: "who", all: []string{"someone", "asking"}, none: []string{"everyday", "statusWord", "code", "alias", "first"}, score: 1.4},
	{intent: "status", all: []string{"statusWord", "asking"}, none: []string{"everyday", "who", "code", "alias"}, score: 1.3},
	{intent: "step", all: []string{"asking", "code"}, none: []string{"everyday", "negation", "percent", "past", "doubt"}, score: 1.2},
	{intent: "step", all: []string{"asking", "step"}, none: []string{"everyday", "negation", "percent", "past", "doubt", "meLate"}, score: 1.1},
	{intent: "step", all: []string{"says", "code"}, none: []string{"everyday", "negation", "percent", "first2"}, score: 1.52},
	{intent: "step", all: []string{"says", "alias", "asking"}, none: []string{"everyday", "negation", "percent"}, score: 1.5},
	{intent: "step", all: []string{"says", "bad"}, none: []string{"everyday", "negation"}, score: 1.5},
	{intent: "step", all: []string{"give", "code"}, none: []string{"everyday", "negation", "percent"}, score: 1.5},
}

// byRule finds the intent that the words of the message speak for.
func (m *message) byRule() (candidate, bool) {
	if m.chatter() || m.asides() {
		return candidate{}, false
	}
	f := m.features()
	best := candidate{}
	for _, r := range rules {
		if r.score > best.score && f.fits(r) {
			if c, ok := m.ruled(r); ok {
				best = c
			}
		}
	}
	return best, best.use != ""
}

func (f features) fits(r rule) bool {
	for _, name := range r.all {
		if !f[name] {
			return false
		}
	}
	if len(r.any) > 0 && !slices.ContainsFunc(r.any, func(name string) bool { return f[name] }) {
		return false
	}
	return !slices.ContainsFunc(r.none, func(name string) bool { return f[name] })
}

// ruled makes the candidate of a rule, with the steps it needs.
func (m *message) ruled(r rule) (candidate, bool) {
	c := candidate{hit: hit{sense: sense{use: r.intent, grade: strict}}, score: r.score}
	if stepless[r.intent] {
		return c, true
	}
	c.res = m.resolve(c.hit)
	for _, x := range m.refs {
		c.refs = append(c.refs, x.name)
	}
	return c, m.suffices(&c) && (r.score > 1.45 || manyWords(c.res))
}

// manyWords says whether a code, an alias or three words name the step; less is too little for the vaguest rules.
func manyWords(res plans.Resolution) bool {
	return len(res.BadCodes) > 0 || len(res.Matches) > 0 && (res.Matches[0].By != "words" || res.Matches[0].Words >= 3)
}

// features are the sorts of words and other signs that a message has.
type features map[string]bool

func (m *message) features() features {
	f := features{
		"asking": m.asking(), "ref": len(m.refs) > 0, "percent": len(m.percents) > 0, "bare": len(m.order) <= 3,
	}
	for _, h := range m.hits {
		if h.use == "negation" {
			f["negation"] = true
		}
		if !m.ofClass(h) || (!verbClass[h.value] && m.classInAlias(h)) {
			continue
		}
		if h.value == "give" && !m.startsClause(h.start) {
			continue
		}
		f[h.value] = true
		if h.value == "past" && m.startsClause(h.start) {
			f["opensPast"] = true
		}
	}
	for _, d := range m.days {
		f["date"] = true
		f["period"] = f["period"] || d.Quarter || quarterLong(d.When)
	}
	for _, a := range m.aliases {
		f["alias"], f["step"] = true, f["step"] || len(a.Words) > 1
		f["opensStep"] = f["opensStep"] || m.startsClause(a.Start)
	}
	for _, c := range m.codes {
		strong := c.Cued || c.Lettered || m.bare(c) && !m.numberOfAlias(c)
		f["code"] = f["code"] || strong && !c.Bad
		f["bad"] = f["bad"] || strong && c.Bad
	}
	if f["code"] {
		f["step"] = true
	}
	return f
}

// verbClass are the classes whose words mean the same inside an alias: "submitted our UPR report".
var verbClass = map[string]bool{"past": true, "first": true, "pledge": true, "who": true, "someone": true, "ask": true}

// ofClass says whether a hit is a word of a class in the language of the message, or in any if that does not show.
func (m *message) ofClass(h hit) bool {
	return h.use == "class" && (m.language == "" || h.language == m.language)
}

// startsClause says whether nothing but words without a topic stands before a token in its clause.
func (m *message) startsClause(i int) bool {
	for k := m.orderOf(i); k > 0 && !m.broken(k); k-- {
		if m.weighty(m.order[k-1]) {
			return false
		}
	}
	return true
}

// numberOfAlias: the 25 of "General Comment 25" is no code of its own.
func (m *message) numberOfAlias(c plans.Mention) bool {
	return slices.ContainsFunc(m.aliases, func(a plans.Mention) bool {
		return len(a.Words) > 1 && a.Start <= c.Start && c.End <= a.End
	})
}

// everyday says whether the message is about lunch, trains and the like.
func (m *message) everyday() bool {
	return slices.ContainsFunc(m.hits, func(h hit) bool { return m.ofClass(h) && h.value == "everyday" && !m.classInAlias(h) })
}

// classInAlias says whether the words of a class belong to a longer alias: the report of "thematic report".
func (m *message) classInAlias(h hit) bool {
	return slices.ContainsFunc(m.aliases, func(a plans.Mention) bool {
		return len(a.Words) > h.words && slices.Contains(a.Words, h.start) && slices.Contains(a.Words, h.end-1)
	})
}

// asking says whether the message is a question or begins like one.
func (m *message) asking() bool {
	if m.question {
		return true
	}
	for _, h := range m.hits {
		if h.use == "class" && h.value == "ask" && m.orderOf(h.start) == m.afterAddress() && m.tokens[h.start].Kind == words.Word {
			return true
		}
	}
	return false
}
