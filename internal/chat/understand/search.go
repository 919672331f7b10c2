package understand

// search reads: search WORDS.
func (c *command) search() bool {
	if text, ok := c.quotedText(); ok && c.over() {
		c.u.Args.Query = text
		return text != ""
	}
	c.u.Args.Query = c.rest()
	return c.u.Args.Query != ""
}
