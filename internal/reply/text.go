package reply

import (
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// AsText shows the reply as plain text, without a line break at the end. Buttons are numbered from 1 and come with the
// sentence to type. Colours are only added to words that say the same without them.
//
// A line that is read from right to left begins with a right-to-left mark, by which a terminal tells its direction; a
// table then has its first column on the right.
func AsText(r Reply, l Layout) string {
	t := textRenderer{Layout: l, scene: l.scene(r)}
	if title := t.paragraph(r.Title, bold); title != "" {
		t.parts = append(t.parts, title)
	}
	for _, b := range r.Blocks {
		if part := t.block(b); part != "" {
			t.parts = append(t.parts, part)
		}
	}
	return strings.Join(t.parts, "\n\n")
}

type textRenderer struct {
	Layout
	scene
	parts   []string
	buttons int // numbered so far
}

func (t *textRenderer) block(b Block) string {
	switch b := b.(type) {
	case Heading:
		return t.paragraph(Line(b), bold)
	case Paragraph:
		return t.paragraph(Line(b), "")
	case Quote:
		return t.quote(b)
	case List:
		return t.list(b)
	case Facts:
		return t.facts(b)
	case Table:
		return t.table(b)
	case Buttons:
		return t.buttonList(b)
	case Form:
		return t.form(b)
	case File:
		return t.paragraph(t.file(b), "")
	}
	panic(fmt.Sprintf("reply: block %T is not known", b))
}

func (t *textRenderer) paragraph(line Line, sgr string) string {
	return t.hanging("", t.pieces(line), sgr)
}

// hanging is a wrapped line whose first line follows a mark ("• "), and whose others are indented below it.
func (t *textRenderer) hanging(mark string, pieces []piece, sgr string) string {
	indent := cells(mark)
	var lines []string
	for _, line := range wrap(wordsOf(pieces), t.room(indent)) {
		lines = append(lines, t.line(line, sgr))
	}
	lines = closeIsolates(lines)
	for i := range lines {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		lines[i] = t.start() + mark + lines[i]
	}
	return strings.Join(lines, "\n")
}

// room is the width that is left beside an indent, never less than a short word.
func (t *textRenderer) room(indent int) int {
	if t.Width <= 0 {
		return 0
	}
	return max(t.Width-indent, 10)
}

// start is the mark at the start of a line that is read from right to left.
func (t *textRenderer) start() string {
	if t.direction == bidi.RTL && t.Screen {
		return "\u200f"
	}
	return ""
}

func (t *textRenderer) line(words []word, sgr string) string {
	var b strings.Builder
	for _, p := range joined(words) {
		b.WriteString(t.show(p, sgr))
	}
	return b.String()
}

func (t *textRenderer) show(p piece, sgr string) string {
	if own := sgrOf(p); own != "" {
		sgr = own
	}
	return p.open + t.coloured(p.text, sgr) + p.close
}

// pieces are those of the line, with the address of each link spelled out.
func (t *textRenderer) pieces(line Line) []piece {
	var all []piece
	for _, p := range t.scene.pieces(line) {
		if p.kind != link || p.text == p.url {
			all = append(all, p)
			continue
		}
		label, address := p, piece{kind: link, text: p.url, url: p.url}
		label.kind = plain
		all = append(all, label, piece{text: " ("}, t.isolated(address, bidi.LRI), piece{text: ")"})
	}
	return all
}

func (t *textRenderer) quote(q Quote) string {
	var parts []string
	for _, line := range cleanLines(string(q)) {
		part := t.hanging("> ", t.pieces(Line{Text(line)}), "")
		if line == "" {
			part = t.start() + ">"
		}
		parts = append(parts, strings.ReplaceAll(part, "\n"+t.start()+"  ", "\n"+t.start()+"> "))
	}
	return strings.Join(parts, "\n")
}

func (t *textRenderer) list(list List) string {
	shown := t.cut(len(list.Items))
	var lines []string
	for i, item := range list.Items[:shown] {
		mark := "• "
		if list.Ordered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		lines = append(lines, t.hanging(mark, t.pieces(item), ""))
	}
	return t.withRest(lines, list.Rest, shown, len(list.Items))
}

func (t *textRenderer) withRest(lines []string, r Rest, shown, given int) string {
	if line := t.rest(r, shown, given); line != nil {
		lines = append(lines, t.paragraph(line, ""))
	}
	return strings.Join(lines, "\n")
}

func (t *textRenderer) facts(facts Facts) string {
	var lines []string
	for _, f := range facts {
		line := append(t.label(f.Label), Said(" "))
		lines = append(lines, t.hanging("", t.pieces(append(line, f.Value...)), ""))
	}
	return strings.Join(lines, "\n")
}

func (t *textRenderer) buttonList(buttons Buttons) string {
	var lines []string
	for _, b := range buttons {
		t.buttons++
		lines = append(lines, t.hanging(fmt.Sprintf("[%d] ", t.buttons), t.pieces(t.button(b)), ""))
	}
	return strings.Join(lines, "\n")
}

func (t *textRenderer) form(f Form) string {
	var lines []string
	if title := t.paragraph(Line{Strong(f.Title)}, ""); title != "" {
		lines = append(lines, title)
	}
	for _, field := range f.Fields {
		lines = append(lines, t.hanging("• ", t.pieces(t.field(field)), ""))
	}
	if say := t.paragraph(t.button(Button{Label: f.Submit, Say: f.Say}), ""); say != "" {
		lines = append(lines, say)
	}
	return strings.Join(lines, "\n")
}
