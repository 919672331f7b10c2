package render

import (
	"strconv"

	"github.com/accord-tracker/accord/internal/bidi"
)

// chart writes a chart as inline SVG. Its table follows in the page.
func (p *page) chart(c *chart) {
	d := c.draw(p.face, p.direction())
	id := "chart-" + c.key
	p.raw("<figure>\n<figcaption>")
	p.text(c.title)
	p.raw("</figcaption>\n<svg viewBox=\"0 0 ", dot(d.width), " ", dot(d.height), `" role="img" aria-labelledby="`, id, "-t ", id, "-d\">\n<title id=\"", id, "-t\">")
	p.text(c.title)
	p.raw("</title>\n<desc id=\"", id, "-d\">")
	p.text(c.text)
	p.raw("</desc>\n")
	for i := range d.boxes {
		p.box(&d.boxes[i])
	}
	for i := range d.labels {
		p.label(&d.labels[i], d.direction)
	}
	p.raw("</svg>\n</figure>\n")
}

func (p *page) box(b *box) {
	p.raw(`<rect x="`, dot(b.x), `" y="`, dot(b.y), `" width="`, dot(b.w), `" height="`, dot(b.h), `" fill="`, b.look.fill.hex(), `"`)
	if !b.bare {
		p.raw(` stroke="#1b2733" stroke-width=".7"`)
	}
	p.raw("/>\n")
	strokes := b.strokes()
	if len(strokes) == 0 {
		return
	}
	p.raw(`<path stroke="`, b.look.ink().hex(), `" stroke-width="1" d="`)
	for _, s := range strokes {
		p.raw("M", dot(s.x1), " ", dot(s.y1), "L", dot(s.x2), " ", dot(s.y2))
	}
	p.raw("\"/>\n")
}

// label leaves joining and reordering to the browser, for which an edge is a start or an end.
func (p *page) label(l *label, direction bidi.Direction) {
	at := [...]string{left: "start", centre: "middle", right: "end"}
	if direction == bidi.RTL {
		at[left], at[right] = at[right], at[left]
	}
	p.raw(`<text x="`, dot(l.x), `" y="`, dot(l.y), `" font-size="`, dot(l.size), `" text-anchor="`, at[l.anchor], `"`)
	if l.white {
		p.raw(` fill="#fff"`)
	} else {
		p.raw(` fill="#1b2733"`)
	}
	p.raw(">")
	p.text(l.text)
	p.raw("</text>\n")
}

func dot(f float64) string { return strconv.FormatFloat(float64(int(f*10+0.5))/10, 'f', -1, 64) }

func (c rgb) hex() string {
	const digits = "0123456789abcdef"
	out := []byte{'#'}
	for _, v := range c {
		out = append(out, digits[v>>4], digits[v&15])
	}
	return string(out)
}
