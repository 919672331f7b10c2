package understand

import "github.com/accord-tracker/accord/internal/plans"

// follow reads: follow [step] STEP, follow theme WORDS, follow REF, follow plan, follow organisation NAME, with
// immediate, daily or weekly.
func (c *command) follow() bool {
	c.skipFillers()
	if c.over() {
		return false
	}
	if !c.target() {
		return false
	}
	if v := c.value("cadence"); v != "" {
		c.u.Args.Cadence = v
	}
	return c.over()
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
