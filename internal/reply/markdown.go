package reply

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// AsMarkdown shows the reply as CommonMark with GitHub's tables, ending without a line break.
func AsMarkdown(r Reply, l Layout) string {
	m := markdownRenderer{Layout: l, scene: l.scene(r)}
	m.add("### ", m.line(r.Title))
	for _, b := range r.Blocks {
		m.block(b)
	}
	return strings.Join(m.parts, "\n\n")
}

type markdownRenderer struct {
	Layout
	scene
	parts   []string
	buttons int // numbered so far
}

func (m *markdownRenderer) block(b Block) {
	switch b := b.(type) {
	case Heading:
		m.add("#### ", m.line(Line(b)))
	case Paragraph:
		m.add("", m.line(Line(b)))
	case Quote:
		m.quote(b)
	case List:
		m.list(b)
	case Facts:
		m.facts(b)
	case Table:
		m.table(b)
	case Buttons:
		m.buttonList(b)
	case Form:
		m.form(b)
	case File:
		m.add("", m.line(m.file(b)))
	default:
		panic(fmt.Sprintf("reply: block %T is not known", b))
	}
}

// add adds a part that follows a mark, unless it is empty.
func (m *markdownRenderer) add(mark, text string) {
	if text != "" {
		m.parts = append(m.parts, mark+text)
	}
}

// line is one line of Markdown, safe at the start of a line as well.
func (m *markdownRenderer) line(line Line) string { return guardStart(m.inline(line, fenced)) }

// cell is a line within a table, where a bar ends the cell even within code.
func (m *markdownRenderer) cell(line Line) string {
	return m.inline(line, func(text string) string { return strings.ReplaceAll(fenced(text), "|", `\|`) })
}

func (m *markdownRenderer) inline(line Line, fence func(string) string) string {
	var b strings.Builder
	before := ' '
	pieces := m.pieces(line)
	for i, p := range pieces {
		b.WriteString(p.open)
		switch p.kind {
		case strong, status:
			b.WriteString(emphasised(p, before, firstOf(pieces[i+1:])))
		case code:
			b.WriteString(fence(p.text))
		case link:
			b.WriteString("[" + escapeMarkdown(p.text) + "](<" + p.url + ">)")
		default:
			b.WriteString(escapeMarkdown(p.text))
		}
		b.WriteString(p.close)
		before, _ = utf8.DecodeLastRuneInString(p.text + p.close)
	}
	return b.String()
}

// firstOf is the first letter of the next piece; a space at the end of the line.
func firstOf(pieces []piece) rune {
	if len(pieces) == 0 {
		return ' '
	}
	first, _ := utf8.DecodeRuneInString(pieces[0].open + pieces[0].text)
	return first
}

var markdownSpecial = regexp.MustCompile("[\\\\`*_{}\\[\\]<>&~|$^@#]|://|:[a-zA-Z+-]|(?i:www\\.)")

// escapeMarkdown is the one place where text becomes Markdown. Besides what is markup everywhere it takes apart what
// GitHub would make a link or a picture of: an address, an e-mail address, a :word:.
func escapeMarkdown(text string) string {
	return markdownSpecial.ReplaceAllStringFunc(text, func(found string) string {
		switch {
		case strings.HasPrefix(found, ":"):
			return `\` + found[:1] + escapeMarkdown(found[1:])
		case len(found) == 4:
			return found[:3] + `\.`
		}
		return `\` + found
	})
}

var blockStart = regexp.MustCompile(`^(\d{1,9})([.)])|^([-+=])`)

// guardStart keeps the first letters of a line from opening a list or a rule.
func guardStart(line string) string {
	return blockStart.ReplaceAllString(line, `$1\$2$3`)
}

// emphasised is the piece in bold. Where CommonMark would not take the stars for marks, it stays as it is.
func emphasised(p piece, before, after rune) string {
	first, _ := utf8.DecodeRuneInString(p.text)
	last, _ := utf8.DecodeLastRuneInString(p.text)
	if p.open != "" {
		before, after = '(', ')'
	}
	opens := isWordy(first) || first != ' ' && before == ' '
	closes := isWordy(last) || last != ' ' && after == ' '
	if !opens || !closes {
		return escapeMarkdown(p.text)
	}
	return "**" + escapeMarkdown(p.text) + "**"
}

// fenced is text as code, within more backticks than it has in a row.
func fenced(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

func (m *markdownRenderer) quote(q Quote) {
	var lines []string
	for _, line := range cleanLines(string(q)) {
		lines = append(lines, strings.TrimRight("> "+m.line(Line{Text(line)}), " "))
	}
	m.add("", strings.Join(lines, "\\\n"))
}

func (m *markdownRenderer) list(list List) {
	shown := m.cut(len(list.Items))
	m.items(list.Items[:shown], func(i int) string {
		if list.Ordered {
			return fmt.Sprintf("%d. ", i+1)
		}
		return "- "
	})
	m.add("", m.line(m.rest(list.Rest, shown, len(list.Items))))
}

func (m *markdownRenderer) items(items []Line, mark func(i int) string) {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = strings.TrimRight(mark(i)+m.line(item), " ")
	}
	m.add("", strings.Join(lines, "\n"))
}

func bullet(int) string { return "- " }

func (m *markdownRenderer) facts(facts Facts) {
	items := make([]Line, len(facts))
	for i, f := range facts {
		items[i] = append(append(m.label(f.Label), Said(" ")), f.Value...)
	}
	m.items(items, bullet)
}

func (m *markdownRenderer) table(table Table) {
	shown := m.cut(len(table.Rows))
	m.add("", m.line(Line{Strong(table.Caption)}))
	columns := table.columns()
	header := make([]Line, columns)
	for i, name := range table.Header {
		header[i] = Line{Said(name)}
	}
	lines := []string{m.row(header, columns), rule(table.Align, columns)}
	for _, row := range table.Rows[:shown] {
		lines = append(lines, m.row(row, columns))
	}
	if columns > 0 {
		m.add("", strings.Join(lines, "\n"))
	}
	m.add("", m.line(m.rest(table.Rest, shown, len(table.Rows))))
}

func (m *markdownRenderer) row(row []Line, columns int) string {
	var b strings.Builder
	for i := range columns {
		content := ""
		if i < len(row) {
			content = m.cell(row[i])
		}
		b.WriteString("| " + content + " ")
	}
	return b.String() + "|"
}

func rule(align []Align, columns int) string {
	var b strings.Builder
	for i := range columns {
		mark := "---"
		if i < len(align) && align[i] == End {
			mark = "--:"
		}
		b.WriteString("| " + mark + " ")
	}
	return b.String() + "|"
}

func (m *markdownRenderer) buttonList(buttons Buttons) {
	items := make([]Line, len(buttons))
	for i, b := range buttons {
		items[i] = m.button(b)
	}
	from := m.buttons
	m.buttons += len(buttons)
	m.items(items, func(i int) string { return fmt.Sprintf("%d. ", from+i+1) })
}

func (m *markdownRenderer) form(f Form) {
	m.add("", m.line(Line{Strong(f.Title)}))
	fields := make([]Line, len(f.Fields))
	for i, field := range f.Fields {
		fields[i] = m.field(field)
	}
	m.items(fields, bullet)
	m.add("", m.line(m.button(Button{Label: f.Submit, Say: f.Say})))
}
