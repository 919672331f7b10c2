package understand

import "github.com/accord-tracker/accord/internal/words"

// log reads: log REF [60%] [status] [note https://…], log REF no change, log REF done [note].
func (c *command) log() bool {
	c.skipFillers()
	named := c.refOrStep() || c.titleWords()
	from := c.k
	if c.state(); !named && c.k == from { // "log 60%": whoever answers asks of what
		return false
	}
	stated := c.k > from
	return c.noted() && c.percentInNote(stated)
}

// percentInNote takes the one percentage of a note that nothing was stated before: log C-12 consultation held, 60%. That
// is not the precise form: it is asked about. It always says true.
func (c *command) percentInNote(stated bool) bool {
	if p := c.m.percents; !stated && c.u.Verb == Log && len(p) == 1 && p[0].problem == nil {
		value := p[0].value
		c.u.Args.Percent, c.u.Structured = &value, false
	}
	return true
}

// refFirst reads what starts with a REF or a step and a colon: C-12 done: submitted, C-12 no change, C-12 60%. A REF
// alone, or with a question mark, asks how it stands.
func (c *command) refFirst() bool {
	if len(c.m.refs) == 0 || c.m.refs[0].start != c.token() {
		return false
	}
	c.ref()
	if c.over() {
		c.u.Verb = Status
		return true
	}
	colon := c.m.tokens[c.m.order[c.k-1]+1].Fold == ":"
	if c.m.question {
		return false
	}
	before := c.k
	c.state()
	stated := c.k > before
	if !stated && !colon {
		return false
	}
	return c.noted() && c.percentInNote(stated)
}

// state takes percentages, statuses, confidence and "no change", in any order. Paused and withdrawn are verbs of
// their own.
func (c *command) state() {
	c.u.Args.Kind = Progress
	for !c.over() {
		if c.oneState() { // "at risk" begins with a word that says nothing elsewhere
			continue
		}
		at := c.k
		c.skipFillers()
		if !c.oneState() {
			c.k = at
			return
		}
	}
}

func (c *command) oneState() bool {
	if c.option("no_change") {
		c.u.Args.Kind = NoChange
		return true
	}
	if c.u.Args.Percent == nil && c.percent() { // after 40%, "nearly done" is a status
		return true
	}
	if c.effective() {
		return true
	}
	if v := c.value("confidence"); v != "" {
		c.u.Args.Confidence = v
		return true
	}
	if c.u.Args.Status != "" {
		return false
	}
	v := c.value("status")
	switch v {
	case "":
		return false
	case "completed":
		c.u.Args.Kind, c.u.Args.Status = Done, v
		if p := c.u.Args.Percent; p != nil && *p < 100 { // "60% done" is no completion
			c.u.Args.Kind, c.u.Args.Status = Progress, ""
		}
	case "paused":
		c.u.Verb, c.u.Args.Kind = Pause, ""
	case "withdrawn":
		c.u.Verb, c.u.Args.Kind = Withdraw, ""
	default:
		c.u.Args.Kind, c.u.Args.Status = SetState, v
	}
	return true
}

func (c *command) percent() bool {
	i := c.token()
	for _, p := range c.m.percents {
		if p.start != i && !(p.start < i && i < p.end) {
			continue
		}
		if p.problem != nil {
			c.u.Problems = append(c.u.Problems, *p.problem)
		} else {
			value := p.value
			c.u.Args.Percent = &value
			if c.u.Args.Status == "" && c.u.Args.Kind != NoChange {
				c.u.Args.Kind = Progress
			}
		}
		c.to(p.end)
		return true
	}
	return false
}

// noted takes the rest as the note, or as the reason.
func (c *command) noted() bool {
	from := c.token()
	for i := from; i < len(c.m.tokens); i++ {
		if t := c.m.tokens[i]; t.Kind == words.Link {
			c.u.Args.Evidence = append(c.u.Args.Evidence, t.Text)
		}
	}
	if c.u.Verb != Log {
		c.option("because")
		c.u.Args.Reason = c.rest()
		return true
	}
	c.u.Args.Note = c.rest()
	return true
}
