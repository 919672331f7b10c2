package render

import (
	"strings"
)

const padding = 3.5 // of a cell, left and right

// table writes a table over as many pages as it takes, with its head on each.
func (p *pdf) table(t *table) {
	g := p.grid(t)
	limit := p.limit(t)
	p.y += 2
	p.room(g.headHeight() + 24)
	g.head()
	for i := range limit {
		g.row(i)
	}
	p.y += 6
	if limit < t.count {
		p.paragraph(p.cut(t, limit), margin, textWidth, quiet)
		p.y += 4
	}
}

// grid is a table with the places of its columns.
type grid struct {
	*pdf
	table   *table
	columns []gridColumn
	width   float64
}

type gridColumn struct {
	at    int // in the table
	x, w  float64
	title []string // lines
}

func (p *pdf) grid(t *table) *grid {
	g := &grid{pdf: p, table: t, width: textWidth}
	if t.narrow {
		g.width *= narrowPart
	}
	shown := t.shown(inPrint)
	widths := p.widths(t, shown, measure{p.regular, p.bold, small.size, padding, g.width})
	x := margin
	for i, at := range shown {
		c := gridColumn{at: at, x: x, w: widths[i]}
		if p.rightToLeft() {
			c.x = pageWidth - x - c.w
		}
		x += c.w
		c.title = p.bold.wrap(t.columns[at].title, smallRow.size, c.w-2*padding)
		g.columns = append(g.columns, c)
	}
	return g
}

func (g *grid) headHeight() float64 {
	lines := 1
	for i := range g.columns {
		lines = max(lines, len(g.columns[i].title))
	}
	return float64(lines)*small.size*leading + 6
}

func (g *grid) head() {
	h := g.headHeight()
	g.SetFillColor(0xf3, 0xf6, 0xf9)
	g.Rect(g.left(), g.y, g.width, h, "F")
	g.use(smallRow)
	for i := range g.columns {
		c := &g.columns[i]
		y := g.y + h - 4 - float64(len(c.title)-1)*small.size*leading
		for j, line := range c.title {
			g.cellLine(c, line, y+float64(j)*small.size*leading-1, smallRow)
		}
	}
	g.y += h
	g.under(1, ink)
}

// left is where the table begins on the page.
func (g *grid) left() float64 {
	if g.rightToLeft() {
		return pageWidth - margin - g.width
	}
	return margin
}

// under draws a line under what was written.
func (g *grid) under(width float64, c rgb) {
	g.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
	g.SetLineWidth(width)
	g.Line(g.left(), g.y, g.left()+g.width, g.y)
}

// cellLine writes a line in a column, at the edge where its kind belongs.
func (g *grid) cellLine(c *gridColumn, line string, y float64, s letterStyle) {
	if g.table.columns[c.at].kind.toTheEnd() != g.rightToLeft() {
		g.line(line, c.x+c.w-padding, y, right, s)
		return
	}
	g.line(line, c.x+padding, y, left, s)
}

// row writes a row. One that is longer than what is left of the page begins on the next, and one that is longer than a
// page goes on there.
func (g *grid) row(i int) {
	cells := g.table.row(i)
	style := small
	if g.table.total && i == 0 {
		style = smallRow
	}
	texts := make([][]string, len(g.columns))
	lines := 1
	for j := range g.columns {
		c := &g.columns[j]
		texts[j] = g.face(style).wrap(g.shownAs(&cells[c.at], &g.table.columns[c.at]), style.size, c.w-2*padding)
		lines = max(lines, len(texts[j]))
	}
	pitch := style.size * leading
	if g.y+min(float64(lines)*pitch, 240)+5 > bottom {
		g.next()
	}
	g.anchors(cells)
	for from := 0; from < lines; {
		if from > 0 {
			g.next()
		}
		to := min(lines, from+max(1, int((bottom-g.y-5)/pitch)))
		g.lines(cells, texts, from, to, style)
		from = to
	}
}

// next goes on with the table on a new page.
func (g *grid) next() {
	g.AddPage()
	g.y = margin
	g.head()
}

// lines writes some lines of every cell of a row.
func (g *grid) lines(cells []cell, texts [][]string, from, to int, s letterStyle) {
	pitch := s.size * leading
	for j := range g.columns {
		c := &g.columns[j]
		style := s
		if cells[c.at].link != "" {
			style.color = linkBlue
		}
		g.use(style)
		for k := from; k < min(to, len(texts[j])); k++ {
			g.cellLine(c, texts[j][k], g.y+2+float64(k-from)*pitch+s.size, style)
		}
		if link := cells[c.at].link; link != "" {
			g.linkTo(link, c.x, g.y, c.w, float64(to-from)*pitch)
		}
	}
	g.y += float64(to-from)*pitch + 5
	g.under(0.4, rgb{0xc9, 0xd3, 0xdc})
}

// anchors let others lead to this row.
func (g *grid) anchors(cells []cell) {
	for i := range cells {
		if id := cells[i].id; id != "" {
			g.SetLink(g.anchor(id), g.y, -1)
		}
	}
}

func (p *pdf) linkTo(address string, x, y, w, h float64) {
	if id, inside := strings.CutPrefix(address, "#"); inside {
		p.Link(x, y, w, h, p.anchor(id))
		return
	}
	p.LinkString(x, y, w, h, address)
}

func (p *pdf) anchor(id string) int {
	link, ok := p.links[id]
	if !ok {
		link = p.AddLink()
		p.links[id] = link
	}
	return link
}

// chart draws the shapes of a chart.
func (p *pdf) chart(c *chart) {
	d := c.draw(p.regular, p.direction())
	const scale = textWidth / chartWidth
	p.y += 4
	p.room(d.height*scale + 24)
	p.paragraph(c.title, margin, textWidth, strong)
	p.y += 3
	for i := range d.boxes {
		p.box(&d.boxes[i], scale)
	}
	for i := range d.labels {
		l := &d.labels[i]
		s := letterStyle{size: l.size * scale, color: ink}
		if l.white {
			s.color = rgb{255, 255, 255}
		}
		p.use(s)
		p.line(l.text, margin+l.x*scale, p.y+l.y*scale, l.anchor, s)
	}
	p.y += d.height*scale + 4
}

func (p *pdf) box(b *box, scale float64) {
	fill, line := b.look.fill, b.look.ink()
	p.SetFillColor(int(fill[0]), int(fill[1]), int(fill[2]))
	p.Rect(margin+b.x*scale, p.y+b.y*scale, b.w*scale, b.h*scale, "F")
	p.SetDrawColor(int(line[0]), int(line[1]), int(line[2]))
	p.SetLineWidth(0.7)
	for _, s := range b.strokes() {
		p.Line(margin+s.x1*scale, p.y+s.y1*scale, margin+s.x2*scale, p.y+s.y2*scale)
	}
	if !b.bare {
		p.SetDrawColor(int(ink[0]), int(ink[1]), int(ink[2]))
		p.SetLineWidth(0.5)
		p.Rect(margin+b.x*scale, p.y+b.y*scale, b.w*scale, b.h*scale, "D")
	}
}
