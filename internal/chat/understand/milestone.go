package understand

// milestone reads: milestone REF "Draft reviewed" by DATE, and milestone REF "Draft reviewed" done [on DATE].
func (c *command) milestone() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	title, ok := c.quotedText()
	if !ok {
		return c.over()
	}
	c.u.Args.Title = title
	if c.option("done") {
		c.u.Args.Done = true
	}
	if d, ok := c.deadline(); ok {
		c.u.Args.Date, c.u.Args.DatePhrase = d.Date, c.m.written(d.start, d.end)
	}
	if c.option("done") {
		c.u.Args.Done = true
	}
	return c.over()
}
