package render

import (
	"bufio"
	"context"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/i18n"
)

// writeMarkdown writes what GitHub and most wikis read: headings, paragraphs, lists and pipe tables. Charts are left
// out; their tables are there.
func writeMarkdown(_ context.Context, m *model, w io.Writer) error {
	d := &markdown{model: m, Writer: bufio.NewWriterSize(w, 1<<16)}
	d.lines("# "+d.plain(m.title), "", "**"+d.user(m.subject)+"**", "")
	if m.banner != "" {
		d.lines("> "+d.linked(d.plain(m.banner), m.bannerAt), "")
	}
	for i := range m.facts {
		d.lines("- " + d.labelled(m.facts[i].label) + " " + d.value(&m.facts[i].value, nil))
	}
	for i := range m.sections {
		s := &m.sections[i]
		d.lines("", strings.Repeat("#", s.level)+" "+d.plain(s.heading))
		for _, b := range s.blocks {
			d.block(s, b)
		}
	}
	return d.Flush()
}

type markdown struct {
	*model
	*bufio.Writer // remembers its first error
}

func (d *markdown) lines(lines ...string) {
	for _, line := range lines {
		_, _ = d.WriteString(line)
		_ = d.WriteByte('\n')
	}
}

func (d *markdown) block(s *section, b block) {
	switch b := b.(type) {
	case paragraph:
		d.lines("", d.plain(string(b)))
	case definitions:
		d.lines("")
		for _, x := range b {
			d.lines("- **" + d.labelled(x.term) + "** " + d.plain(x.text))
		}
	case *table:
		d.table(s, b)
	}
}

func (d *markdown) table(s *section, t *table) {
	if t.title != s.heading && s.level == 2 {
		d.lines("", "**"+d.plain(t.title)+"**")
	}
	shown := t.shown(inPrint)
	head, rule := "|", "|"
	for _, at := range shown {
		head += " " + d.plain(t.columns[at].title) + " |"
		if t.columns[at].kind.toTheEnd() {
			rule += " ---: |"
		} else {
			rule += " --- |"
		}
	}
	d.lines("", head, rule)
	limit := d.limit(t)
	for i := range limit {
		cells := t.row(i)
		_ = d.WriteByte('|')
		for _, at := range shown {
			_ = d.WriteByte(' ')
			_, _ = d.WriteString(d.value(&cells[at], &t.columns[at]))
			_, _ = d.WriteString(" |")
		}
		_ = d.WriteByte('\n')
	}
	if limit < t.count {
		d.lines("", d.plain(d.cut(t, limit)))
	}
}

func (d *markdown) labelled(label string) string {
	return d.plain(d.voice.Sentence("reply.label", "label", i18n.Said(label)))
}

// value writes a cell. Addresses outside are links; rows of the report have no anchors here.
func (d *markdown) value(c *cell, of *column) string {
	switch c.kind {
	case written, code:
		link := c.link
		if strings.HasPrefix(link, "#") {
			link = ""
		}
		return d.linked(d.user(c.text), link)
	case names, codes:
		items := make([]string, len(c.list))
		for i, item := range c.list {
			items[i] = d.user(item)
		}
		return strings.Join(items, d.voice.say("render.list_separator")+" ")
	default:
		return d.plain(d.voice.text(c, of))
	}
}

func (d *markdown) linked(text, address string) string {
	if address == "" {
		return text
	}
	return "[" + text + "](<" + addressMarks.Replace(address) + ">)"
}

var addressMarks = strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", " ", "%20", `\`, "%5C", "|", "%7C")

// user is what somebody wrote: marks that mean something to Markdown are escaped, its direction is its own.
func (d *markdown) user(text string) string {
	return bidi.Isolate(d.plain(text), d.direction())
}

// plain is a text on one line.
func (d *markdown) plain(text string) string {
	return marks.Replace(strings.Join(strings.Fields(text), " "))
}

var marks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "~", `\~`, "&", "&amp;",
	"@", "&#64;", "!", `\!`, "://", "&#58;//",
)
