package understand

import (
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
	"golang.org/x/text/language"
)

// commit reads: commit STEPS "Title" [by DATE] [starting DATE] [with ORGANISATIONS] [measure "…"] [description "…"]
// [in KE, SN] [visibility endorsers] [continuing] [for ORGANISATION] [on request "…"]. A title without quotation marks is understood too, but then it is a
// free sentence.
func (c *command) commit() bool {
	c.skipFillers()
	if !c.steps() {
		return false
	}
	for !c.over() {
		if !c.commitPart() {
			return false
		}
	}
	return true
}

func (c *command) commitPart() bool {
	if text, ok := c.quotedText(); ok && c.u.Args.Title == "" {
		c.u.Args.Title = text
		return true
	}
	if d, ok := c.deadline(); ok {
		c.u.Args.Date, c.u.Args.DatePhrase = d.Date, c.m.written(d.start, d.end)
		return true
	}
	if v := c.value("cadence"); v == "one_off" || v == "continuing" {
		c.u.Args.Cadence = v
		return true
	}
	return c.commitOption() || c.onBehalf() || c.plainTitle()
}

// deadline takes a day, after "by" or at once.
func (c *command) deadline() (span, bool) {
	at := c.k
	if d, ok := c.date(); ok {
		return d, true
	}
	if c.option("by") {
		if d, ok := c.date(); ok {
			return d, true
		}
	}
	c.k = at
	return span{}, false
}

func (c *command) commitOption() bool {
	at := c.k
	switch {
	case c.option("starting"):
		if d, ok := c.date(); ok {
			c.u.Args.From = d.From
			return true
		}
	case c.option("measure"):
		if text, ok := c.quotedText(); ok {
			c.u.Args.Measure = text
			return true
		}
	case c.option("description"):
		if text, ok := c.quotedText(); ok {
			c.u.Args.Value = text
			return true
		}
	case c.option("visibility"):
		if v := c.value("visibility"); v != "" {
			c.u.Args.Visibility = v
			return true
		}
	case c.option("with"):
		c.u.Args.Partners = c.names()
		return len(c.u.Args.Partners) > 0
	}
	c.k = at
	if c.option("in") {
		c.u.Args.Countries = c.countries()
		if len(c.u.Args.Countries) > 0 {
			return true
		}
	}
	c.k = at
	return false
}

// names takes organisations as written, up to the next option: commas and "and" part them.
func (c *command) names() (list []string) {
	var name []string
	flush := func() {
		if len(name) > 0 {
			list = append(list, strings.Join(name, " "))
			name = nil
		}
	}
	for first := true; c.k < len(c.m.order); first = false {
		i := c.m.order[c.k]
		if c.m.quoted[i] || (!first && (c.isOption("by", "measure", "visibility", "starting", "description", "in") || c.leads() || c.m.dateAt[i] > 0)) {
			break
		}
		if i > 0 && (c.m.tokens[i-1].Fold == "," || c.m.tokens[i-1].Fold == "،") {
			flush()
		}
		switch t := c.m.tokens[i]; {
		case t.Fold == "and" || t.Fold == "et" || t.Fold == "y" || t.Fold == "و":
			flush()
		case len(name) > 0 && t.Glued:
			name[len(name)-1] += c.m.text[c.m.tokens[c.m.order[c.k-1]].End:t.Start] + t.Text
		case len(name) > 0 && c.m.tokens[i-1].Glued && c.m.tokens[i-1].Kind == words.Mark && t.Glued:
			name[len(name)-1] += t.Text
		default:
			name = append(name, t.Text)
		}
		c.k++
	}
	flush()
	return list
}

// countries takes ISO 3166-1 codes in capitals: KE, SN. Two capitals that are none, after one that is, are a problem.
func (c *command) countries() (list []string) {
	for c.k < len(c.m.order) {
		t := c.m.tokens[c.m.order[c.k]]
		if t.Fold == "and" || t.Fold == "et" || t.Fold == "y" || t.Fold == "و" {
			c.k++
			continue
		}
		if !country(t.Text) {
			if len(list) == 0 || !twoCapitals(t.Text) {
				break
			}
			c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "country.unknown", "country", t.Text))
		}
		list = append(list, t.Text)
		c.k++
	}
	return list
}

func country(s string) bool {
	if !twoCapitals(s) {
		return false
	}
	region, err := language.ParseRegion(s)
	return err == nil && region.IsCountry() && region.String() == s
}

func twoCapitals(s string) bool {
	return len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// plainTitle takes words up to the next option or day as the title, once.
func (c *command) plainTitle() bool {
	if c.u.Args.Title != "" || c.m.question {
		return false
	}
	start := c.token()
	for c.k < len(c.m.order) {
		i := c.m.order[c.k]
		if c.isOption("measure", "visibility", "description") || c.m.strongDay(i) {
			break
		}
		c.k++
	}
	end := c.token()
	title := strings.Trim(c.m.written(start, end), " ,;:.–—-")
	if len(strings.Fields(title)) < 2 {
		return false
	}
	c.u.Args.Title, c.u.Structured = title, false
	return true
}

// strongDay says whether "by" and a day, or a day that can be nothing else, start at a token.
func (m *message) strongDay(i int) bool {
	for _, d := range m.days {
		if (d.by == i && d.by != d.start) || (d.start == i && !d.weak) {
			return true
		}
	}
	return false
}
