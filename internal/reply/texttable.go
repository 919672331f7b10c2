package reply

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// A column may be squeezed to its longest word, but of a very long one to this.
const longWord = 16

const gap = "  "

func (t *textRenderer) table(table Table) string {
	shown := t.cut(len(table.Rows))
	var lines []string
	if caption := t.paragraph(Line{Strong(table.Caption)}, ""); caption != "" {
		lines = append(lines, caption)
	}
	if g := t.grid(table, shown); g.fits(t.Width) {
		lines = append(lines, g.lines(t)...)
	} else {
		lines = append(lines, t.records(table, shown)...)
	}
	return t.withRest(lines, table.Rest, shown, len(table.Rows))
}

// grid is a table whose columns have a width. Row 0 is the header.
type grid struct {
	rows   [][][]word // row, column, words of the cell
	widths []int
	least  []int // a column cannot be narrower
	align  []Align
}

func (t *textRenderer) grid(table Table, shown int) *grid {
	columns := table.columns()
	g := &grid{widths: make([]int, columns), least: make([]int, columns), align: make([]Align, columns)}
	copy(g.align, table.Align)
	header := make([]Line, columns)
	for i, h := range table.Header {
		header[i] = Line{Strong(h)}
	}
	g.add(t, header)
	for _, row := range table.Rows[:shown] {
		g.add(t, row)
	}
	g.squeeze(t.Width)
	return g
}

func (table Table) columns() int {
	n := len(table.Header)
	for _, row := range table.Rows {
		n = max(n, len(row))
	}
	return n
}

func (g *grid) add(t *textRenderer, row []Line) {
	cellsOfRow := make([][]word, len(g.widths))
	for i, cell := range row {
		words := wordsOf(t.pieces(cell))
		cellsOfRow[i] = words
		g.widths[i] = max(g.widths[i], cellWidth(words))
		g.least[i] = max(g.least[i], min(longest(words), longWord), longestWhole(words))
	}
	g.rows = append(g.rows, cellsOfRow)
}

func cellWidth(words []word) int {
	n := max(len(words)-1, 0)
	for _, w := range words {
		n += w.cells()
	}
	return n
}

func longest(words []word) int {
	n := 0
	for _, w := range words {
		n = max(n, w.cells())
	}
	return n
}

func longestWhole(words []word) int {
	n := 0
	for _, w := range words {
		if w.whole() {
			n = max(n, w.cells())
		}
	}
	return n
}

// squeeze takes cells from the widest column that can give some, until the table fits or none can.
func (g *grid) squeeze(width int) {
	for over := g.total() - width; over > 0; over-- {
		widest := -1
		for i, w := range g.widths {
			if w > g.least[i] && (widest < 0 || w > g.widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		g.widths[widest]--
	}
}

func (g *grid) total() int {
	n := len(gap) * max(len(g.widths)-1, 0)
	for _, w := range g.widths {
		n += w
	}
	return n
}

func (g *grid) fits(width int) bool { return width > 0 && len(g.widths) > 0 && g.total() <= width }

func (g *grid) lines(t *textRenderer) []string {
	var lines []string
	for i, row := range g.rows {
		lines = append(lines, g.row(t, row)...)
		if i == 0 {
			lines = append(lines, g.rule(t))
		}
	}
	return lines
}

// row is one row of cells, of as many lines as its longest cell.
func (g *grid) row(t *textRenderer, row [][]word) []string {
	columns := make([][]string, len(row))
	height := 0
	for i, words := range row {
		columns[i] = g.cell(t, words, i)
		height = max(height, len(columns[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		parts := make([]string, len(columns))
		for i, column := range columns {
			parts[i] = strings.Repeat(" ", g.widths[i])
			if n < len(column) {
				parts[i] = column[n]
			}
		}
		lines[n] = g.joined(t, parts)
	}
	return lines
}

// joined sets the columns side by side, the first one where reading starts. The row itself runs from left to right,
// whatever its cells hold, so that columns stay columns on terminals that reorder text and on those that do not.
func (g *grid) joined(t *textRenderer, parts []string) string {
	start := ""
	if t.direction == bidi.RTL {
		slices.Reverse(parts)
		start = "\u200e"
	}
	return start + strings.TrimRight(strings.Join(parts, gap), " ")
}

// cell is the lines of a cell, each as wide as its column.
func (g *grid) cell(t *textRenderer, words []word, column int) []string {
	var texts []string
	for _, line := range wrap(words, g.widths[column]) {
		texts = append(texts, t.line(line, ""))
	}
	atRight := (g.align[column] == End) != (t.direction == bidi.RTL)
	for i, text := range closeIsolates(texts) {
		pad := strings.Repeat(" ", max(g.widths[column]-cells(plainOf(text)), 0))
		if bidi.HasRTL(text) && !isIsolated(text) {
			text = bidi.FSI + text + bidi.PDI
		}
		if texts[i] = text + pad; atRight {
			texts[i] = pad + text
		}
	}
	return texts
}

// isIsolated says whether all of the text stands in one isolate already.
func isIsolated(text string) bool {
	return strings.IndexFunc(text, isOpener) == 0 && strings.Index(text, bidi.PDI) == len(text)-len(bidi.PDI)
}

// plainOf is a shown text without its colours.
func plainOf(text string) string {
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		if !found {
			return text
		}
		_, after, _ = strings.Cut(after, "m")
		text = before + after
	}
}

func (g *grid) rule(t *textRenderer) string {
	parts := make([]string, len(g.widths))
	for i, w := range g.widths {
		parts[i] = strings.Repeat("─", w)
	}
	return g.joined(t, parts)
}

// records shows the rows one below the other, where there is no room for columns or nothing that would align them:
// the first cell, then the others with the names of their columns.
func (t *textRenderer) records(table Table, shown int) []string {
	var lines []string
	for _, row := range table.Rows[:shown] {
		var line Line
		for i, cell := range row {
			if len(t.pieces(cell)) == 0 {
				continue
			}
			if len(line) > 0 {
				line = append(line, Said("; "))
			}
			if i > 0 && i < len(table.Header) && table.Header[i] != "" {
				line = append(append(line, t.label(table.Header[i])...), Said(" "))
			}
			line = append(line, cell...)
		}
		lines = append(lines, t.hanging("• ", t.pieces(line), ""))
	}
	return lines
}
