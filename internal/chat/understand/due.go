package understand

// due reads: due, due in 30 days, due next week.
func (c *command) due() bool {
	if c.over() {
		return true
	}
	d, ok := c.date()
	if !ok || !c.over() {
		return false
	}
	from := d.From
	if d.by != d.start && from > c.m.ctx.Today {
		from = c.m.ctx.Today
	}
	c.u.Args.From, c.u.Args.To, c.u.Args.Date = from, d.To, d.Date
	c.u.Args.DatePhrase = c.m.written(d.start, d.end)
	return true
}
