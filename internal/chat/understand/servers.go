package understand

import "strings"

// servers reads: servers, servers example.org matrix.org, servers any; each with the handle of an organisation before or
// after. What has a dot or a colon in it names a server, whether there is such a one or not.
func (c *command) servers() bool {
	if c.option("any") {
		c.u.Args.Action = "any"
	}
	var names []string
	for _, word := range strings.FieldsFunc(c.asWritten(), func(r rune) bool { return strings.ContainsRune(" \t\n,،;؛", r) }) {
		word = strings.Trim(word, ".!?؟\"'“”«»()")
		word = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(word, "https://"), "http://"), "/") // as apps make links of names
		switch {
		case word == "":
		case strings.ContainsAny(word, ".:") || word == "localhost":
			names = append(names, word)
		case c.u.Args.Organisation != "":
			return false
		default:
			c.u.Args.Organisation = word
		}
	}
	if len(names) == 0 {
		return true
	}
	if c.u.Args.Action != "" {
		return false
	}
	c.u.Args.Action, c.u.Args.Value = "set", strings.Join(names, " ")
	return true
}
