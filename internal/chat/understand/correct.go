package understand

// correct reads: correct REF [#3] [60%] [status] [on DATE] [links] because reason: what should stand in place of the
// entry; and correct REF #3 remove because reason.
func (c *command) correct() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	c.seq()
	verb := c.u.Verb
	if c.option("remove") {
		c.u.Args.Action = "remove"
	} else {
		c.state()
	}
	c.effective()
	if c.because() {
		return true
	}
	c.u.Verb = Log
	ok := c.noted()
	c.u.Verb = verb
	return ok
}

// redact reads: redact REF #3 because reason.
func (c *command) redact() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	c.seq()
	if c.over() {
		return true
	}
	c.option("because")
	c.u.Args.Reason = c.rest()
	return true
}

// seq takes the number of an entry: #3, entry 3, or 3 where it is no percentage.
func (c *command) seq() {
	c.option("entry")
	i := c.token()
	if i == 0 || i >= len(c.m.tokens) || c.percentAt(i) {
		return
	}
	if n, ok := c.number(); ok {
		c.u.Args.Seq = n
	}
}
