package understand

import "github.com/accord-tracker/accord/internal/words"

// calendar reads: calendar [DAYS], calendar add KIND "Title" DAYS [in KE] [by "Organiser"] [LINK], calendar edit "Title"
// ["New title"] [KIND] [DAYS] [in KE] [by "Organiser"] [LINK], calendar cancel "Title" [DAY]. Where the first of two
// days of an edit is Args.Date, and DAY of a cancellation too, it says which of several with that title is meant.
func (c *command) calendar() bool {
	if c.over() {
		return true
	}
	switch {
	case c.option("add"):
		c.u.Args.Action = "add"
		c.u.Args.Event = c.value("event")
		return c.event() && c.u.Args.Title != "" && c.u.Args.From != ""
	case c.option("edit"):
		c.u.Args.Action = "edit"
		return c.event() && c.u.Args.Title != ""
	case c.option("remove"), c.option("cancel"):
		c.u.Args.Action = "remove"
		title, ok := c.quotedText()
		c.u.Args.Title = title
		c.skipFillers()
		if d, found := c.date(); found {
			c.u.Args.Date = d.From
		}
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

// event takes what is said of an event. A second quotation is the title that it is to have.
func (c *command) event() bool {
	for !c.over() {
		if !c.eventPart() {
			return false
		}
	}
	return true
}

func (c *command) eventPart() bool {
	if text, ok := c.quotedText(); ok {
		if c.u.Args.Title == "" {
			c.u.Args.Title = text
			return true
		}
		if c.u.Args.Action == "edit" && c.u.Args.Value == "" {
			c.u.Args.Value = text
			return true
		}
		return false
	}
	if d, ok := c.date(); ok {
		return c.eventDays(d)
	}
	if i := c.token(); i < len(c.m.tokens) && c.m.tokens[i].Kind == words.Link {
		c.u.Args.Evidence = []string{c.m.tokens[i].Text}
		c.to(i + 1)
		return true
	}
	if kind := c.value("event"); kind != "" && c.u.Args.Event == "" {
		c.u.Args.Event = kind
		return true
	}
	return c.organiser() || c.place()
}

// eventDays takes the days of an event. Of two days in an edit the first says which event is meant; in an addition they are
// its first and its last, which may then come before the first: whoever adds it is told so.
func (c *command) eventDays(d span) bool {
	first := c.u.Args.From
	c.days(d)
	switch {
	case first == "":
	case c.u.Args.Action == "edit":
		c.u.Args.Date = first
	default:
		c.u.Args.From, c.u.Args.Date = first, first
	}
	return true
}

// organiser takes: by "OHCHR".
func (c *command) organiser() bool {
	at := c.k
	if c.option("organiser") {
		if name, ok := c.quotedText(); ok {
			c.u.Args.Organisation = name
			return true
		}
	}
	c.k = at
	return false
}

// place takes: in KE; or "to", which says nothing.
func (c *command) place() bool {
	at := c.k
	if c.option("in") {
		if list := c.countries(); len(list) == 1 {
			c.u.Args.Country = list[0]
			return true
		}
	}
	c.k = at
	c.option("to")
	c.skipFillers()
	return c.k > at
}
