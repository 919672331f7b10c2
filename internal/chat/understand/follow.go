package understand

import "github.com/accord-tracker/accord/internal/plans"

// follow reads: follow [step] STEP, follow theme WORDS, follow REF, follow plan, follow organisation NAME, with
// immediate, daily or weekly. Without anything it asks.
func (c *command) follow() bool {
	if c.over() {
		return true
	}
	c.skipFillers()
	c.howOften()
	return c.target() && c.over()
}

// howOften takes the cadence off the end, so that it is not part of a name before it.
func (c *command) howOften() {
	for k := c.k + 1; k < len(c.m.order); k++ {
		v, n := c.m.valueAt(k, "cadence")
		if (v == "immediate" || v == "daily" || v == "weekly") && k+n == len(c.m.order) {
			before, token := *c.m, c.m.order[k]
			before.order, before.tokens, before.text = before.order[:k], before.tokens[:token], before.text[:before.tokens[token].Start]
			c.m, c.u.Args.Cadence = &before, v
			return
		}
	}
}

func (c *command) target() bool {
	if c.ref() {
		c.u.Args.Scope = "commitment"
		return true
	}
	at := c.k
	if c.steps() {
		c.u.Args.Scope = "step"
		return true
	}
	c.k = at
	switch c.u.Args.Scope = c.value("scope"); c.u.Args.Scope {
	case "plan":
		return true
	case "theme":
		c.u.Args.Theme = c.rest()
		return c.u.Args.Theme != ""
	case "organisation":
		c.u.Args.Partners = c.names()
		return len(c.u.Args.Partners) == 1
	}
	if res := c.m.sureSteps(c.token()); res.Certainty == plans.Sure {
		c.u.Args.Scope, c.u.Args.Steps = "step", res.Codes()
		c.k = len(c.m.order)
		return true
	}
	return false
}
