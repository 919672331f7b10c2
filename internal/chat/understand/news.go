package understand

import (
	"strings"

	"github.com/accord-tracker/accord/internal/words"
)

// news reads what a free sentence says of a commitment's progress.
func (m *message) news(u *Understanding, c candidate) {
	if u.Args.Ref == "" {
		if name, ok := m.named(u.Args.Steps); ok {
			u.Args.Ref, u.Args.Refs = name, []string{name}
		}
	}
	m.percent(u)
	u.Args.Evidence = m.links()
	u.Args.Note = m.note(0)
	if u.Verb != Log {
		u.Args.Reason = u.Args.Note
		return
	}
	u.Args.Kind = m.logKind(c)
	u.Args.Status = m.value("status")
	if p := u.Args.Percent; p != nil && *p < 100 && u.Args.Status == "completed" { // "25% done" is no completion
		u.Args.Status = ""
	}
	u.Args.Confidence = m.value("confidence")
	m.effective(u)
}

func (m *message) percent(u *Understanding) {
	if len(m.percents) == 0 {
		return
	}
	if p := m.percents[0]; p.problem != nil {
		u.Problems = append(u.Problems, *p.problem)
	} else {
		u.Args.Percent = new(p.value)
	}
}

func (m *message) logKind(c candidate) LogKind {
	switch {
	case m.option("no_change"):
		return NoChange
	case u100(m.percents) || (len(m.percents) == 0 && c.grade == alone):
		return Done
	}
	return Progress
}

func u100(list []percent) bool { return len(list) > 0 && list[0].value == 100 }

// effective is the day the news is about, if it is not today: "yesterday", "on 3 March".
func (m *message) effective(u *Understanding) {
	for _, d := range m.r.lexicon.days.find(m.tokens, m.ctx.Today, Back) {
		if d.problem != nil {
			u.Problems = append(u.Problems, *d.problem)
			return
		}
		if !d.weak && d.From == d.To && d.Date <= m.ctx.Today {
			u.Args.Date, u.Args.DatePhrase = d.Date, m.written(d.start, d.end)
			return
		}
	}
}

// links are the addresses in the message.
func (m *message) links() (list []string) {
	for _, t := range m.tokens {
		if t.Kind == words.Link {
			list = append(list, t.Text)
		}
	}
	return list
}

// note is the text from a token on, links taken out.
func (m *message) note(from int) string {
	if from >= len(m.tokens) {
		return ""
	}
	var b strings.Builder
	at := m.tokens[from].Start
	for _, t := range m.tokens[from:] {
		if t.Kind == words.Link {
			b.WriteString(m.text[at:t.Start])
			at = t.End
		}
	}
	b.WriteString(m.text[at:])
	return strings.Trim(strings.TrimSpace(strings.Join(strings.Fields(b.String()), " ")), ":;,–— ")
}

// pledge reads what a free sentence says of a new commitment.
func (m *message) pledge(u *Understanding) {
	for _, d := range m.days {
		if d.problem != nil {
			u.Problems = append(u.Problems, *d.problem)
			return
		}
		if !d.weak || d.by != d.start {
			u.Args.Date, u.Args.DatePhrase = d.Date, m.written(d.start, d.end)
		}
	}
	if title := m.quotedText(0); title != "" {
		u.Args.Title = title
	}
}

// quotedText is the first text between quotation marks from a token on.
func (m *message) quotedText(from int) string {
	for i := from; i < len(m.tokens); i++ {
		if end := closingQuote(m.tokens, i); end > 0 {
			return strings.TrimSpace(m.text[m.tokens[i].End:m.tokens[end].Start])
		}
	}
	return ""
}
