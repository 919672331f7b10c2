package understand

import "github.com/accord-tracker/accord/internal/words"

// handOver reads: hand over REF to @ana. Without a mention the rest is a name as written.
func (c *command) handOver() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	if c.over() {
		return true
	}
	if !c.option("to") {
		c.skipFillers()
	}
	i := c.token()
	if i < len(c.m.tokens) && c.m.tokens[i].Kind == words.Mention {
		c.u.Args.Member = c.raw()
		return c.over()
	}
	c.u.Args.Member = c.rest()
	return c.u.Args.Member != ""
}
