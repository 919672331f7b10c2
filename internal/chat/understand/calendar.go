package understand

// calendar reads: calendar [DAYS], calendar add KIND "Title" DAYS [in KE], calendar remove "Title".
func (c *command) calendar() bool {
	if c.over() {
		return true
	}
	if c.option("add") {
		c.u.Args.Action = "add"
		return c.event()
	}
	if c.option("remove") {
		c.u.Args.Action = "remove"
		title, ok := c.quotedText()
		c.u.Args.Title = title
		return ok && c.over()
	}
	c.skipFillers()
	d, ok := c.date()
	c.days(d)
	return ok && c.over()
}

func (c *command) days(d span) {
	c.u.Args.From, c.u.Args.To, c.u.Args.Date = d.From, d.To, d.From
	c.u.Args.DatePhrase = c.m.written(d.start, d.end)
}

func (c *command) event() bool {
	c.u.Args.Event = c.value("event")
	for !c.over() {
		if title, ok := c.quotedText(); ok && c.u.Args.Title == "" {
			c.u.Args.Title = title
			continue
		}
		if d, ok := c.date(); ok {
			c.days(d)
			continue
		}
		if !c.option("in") {
			return false
		}
		list := c.countries()
		if len(list) != 1 {
			return false
		}
		c.u.Args.Country = list[0]
	}
	return c.u.Args.Title != "" && c.u.Args.From != ""
}
