package understand

// correct reads: correct REF [#3] [60%] [status] [note]: what should stand in place of the entry, the last one if none
// is named.
func (c *command) correct() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	c.seq()
	verb := c.u.Verb
	if !c.state() {
		return false
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

// seq takes the number of an entry: #3.
func (c *command) seq() {
	i := c.token()
	if i == 0 || i >= len(c.m.tokens) || c.m.tokens[i-1].Fold != "#" {
		return
	}
	if n, ok := c.number(); ok {
		c.u.Args.Seq = n
	}
}
