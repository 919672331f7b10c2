package understand

// reasoned reads: pause, withdraw or reopen REF [because reason]. The reason may be missing; it is asked for.
func (c *command) reasoned() bool {
	c.skipFillers()
	if !c.refOrStep() && !c.titleWords() {
		return false
	}
	if c.over() {
		return true
	}
	if c.u.Verb == Reopen {
		c.reopenedAs()
	}
	if !c.option("because") && !c.m.endsClause(c.k) {
		return false
	}
	c.u.Args.Reason = c.rest()
	return true
}

// reopenedAs takes the status or percentage that a commitment is reopened to.
func (c *command) reopenedAs() {
	c.skipFillers()
	if c.percent() {
		return
	}
	if v := c.value("status"); v != "" {
		c.u.Args.Status = v
	}
}

// endsClause says whether a new clause begins at word k: "withdraw C-12: no money".
func (m *message) endsClause(k int) bool { return k >= len(m.order) || m.broken(k) }
