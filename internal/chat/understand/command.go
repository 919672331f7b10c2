package understand

import (
	"slices"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// command is a message read word by word as a command.
type command struct {
	m    *message
	k    int // the next word, in order
	past int // the token after the last quotation taken
	u    *Understanding
}

// over says whether nothing but courtesies is left.
func (c *command) over() bool {
	for k := c.k; k < len(c.m.order); k++ {
		if c.m.used[c.m.order[k]]&isPolite == 0 {
			return false
		}
	}
	return true
}

// nothing is the grammar of verbs without arguments.
func (c *command) nothing() bool { return c.over() }

// token is the index of the next token; the number of tokens at the end.
func (c *command) token() int {
	if c.k >= len(c.m.order) {
		return len(c.m.tokens)
	}
	return c.m.order[c.k]
}

// to moves on to the first word at or after a token.
func (c *command) to(token int) { c.k = c.m.wordAfter(c.k, token) }

// option takes the words of an option, if they are next.
func (c *command) option(name string) bool {
	n := c.m.rowAt(c.k, c.m.r.lexicon.options[name])
	c.k += n
	return n > 0
}

// isOption says whether any of the options is next.
func (c *command) isOption(names ...string) bool {
	for _, name := range names {
		if c.m.rowAt(c.k, c.m.r.lexicon.options[name]) > 0 {
			return true
		}
	}
	return false
}

// value takes a word of an enumeration, if it is next.
func (c *command) value(name string) string {
	if c.k >= len(c.m.order) {
		return ""
	}
	v, n := c.m.valueAt(c.k, name)
	c.k += n
	return v
}

// fillers are words that say nothing between the parts of a command.
var fillers = map[string]bool{
	"is": true, "now": true, "at": true, "of": true, "for": true, "the": true, "on": true, "about": true, "around": true, "est": true, "a": true,
	"le": true, "la": true, "l": true, "de": true, "du": true, "sur": true, "pour": true, "va": true, "al": true, "en": true, "el": true, "del": true,
	"por": true, "esta": true, "un": true, "que": true, "بنسبه": true, "عند": true, "في": true, "علي": true, "من": true, "عن": true, "me": true, "to": true, "as": true, "environ": true, "moi": true,
}

func (c *command) skipFillers() {
	for n := 0; n < 3 && c.k < len(c.m.order); n++ {
		t := c.m.tokens[c.m.order[c.k]]
		if !fillers[t.Fold] || c.m.quoted[c.m.order[c.k]] {
			return
		}
		c.k++
	}
}

// ref takes a REF: C-12, c12, or 12 where the number is no step the speaker's organisation is on.
func (c *command) ref() bool {
	i := c.token()
	for _, r := range c.m.refs {
		if r.start == i {
			c.setRef(r.name)
			c.to(r.end)
			return true
		}
	}
	if i < len(c.m.tokens) && c.m.tokens[i].Fold == "#" {
		return false
	}
	r, ok := c.m.refNumber(i, i)
	if !ok || c.m.tokens[i].Kind != words.Number || c.percentAt(i) || c.m.used[i]&isDate != 0 {
		return false
	}
	if !c.ours(r.name) && c.stepNumber(i) {
		return false
	}
	c.setRef(r.name)
	c.k++
	return true
}

func (c *command) setRef(name string) {
	c.u.Args.Ref = name
	c.u.Args.Refs = append(c.u.Args.Refs, name)
}

func (c *command) ours(name string) bool {
	for _, own := range c.m.ctx.Commitments {
		if own.Ref == name {
			return true
		}
	}
	return false
}

func (c *command) percentAt(i int) bool {
	for _, p := range c.m.percents {
		if p.start <= i && i < p.end {
			return true
		}
	}
	return false
}

func (c *command) stepNumber(i int) bool {
	for _, code := range c.m.codes {
		if code.Start <= i && i < code.End && !code.Bad {
			return true
		}
	}
	return false
}

// refOrStep takes a REF, or a step on which the speaker's organisation has one commitment.
func (c *command) refOrStep() bool {
	if c.ref() {
		return true
	}
	if !c.steps() {
		return false
	}
	if name, ok := c.m.named(c.u.Args.Steps); ok && len(c.u.Args.Steps) > 0 {
		c.setRef(name)
	}
	return true
}

// steps takes codes and aliases that stand next, and the words that link them.
func (c *command) steps() bool {
	found := false
	for {
		at := c.k
		c.skipLinks(found)
		if !c.oneStep() {
			c.k = at
			return found
		}
		found = true
	}
}

func (c *command) skipLinks(between bool) {
	for n := 0; n < 3 && c.k < len(c.m.order); n++ {
		switch c.m.tokens[c.m.order[c.k]].Fold {
		case "and", "et", "y", "و", "e":
			if !between {
				return
			}
		default:
			if i := c.m.order[c.k]; !fillers[c.m.tokens[i].Fold] || c.m.dateAt[i] > 0 || c.m.quoted[i] {
				return
			}
		}
		c.k++
	}
}

func (c *command) oneStep() bool {
	i := c.token()
	if i >= len(c.m.tokens) || c.m.quoted[i] { // words of a title name no step
		return false
	}
	for _, code := range c.m.codes {
		if code.Start != i && !(code.Start < i && i < code.End) {
			continue
		}
		if code.Bad {
			c.u.Args.BadCodes = append(c.u.Args.BadCodes, code.Text)
			c.u.Problems = append(c.u.Problems, problem.New(problem.NotFound, "step.no_such_code", "code", code.Text))
			c.u.Sure = false
		}
		c.addSteps(code.Codes())
		c.to(code.End)
		return true
	}
	for _, a := range c.m.aliases {
		if a.Start == i && !c.m.breaksWithin(a.Start, a.End) {
			c.addSteps(a.Codes()[:1])
			c.to(a.End)
			return true
		}
	}
	return false
}

func (c *command) addSteps(codes []string) {
	for _, code := range codes {
		if !containsText(c.u.Args.Steps, code) {
			c.u.Args.Steps = append(c.u.Args.Steps, code)
		}
	}
}

func containsText(list []string, s string) bool {
	return slices.Contains(list, s)
}

// quotedText takes a text between quotation marks, each once; an empty one is passed over.
func (c *command) quotedText() (string, bool) {
	from := c.past
	if c.k > 0 && c.k <= len(c.m.order) {
		from = max(from, c.m.order[c.k-1]+1)
	}
	for i := from; i <= c.token() && i < len(c.m.tokens); i++ {
		end := closingQuote(c.m.tokens, i)
		if end == 0 {
			continue
		}
		text := strings.TrimSpace(c.m.text[c.m.tokens[i].End:c.m.tokens[end].Start])
		c.to(end)
		c.past, i = end+1, end
		if text != "" {
			return text, true
		}
	}
	return "", false
}

// date takes words about days, with "by" or without.
func (c *command) date() (span, bool) {
	i := c.token()
	for _, d := range c.m.days {
		if d.start == i || d.by == i {
			if d.problem != nil {
				c.u.Problems = append(c.u.Problems, *d.problem)
			}
			c.to(d.end)
			return d, true
		}
	}
	return span{}, false
}

// rest takes everything to the end as written, links left out.
func (c *command) rest() string {
	i := c.token()
	c.k = len(c.m.order)
	if i >= len(c.m.tokens) {
		return ""
	}
	if i > 0 && closingQuote(c.m.tokens, i-1) > 0 { // the opening mark belongs to the text
		i--
	}
	return c.m.note(i)
}

// number takes a number in digits, such as the #3 of an entry.
func (c *command) number() (int, bool) {
	i := c.token()
	if i >= len(c.m.tokens) || c.m.tokens[i].Kind != words.Number || len(c.m.tokens[i].Fold) > 6 {
		return 0, false
	}
	n, err := strconv.Atoi(c.m.tokens[i].Fold)
	c.k++
	return n, err == nil
}

// raw takes one word as written.
func (c *command) raw() string {
	i := c.token()
	if i >= len(c.m.tokens) {
		return ""
	}
	c.k++
	return c.m.tokens[i].Text
}
