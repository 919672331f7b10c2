package understand

import (
	"strings"

	"github.com/accord-tracker/accord/internal/plans"
)

// aboutSteps reads: who STEP, step STEP. Only codes and aliases count as the precise form; other words are for the
// free form.
func (c *command) aboutSteps() bool {
	i := c.token()
	if i > 0 && !c.steps() { // "step 25": the cue is part of the code
		c.k--
		if !c.steps() {
			return false
		}
	}
	return c.over()
}

// status reads: status REF, status STEP.
func (c *command) status() bool {
	c.skipFillers()
	if c.ref() {
		return c.over()
	}
	return c.steps() && c.over()
}

// stepList reads: steps, steps SLUG, steps theme WORDS.
func (c *command) stepList() bool {
	k := c.k
	if c.plan() {
		return true
	}
	c.k = k
	if !c.option("theme") {
		return false
	}
	c.u.Args.Theme = c.rest()
	return c.u.Args.Theme != ""
}

// plan reads: plan, plan SLUG.
func (c *command) plan() bool {
	if c.over() {
		return true
	}
	written := c.rest()
	for _, p := range c.m.r.resolver.Plans() {
		if strings.EqualFold(written, p.Slug) {
			c.u.Args.Value = p.Slug
			return true
		}
	}
	return false
}

// sureSteps are the steps that words name without doubt.
func (m *message) sureSteps(from int) plans.Resolution {
	return m.r.resolver.In(m.tokens, plans.Look{
		Topic: func(i int) bool { return i >= from && m.used[i]&(isPolite|isRef|isDate|isQuoted) == 0 },
		Alias: func(a plans.Mention) bool { return a.Start >= from },
		Code:  func(a plans.Mention) bool { return a.Start >= from },
	})
}
