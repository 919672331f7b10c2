package understand

import (
	"regexp"
	"strings"
)

// address is the shape of an e-mail address; whether there is such a mailbox only a message that was sent there tells.
var address = regexp.MustCompile(`^[^\s<>"'@,;:]+@[^\s<>"'@,;:]+\.[^\s<>"'@,;:.]+$`)

// email reads: email, email ana@example.org, email code K7Q2M9, email off.
func (c *command) email() bool {
	if c.over() {
		return true
	}
	if c.option("off") || c.option("cancel") {
		c.u.Args.Action = "remove"
		return c.over()
	}
	if c.option("code") {
		c.u.Args.Action, c.u.Args.Code = "code", c.asWritten()
		return c.u.Args.Code != "" && !strings.ContainsAny(c.u.Args.Code, " \t\n")
	}
	if !address.MatchString(c.asWritten()) {
		c.skipFillers() // my email is …
	}
	c.u.Args.Action, c.u.Args.Value = "add", c.asWritten()
	return address.MatchString(c.u.Args.Value)
}

// asWritten is all that is left, letter by letter.
func (c *command) asWritten() string {
	i := c.token()
	if i >= len(c.m.tokens) {
		return ""
	}
	return strings.TrimSpace(c.m.text[c.m.tokens[i].Start:])
}
