package understand

import "regexp"

// linkCode is the shape of a code with which a further account is linked, or of an invitation, which people confuse.
var linkCode = regexp.MustCompile(`^[A-Za-z0-9]{5}(-?[A-Za-z0-9]{1,5})+$`)

// link reads: link, link new, link K7Q2M-9TX4B. The code is taken exactly as written.
func (c *command) link() bool {
	if c.over() {
		return true
	}
	if c.option("new") {
		c.u.Args.Action = "new"
		return c.over()
	}
	c.u.Args.Code = c.asWritten()
	return linkCode.MatchString(c.u.Args.Code)
}

// unlink reads: unlink, unlink U0123ABCD. The account is taken exactly as written.
func (c *command) unlink() bool {
	c.u.Args.Value = c.asWritten()
	return true
}
