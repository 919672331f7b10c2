package sheet

import (
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// Tell says what a row does, one line for each thing: the commitment first, then old and new values and what comes
// with them, each begun by two spaces.
func (c *Change) Tell(p *i18n.Printer) []string {
	lines := []string{p.Sentence("sheet.row", "ref", c.Ref, "title", c.Title)}
	say := func(line string) { lines = append(lines, "  "+line) }
	if c.Already {
		say(p.Sentence("sheet.already"))
		return lines
	}
	e := &c.Entry
	if e.Kind == commitments.KindNoChange {
		say(p.Sentence("sheet.attests"))
	}
	stated := e.Stated() != ""
	c.move(p, say, columnStatus, stated, statusWord(c.Was.Status), statusWord(c.Is.Status))
	c.move(p, say, columnPercent, e.Percent != nil, percentOf(p, c.Was.Percent), percentOf(p, c.Is.Percent))
	c.move(p, say, columnConfidence, e.Confidence != "", confidenceWord(c.Was.Confidence), confidenceWord(c.Is.Confidence))
	if e.Note != "" {
		say(p.Sentence("sheet.given", "column", head(p, columnNote), "value", e.Note))
	}
	for _, link := range e.Evidence {
		say(p.Sentence("sheet.given", "column", head(p, columnEvidence), "value", strings.TrimSpace(link.URL+" "+link.Title)))
	}
	say(p.Sentence("sheet.given", "column", head(p, columnEffectiveOn), "value", e.EffectiveOn))
	return lines
}

// move says that a value changes, or that it stays what it was although it was stated.
func (c *Change) move(p *i18n.Printer, say func(string), column string, stated bool, was, is any) {
	switch {
	case was != is:
		say(p.Sentence("sheet.moves", "column", head(p, column), "was", was, "is", is))
	case stated:
		say(p.Sentence("sheet.stays", "column", head(p, column), "is", is))
	}
}

func head(p *i18n.Printer, column string) i18n.Said {
	return i18n.Said(p.Sentence("sheet.column." + column))
}

func statusWord(s commitments.Status) any {
	if s == "" {
		return nil
	}
	return s.Word()
}

func confidenceWord(c commitments.Confidence) any {
	if c == "" {
		return nil
	}
	return problem.Word("confidence." + string(c))
}

func percentOf(p *i18n.Printer, n *int) any {
	if n == nil {
		return nil
	}
	return i18n.Said(p.Percent(*n))
}

// Said is a remark in words, with its place before it.
func (r Remark) Said(p *i18n.Printer) string {
	if place := r.Place(); place != "" {
		return p.Sentence("sheet.at", "place", place, "problem", i18n.Said(p.Problem(r.Problem)))
	}
	return p.Problem(r.Problem)
}
