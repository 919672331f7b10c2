package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// bare reads a verb that changes something by its name alone: whoever answers asks what is missing. Other words for the
// verb mean too much else when they stand alone ("cancel", "update", "correct").
func (c *command) bare(v verbAt, start int) bool {
	switch v.verb {
	case Commit, Log, Edit, Pause, Withdraw, Reopen, Milestone, HandOver, Undo, Invite, Leave, Endorse:
	default:
		return false
	}
	if !c.over() {
		return false
	}
	for _, names := range c.m.r.lexicon.names {
		name := wordsOf(names[v.verb])
		if len(name) == v.words && slices.Equal(name, c.m.folded(start, v.words)) {
			return true
		}
	}
	return false
}

// folded are some words from word k on.
func (m *message) folded(k, n int) []string {
	var list []string
	for _, i := range m.order[k : k+n] {
		list = append(list, m.tokens[i].Fold)
	}
	return list
}

// because takes the reason: "because" and the rest.
func (c *command) because() bool {
	if !c.option("because") {
		return false
	}
	c.u.Args.Reason = c.rest()
	return true
}

// effective takes the day that news is about, if it is next: yesterday, on 3 March. It cannot be one to come.
func (c *command) effective() bool {
	if !c.u.Args.Date.IsZero() {
		return false
	}
	i := c.token()
	for _, d := range c.m.r.lexicon.days.find(c.m.tokens, c.m.ctx.Today, Back) {
		if (d.start != i && d.by != i) || d.weak || d.problem != nil || d.From != d.To {
			continue
		}
		if d.Date > c.m.ctx.Today {
			c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "entry.in_the_future", "date", d.Date, "today", c.m.ctx.Today))
		}
		c.u.Args.Date, c.u.Args.DatePhrase = d.Date, c.m.written(d.start, d.end)
		c.to(d.end)
		return true
	}
	return false
}

// undo reads: undo, and undo REF entry 3, which a button says so that it takes back that change and no later one.
func (c *command) undo() bool {
	if c.over() {
		return true
	}
	if !c.ref() {
		return false
	}
	c.seq()
	return c.over()
}

// addOrRemove takes the word before or after the field of an edit: add partner eisa, partners remove eisa.
func (c *command) addOrRemove() {
	switch {
	case c.option("add"):
		c.u.Args.Action = "add"
	case c.option("remove"):
		c.u.Args.Action = "remove"
	}
}

// emptied reads the value "none" of a field that can be empty. Value is "-" then.
func (c *command) emptied(field string) bool {
	switch field {
	case "title", "steps", "visibility":
		return false
	}
	at := c.k
	if c.option("nothing") && c.over() {
		c.u.Args.Value = "-"
		return true
	}
	c.k = at
	return false
}

// answer reads: yes, and yes REF, which a button says so that it answers no question about another commitment.
func (c *command) answer() bool { return c.over() || (c.ref() && c.over()) }

// titleWords takes words that name a commitment of the speaker's by its title, up to what is stated of it: log joint
// paper 60%. All of them that carry meaning stand in the title. If several titles have them, Topic keeps the words, and
// whoever answers asks which.
func (c *command) titleWords() bool {
	from, end := c.k, c.k
	for end < len(c.m.order) && (end == from || !c.statesAt(end)) {
		end++
	}
	var found []string
	for _, own := range c.m.ctx.Commitments {
		if c.m.allIn(own.Title, from, end) {
			found = append(found, own.Ref)
		}
	}
	if len(found) == 0 {
		return false
	}
	c.u.Args.Topic = c.m.written(c.m.order[from], c.m.order[end-1]+1)
	if len(found) == 1 {
		c.setRef(found[0])
	}
	c.k = end
	return true
}

// statesAt says whether what is stated, or a new clause, begins at word k.
func (c *command) statesAt(k int) bool {
	ahead := &command{m: c.m, k: k, u: &Understanding{Verb: c.u.Verb, Args: Args{Kind: Progress}}}
	return c.m.broken(k) || ahead.isOption("because") || ahead.oneState()
}

// allIn says whether every word from k to end that carries meaning stands in the title, and at least one does.
func (m *message) allIn(title string, k, end int) bool {
	var stems []string
	for _, t := range words.Tokens(title) {
		stems = append(stems, words.Stem(t.Fold))
	}
	n := 0
	for ; k < end; k++ {
		t := m.tokens[m.order[k]]
		if m.quoted[m.order[k]] {
			return false
		}
		if words.Stop(t.Fold) {
			continue
		}
		if !slices.Contains(stems, words.Stem(t.Fold)) {
			return false
		}
		n++
	}
	return n > 0
}

// breaksWithin says whether a clause ends between two tokens: "calendar: two missions" is no calendar of missions.
func (m *message) breaksWithin(from, to int) bool {
	for k, i := range m.order {
		if i > from && i < to && m.broken(k) {
			return true
		}
	}
	return false
}
