package reply

import (
	"fmt"
	"html"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// AsHTML shows the reply as a fragment of HTML: one div with the language and direction, and in it no elements but
// h3, h4, p, blockquote, br, ul, ol, li, table, caption, thead, tbody, tr, th, td, strong, code and a. Buttons and
// forms are lists of sentences to type: what cannot be pressed must be readable.
func AsHTML(r Reply, l Layout) string {
	h := htmlRenderer{Layout: l, scene: l.scene(r)}
	h.wrapped("h3", h.line(r.Title))
	for _, b := range r.Blocks {
		h.block(b)
	}
	if h.b.Len() == 0 {
		return ""
	}
	direction := bidi.LTR
	if r.Direction == bidi.RTL {
		direction = bidi.RTL
	}
	return `<div` + attribute("lang", r.Language) + attribute("dir", string(direction)) + `>` + h.b.String() + `</div>`
}

type htmlRenderer struct {
	Layout
	scene
	b       strings.Builder
	buttons int // numbered so far
}

func (h *htmlRenderer) block(b Block) {
	switch b := b.(type) {
	case Heading:
		h.wrapped("h4", h.line(Line(b)))
	case Paragraph:
		h.wrapped("p", h.line(Line(b)))
	case Quote:
		h.quote(b)
	case List:
		h.list(b)
	case Facts:
		h.facts(b)
	case Table:
		h.table(b)
	case Buttons:
		h.buttonList(b)
	case Form:
		h.form(b)
	case File:
		h.wrapped("p", h.line(h.file(b)))
	default:
		panic(fmt.Sprintf("reply: block %T is not known", b))
	}
}

// escape is the one place where text becomes HTML.
func escape(text string) string { return html.EscapeString(text) }

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + escape(clean(value)) + `"`
}

func (h *htmlRenderer) line(line Line) string {
	var b strings.Builder
	for _, p := range h.pieces(line) {
		b.WriteString(p.open + htmlOf(p) + p.close)
	}
	return b.String()
}

func htmlOf(p piece) string {
	text := escape(p.text)
	switch p.kind {
	case strong, status:
		return "<strong>" + text + "</strong>"
	case code:
		return "<code>" + text + "</code>"
	case link:
		return "<a" + attribute("href", p.url) + ">" + text + "</a>"
	}
	return text
}

// wrapped writes content, which is HTML, within an element, unless it is empty.
func (h *htmlRenderer) wrapped(element, content string) {
	if content != "" {
		h.b.WriteString("<" + element + ">" + content + "</" + element + ">")
	}
}

func (h *htmlRenderer) quote(q Quote) {
	var lines []string
	for _, line := range cleanLines(string(q)) {
		lines = append(lines, h.line(Line{Text(line)}))
	}
	h.wrapped("blockquote", strings.Join(lines, "<br>"))
}

func (h *htmlRenderer) list(list List) {
	shown := h.cut(len(list.Items))
	element := "ul"
	if list.Ordered {
		element = "ol"
	}
	h.items(element, list.Items[:shown])
	h.wrapped("p", h.line(h.rest(list.Rest, shown, len(list.Items))))
}

func (h *htmlRenderer) items(element string, items []Line) {
	var all strings.Builder
	for _, item := range items {
		all.WriteString("<li>" + h.line(item) + "</li>")
	}
	h.wrapped(element, all.String())
}

func (h *htmlRenderer) facts(facts Facts) {
	items := make([]Line, len(facts))
	for i, f := range facts {
		items[i] = append(append(h.label(f.Label), Said(" ")), f.Value...)
	}
	h.items("ul", items)
}

func (h *htmlRenderer) table(table Table) {
	shown := h.cut(len(table.Rows))
	var b strings.Builder
	if table.Caption != "" {
		b.WriteString("<caption>" + h.line(Line{Said(table.Caption)}) + "</caption>")
	}
	columns := table.columns()
	if len(table.Header) > 0 {
		header := make([]Line, len(table.Header))
		for i, name := range table.Header {
			header[i] = Line{Said(name)}
		}
		b.WriteString("<thead>" + h.row(header, columns, table.Align, "th") + "</thead>")
	}
	if shown > 0 {
		b.WriteString("<tbody>")
		for _, row := range table.Rows[:shown] {
			b.WriteString(h.row(row, columns, table.Align, "td"))
		}
		b.WriteString("</tbody>")
	}
	h.wrapped("table", b.String())
	h.wrapped("p", h.line(h.rest(table.Rest, shown, len(table.Rows))))
}

func (h *htmlRenderer) row(row []Line, columns int, align []Align, element string) string {
	var b strings.Builder
	for i := range columns {
		scope, class, content := "", "", ""
		if element == "th" {
			scope = "col"
		}
		if i < len(align) && align[i] == End {
			class = "end"
		}
		if i < len(row) {
			content = h.line(row[i])
		}
		b.WriteString("<" + element + attribute("scope", scope) + attribute("class", class) + ">" + content + "</" + element + ">")
	}
	return "<tr>" + b.String() + "</tr>"
}

func (h *htmlRenderer) buttonList(buttons Buttons) {
	if len(buttons) == 0 {
		return
	}
	start := ""
	if h.buttons > 0 {
		start = attribute("start", fmt.Sprint(h.buttons+1))
	}
	h.buttons += len(buttons)
	h.b.WriteString("<ol" + start + ">")
	for _, b := range buttons {
		h.wrapped("li", h.line(h.button(b)))
	}
	h.b.WriteString("</ol>")
}

func (h *htmlRenderer) form(f Form) {
	h.wrapped("p", h.line(Line{Strong(f.Title)}))
	fields := make([]Line, len(f.Fields))
	for i, field := range f.Fields {
		fields[i] = h.field(field)
	}
	h.items("ul", fields)
	h.wrapped("p", h.line(h.button(Button{Label: f.Submit, Say: f.Say})))
}
