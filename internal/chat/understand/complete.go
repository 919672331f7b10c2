package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// complete makes the understanding of a free sentence whose intent is known.
func (m *message) complete(c candidate) *Understanding {
	u := &Understanding{Verb: m.verbOf(c), Sure: true}
	if u.Verb != Steps {
		m.steps(u, c.res)
	}
	u.Args.Refs = c.refs
	if len(c.refs) > 0 {
		u.Args.Ref = c.refs[0]
	}
	switch u.Verb {
	case Log, Pause, Withdraw, Reopen:
		m.news(u, c)
	case Commit:
		m.pledge(u)
	case Report:
		m.reportArgs(u)
	case Due, Overdue, Calendar, Gaps, Mine:
		m.stretchArgs(u)
		m.codesOnly(u)
	}
	return u
}

// codesOnly takes the steps named by a code that can be nothing else: "what is due for 31d?".
func (m *message) codesOnly(u *Understanding) {
	for _, c := range m.codes {
		if (c.Cued || c.Lettered) && !c.Bad {
			u.Args.Steps = append(u.Args.Steps, c.Codes()...)
		}
	}
}

func (m *message) verbOf(c candidate) Verb {
	switch c.use {
	case "progress":
		return Log
	case "step":
		if c.grade == always {
			return Steps
		}
	}
	return Verb(c.use)
}

// steps fills in the steps, and says whether they are sure.
func (m *message) steps(u *Understanding, res plans.Resolution) {
	u.Args.Steps = res.Codes()
	u.Args.BadCodes = res.BadCodes
	for _, code := range res.BadCodes {
		u.Problems = append(u.Problems, problem.New(problem.NotFound, "step.no_such_code", "code", code))
	}
	if len(res.BadCodes) > 0 {
		u.Sure = false
	}
	if res.Certainty == plans.Unsure && len(m.refs) > 0 { // the commitment is named; its steps are known
		u.Args.Steps = nil
		return
	}
	if res.Certainty == plans.Unsure {
		u.Sure = false
		for _, match := range res.Matches[:min(3, len(res.Matches))] {
			u.Choices = append(u.Choices, Choice{Step: match, Say: m.saying(u.Verb, match.Code)})
		}
	}
}

// saying is the command that one could have typed.
func (m *message) saying(v Verb, code string) string {
	return m.r.lexicon.name(v, m.languageOf()) + " " + code
}

// reportArgs reads the period and the format of a report.
func (m *message) reportArgs(u *Understanding) {
	m.findDays(Back)
	for _, d := range m.days {
		if d.problem != nil {
			u.Problems = append(u.Problems, *d.problem)
			continue
		}
		if d.Quarter || quarterLong(d.When) {
			u.Args.Period, u.Args.HasPeriod = civil.QuarterOf(d.From), true
			u.Args.DatePhrase = m.written(d.start, d.end)
		}
	}
	u.Args.Format = m.value("format")
	m.reportRest(u)
}

// quarterLong: "October to December 2026" is a quarter too.
func quarterLong(w When) bool {
	if w.From.IsZero() {
		return false
	}
	q := civil.QuarterOf(w.From)
	return w.From == q.Start() && w.To == q.Last()
}

// stretchArgs reads the days that a list is asked for.
func (m *message) stretchArgs(u *Understanding) {
	for _, d := range m.days {
		if d.problem != nil {
			u.Problems = append(u.Problems, *d.problem)
			continue
		}
		from := d.From
		if d.by != d.start && from > m.ctx.Today { // by the 28th: from today on
			from = m.ctx.Today
		}
		u.Args.From, u.Args.To, u.Args.Date = from, d.To, d.Date
		u.Args.DatePhrase = m.written(d.start, d.end)
		return
	}
}

// implicit understands a message without any phrase: a step alone asks for the step.
func (m *message) implicit() *Understanding {
	none := &Understanding{Verb: None, Sure: true}
	if m.chatter() || m.asides() {
		return none
	}
	res := m.resolve(hit{})
	if len(res.Matches) == 0 && len(res.BadCodes) == 0 {
		return none
	}
	for _, i := range m.order {
		if !m.inStep(i) && m.used[i]&isPolite == 0 && !m.thin(i) {
			return none
		}
	}
	u := &Understanding{Verb: Step, Sure: true}
	m.steps(u, res)
	return u
}

// thin says whether a word adds nothing to the name of a step: an article, "and", "again".
func (m *message) thin(i int) bool {
	return slices.ContainsFunc(m.hits, func(h hit) bool { return h.use == "class" && h.value == "thin" && h.start <= i && i < h.end })
}

// slight says whether a word adds nothing to a command of one word: "our calendar please".
func (m *message) slight(i int) bool {
	return slices.ContainsFunc(m.hits, func(h hit) bool { return h.use == "class" && h.value == "slight" && h.start <= i && i < h.end })
}

// inStep says whether the token is part of what names the step.
func (m *message) inStep(i int) bool {
	for _, list := range [][]plans.Mention{m.codes, m.aliases} {
		if slices.ContainsFunc(list, func(a plans.Mention) bool { return a.Start <= i && i < a.End }) {
			return true
		}
	}
	return false
}
