package understand

import "github.com/accord-tracker/accord/internal/civil"

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
	at := c.k
	c.skipFillers()
	return c.k > at
}

// reportAction reads, in a free sentence that asks nothing, whether a report is to be published or is a draft.
func (m *message) reportAction(u *Understanding) {
	if m.asking() {
		return
	}
	for _, action := range []string{"publish", "draft"} {
		if m.option(action) {
			u.Args.Action = action
		}
	}
}
