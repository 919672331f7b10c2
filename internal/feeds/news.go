package feeds

import (
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
)

// News is one entry of the journal as the reader of a feed may see it, with what it is about.
type News struct {
	Entry         commitments.Entry
	Commitment    commitments.Commitment
	Organisations []string // names of its lead and partners; none where it is unattributed
	Link          string
}

// Item says the news in the printer's language.
func (n *News) Item(p *i18n.Printer) Item {
	e := &n.Entry
	item := Item{
		ID: "urn:uuid:" + e.ID.String(), Link: n.Link, Updated: e.RecordedAt, Authors: n.Organisations, Category: string(e.Kind),
		Title: p.Sentence("feed.entry", "ref", n.Commitment.Ref, "title", n.Commitment.Title, "kind", problem.Word("entry."+string(e.Kind))),
	}
	var lines []string
	if status := e.Stated(); status != "" {
		lines = append(lines, n.standing(p, status))
	}
	if e.Note != "" {
		lines = append(lines, bidi.Strip(e.Note)) // or what it turns round would go on after it
		if len(lines) == 1 {
			item.Language = e.Language
		}
	}
	item.Summary = strings.Join(lines, "\n")
	return item
}

func (n *News) standing(p *i18n.Printer, status commitments.Status) string {
	word := problem.Word("status." + string(status))
	if n.Entry.Percent != nil {
		return p.Sentence("feed.percent", "status", word, "percent", *n.Entry.Percent)
	}
	return p.Sentence("feed.status", "status", word)
}
