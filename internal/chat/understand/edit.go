package understand

import (
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/problem"
)

// edit reads: edit REF FIELD VALUE, such as edit C-12 due 2027-06-30, edit C-12 title "…", edit C-12 steps 25, 26.
func (c *command) edit() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	if c.over() {
		return true
	}
	c.skipFillers()
	c.addOrRemove()
	field := c.value("field")
	if field == "" {
		return false
	}
	c.u.Args.Field = field
	c.passTo(field)
	c.addOrRemove()
	if c.over() { // asks for the value
		return true
	}
	return c.emptied(field) || c.newValue(field)
}

// passTo passes over the "to" before a new value: title to "…". A capital is of the text itself: edit C-12 title A paper.
func (c *command) passTo(field string) {
	i := c.token()
	if i < len(c.m.tokens) && TakenAsWritten(field) && unicode.IsUpper([]rune(c.m.tokens[i].Text)[0]) {
		return
	}
	c.option("to")
}

// TakenAsWritten says whether the value of the field is a text.
func TakenAsWritten(field string) bool {
	return field == "title" || field == "description" || field == "measure"
}

func (c *command) newValue(field string) bool {
	from := c.token()
	defer func() {
		if c.u.Args.Value == "" {
			c.u.Args.Value = c.m.note(from)
		}
	}()
	switch field {
	case "due_on", "starts_on":
		d, ok := c.deadline()
		if field == "starts_on" && ok {
			d.Date = d.From
		}
		c.u.Args.Date, c.u.Args.DatePhrase = d.Date, c.m.text[c.m.tokens[min(from, len(c.m.tokens)-1)].Start:]
		if !ok {
			c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "date.unknown", "date", c.rest()))
			return true
		}
		return c.over()
	case "steps":
		return c.steps() && c.over()
	case "countries":
		if c.u.Args.Countries = c.countries(); !c.over() {
			c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "country.unknown", "country", c.raw()))
		}
		return true
	case "partners":
		c.u.Args.Partners = c.names()
		return len(c.u.Args.Partners) > 0
	case "visibility":
		c.u.Args.Visibility = c.value("visibility")
		if c.u.Args.Visibility == "" {
			c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "visibility.unknown", "visibility", c.rest()))
			return true
		}
		return c.over()
	}
	text, ok := c.quotedText()
	if !ok {
		text = c.rest()
	}
	c.u.Args.Value = strings.TrimSpace(text)
	switch field {
	case "title":
		c.u.Args.Title = c.u.Args.Value
	case "measure":
		c.u.Args.Measure = c.u.Args.Value
	}
	return c.u.Args.Value != ""
}
