package commitments

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/problem"
)

// Lengths of texts, in characters.
const (
	MaxTitle       = 200
	MaxNote        = 4000
	MaxDescription = 4000
	MaxMeasure     = 1000
	MaxEvidence    = 20
	maxURL         = 2000
)

// cleaner gathers the first thing that is wrong with the texts of a command.
type cleaner struct{ err error }

// text trims s and refuses what no reader could see as it was meant: text that is not UTF-8, control characters, and
// more characters than the limit. Line breaks become \n.
func (c *cleaner) text(field, s string, limit int) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case c.err != nil:
	case !utf8.ValidString(s):
		c.err = problem.New(problem.Invalid, "text.not_utf8").At(field)
	case strings.ContainsFunc(s, isControl):
		c.err = problem.New(problem.Invalid, "text.control_characters").At(field)
	case utf8.RuneCountInString(s) > limit:
		c.err = problem.New(problem.Invalid, "text.too_long", "limit", limit, "length", utf8.RuneCountInString(s)).At(field)
	}
	return s
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// evidence keeps links that a reader can open: absolute http or https addresses.
func (c *cleaner) evidence(links []Evidence) []Evidence {
	if len(links) > MaxEvidence && c.err == nil {
		c.err = problem.New(problem.Exhausted, "evidence.too_many", "limit", MaxEvidence).At("evidence")
	}
	var kept []Evidence
	for _, link := range links {
		link.URL = c.text("evidence", link.URL, maxURL)
		link.Title = c.text("evidence", link.Title, MaxTitle)
		u, err := url.Parse(link.URL)
		if c.err == nil && (err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http")) {
			c.err = problem.New(problem.Invalid, "evidence.not_a_link", "link", link.URL).At("evidence")
		}
		kept = append(kept, link)
	}
	return kept
}
