package understand

import (
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// endorse reads: endorse ORGANISATION [from DATE], and end endorsement ORGANISATION [on DATE].
func (c *command) endorse() bool {
	if c.over() {
		return true // asks which
	}
	if c.stops() {
		return false
	}
	from := c.token()
	for c.k < len(c.m.order) {
		at := c.k
		if c.option("starting") || c.option("on") || c.option("by") || c.m.strongDay(c.token()) {
			if d, ok := c.date(); ok {
				c.u.Args.Organisation = c.m.nameIn(from, c.m.order[at])
				c.u.Args.Date, c.u.Args.DatePhrase = d.From, c.m.written(d.start, d.end)
				return c.u.Args.Organisation != "" && c.over()
			}
			c.k = at
		}
		c.k++
	}
	c.u.Args.Organisation = c.m.nameIn(from, len(c.m.tokens))
	return c.u.Args.Organisation != ""
}

// nameIn is the name that is written between two tokens.
func (m *message) nameIn(from, to int) string {
	if from >= to {
		return ""
	}
	return strings.Trim(m.written(from, to), " .,;:\"“”«»")
}

// organisation reads: organisation add HANDLE "Name" [kind ngo].
func (c *command) organisation() bool {
	if !c.option("add") {
		return false
	}
	c.u.Args.Action = "add"
	c.u.Args.Organisation = c.handle()
	if text, ok := c.quotedText(); ok {
		c.u.Args.Title = text
	}
	if c.option("kind") {
		if c.u.Args.OrganisationKind = c.value("kind"); c.u.Args.OrganisationKind == "" {
			c.u.Args.OrganisationKind = c.raw()
		}
	}
	if !c.over() {
		c.u.Args = Args{Action: "add"} // says how
	}
	return true
}

// handle takes a word that may have hyphens in it: a-web.
func (c *command) handle() string {
	i := c.token()
	if i >= len(c.m.tokens) || c.m.quoted[i] {
		return ""
	}
	end := i + 1
	for end < len(c.m.tokens) && c.m.tokens[end].Glued && !c.m.quoted[end] {
		end++
	}
	c.to(end)
	return c.m.text[c.m.tokens[i].Start:c.m.tokens[end-1].End]
}

// leave reads: leave [HANDLE] [to @ana].
func (c *command) leave() bool {
	if c.over() {
		return true
	}
	if !c.isOption("to") {
		if c.stops() {
			return false
		}
		c.u.Args.Organisation = c.handle()
	}
	if c.over() {
		return c.u.Args.Organisation != ""
	}
	if !c.option("to") {
		return false
	}
	c.u.Args.Member = c.member()
	return c.u.Args.Member != ""
}

// stops says whether the next word is one that names nothing: leave me, endorse this. A handle may begin with one.
func (c *command) stops() bool {
	if c.over() {
		return true
	}
	i := c.token()
	return words.Stop(c.m.tokens[i].Fold) && !(i+2 < len(c.m.tokens) && c.m.tokens[i+1].Text == "-" && c.m.tokens[i+1].Glued && c.m.tokens[i+2].Glued)
}

// member takes a mention, or the rest as a name.
func (c *command) member() string {
	i := c.token()
	if i < len(c.m.tokens) && c.m.tokens[i].Kind == words.Mention {
		return c.raw()
	}
	return c.rest()
}

// onBehalf reads who leads a commitment, and on which request a convener registers it.
func (c *command) onBehalf() bool {
	at := c.k
	if c.option("request") {
		if text, ok := c.quotedText(); ok {
			c.u.Args.Request = text
			return true
		}
		c.k = at
		return false
	}
	if c.leads() && c.option("lead") {
		c.u.Args.Organisation = c.handle()
		return c.u.Args.Organisation != ""
	}
	return false
}

// leads says whether "for" and one word that ends the part are next: "for ndi", and not "Network for Free Elections".
func (c *command) leads() bool {
	n := c.m.rowAt(c.k, c.m.r.lexicon.options["lead"])
	if n == 0 || c.k+n >= len(c.m.order) || c.m.quoted[c.m.order[c.k+n]] {
		return false
	}
	ahead := &command{m: c.m, k: c.k + n, u: &Understanding{}}
	ahead.handle()
	if ahead.over() || c.m.quoted[ahead.token()] {
		return true
	}
	return ahead.isOption("by", "with", "measure", "visibility", "starting", "description", "in", "request") || c.m.dateAt[ahead.token()] > 0
}
