package understand

import (
	"regexp"
	"strings"
)

// invitationCode is the shape of a code as it is shown: letters, digits and dashes, at least ten of them.
var invitationCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{9,79}$`)

// join reads: join CODE. The code is taken exactly as written.
func (c *command) join() bool {
	i := c.token()
	if i >= len(c.m.tokens) {
		return true // asks for the code
	}
	code := strings.TrimSpace(c.m.text[c.m.tokens[i].Start:])
	if !invitationCode.MatchString(code) || !strings.ContainsAny(code, "0123456789") {
		return false
	}
	c.u.Args.Code = code
	return true
}

// invite reads: invite ROLE ORGANISATION.
func (c *command) invite() bool {
	c.skipFillers()
	role := c.value("role")
	if role == "" {
		return c.over()
	}
	c.u.Args.Role = role
	if !c.over() {
		c.skipFillers()
		c.u.Args.Organisation = c.rest()
		return c.u.Args.Organisation != ""
	}
	return true
}

// setLanguage reads: language fr, langue arabe.
func (c *command) setLanguage() bool {
	if c.over() {
		return true
	}
	if v := c.value("language"); v != "" {
		c.u.Args.Language = v
		return c.over()
	}
	switch code := strings.ToLower(c.raw()); code {
	case "en", "fr", "es", "ar":
		c.u.Args.Language = code
		return c.over()
	}
	return false
}

// help reads: help, help VERB.
func (c *command) help() bool {
	if c.over() {
		return true
	}
	c.skipFillers()
	for _, v := range c.m.verbsAt(c.k) {
		if c.k+v.words == len(c.m.order) {
			c.u.Args.Verb = v.verb
			return true
		}
	}
	return false
}

// demo reads: demo, demo remove.
func (c *command) demo() bool {
	if c.option("remove") {
		c.u.Args.Action = "remove"
	}
	return c.over()
}
