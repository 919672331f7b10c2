package understand

import (
	"regexp"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// report reads: report [PERIOD] [FORMAT] [publish|draft] [matrix] [AUDIENCE], in any order. PERIOD is 2026-Q3, Q3, last
// quarter; without a year the last one that has begun. AUDIENCE is public, endorsers or conveners.
func (c *command) report() bool {
	c.m.findDays(Back)
	for !c.over() {
		at := c.k
		if d, ok := c.date(); ok && d.problem == nil && (d.Quarter || quarterLong(d.When)) {
			c.u.Args.Period, c.u.Args.HasPeriod = civil.QuarterOf(d.From), true
			c.u.Args.DatePhrase = c.m.written(d.start, d.end)
			continue
		}
		c.k = at
		if !c.reportPart() {
			return false
		}
	}
	return true
}

func (c *command) reportPart() bool {
	if f := c.value("format"); f != "" {
		c.u.Args.Format = f
		return true
	}
	if audience := c.value("visibility"); audience != "" {
		c.u.Args.Visibility = audience
		return true
	}
	if c.option("matrix") {
		c.u.Args.Matrix = true
		return true
	}
	for _, action := range []string{"publish", "draft"} {
		if c.option(action) {
			c.u.Args.Action = action
			return true
		}
	}
	if c.noQuarter() {
		return true
	}
	at := c.k
	c.skipFillers()
	return c.k > at
}

// noQuarter takes what is written like a quarter and is none: 2026-Q7.
func (c *command) noQuarter() bool {
	i := c.token()
	if i >= len(c.m.tokens) {
		return false
	}
	start := c.m.tokens[i].Start
	at := quarterLike.FindStringIndex(c.m.text[start:])
	if at == nil || at[0] > 0 {
		return false
	}
	for c.token() < len(c.m.tokens) && c.m.tokens[c.token()].Start < start+at[1] {
		c.k++
	}
	c.u.Problems = append(c.u.Problems, periodUnknown(c.m.text[start:start+at[1]]))
	return true
}

func periodUnknown(period string) problem.Problem {
	return problem.New(problem.Invalid, "figures.period_unknown", "period", period).At("period")
}

// reportRest reads, in a free sentence, the audience and the matrix, and unless something is asked whether the report is
// to be published or is a draft. A period that is no quarter is said to be none.
func (m *message) reportRest(u *Understanding) {
	u.Args.Matrix = m.option("matrix")
	u.Args.Visibility = m.value("visibility")
	for _, action := range []string{"publish", "draft"} {
		if m.option(action) && !m.asking() {
			u.Args.Action = action
		}
	}
	if u.Args.HasPeriod {
		return
	}
	if period := m.noQuarter(); period != "" {
		u.Problems = append(u.Problems, periodUnknown(period))
	}
}

var quarterLike = regexp.MustCompile(`(?i)\b(?:\d{4}[-/ ]?[qt]\d+|[qt]\d+[-/ ]\d{4}|[qt]\d)\b`)

// noQuarter is what was written as a period and is no quarter: 2026-Q7, or 2026. A shorter stretch says when something is
// wanted.
func (m *message) noQuarter() string {
	if written := quarterLike.FindString(m.text); written != "" {
		return written
	}
	for _, d := range m.days {
		if !d.From.IsZero() && !d.To.IsZero() && d.To >= d.From.AddDays(27) {
			return m.written(d.start, d.end)
		}
	}
	return ""
}
