package render

import (
	"strings"

	"github.com/accord-tracker/accord/internal/bidi"
)

// drawing is a chart as shapes, in points from the top left corner. SVG, PDF and PNG draw the same shapes.
type drawing struct {
	width, height float64
	direction     bidi.Direction
	boxes         []box
	labels        []label // over the boxes
}

// box is a rectangle with a look, and with a thin edge unless it is bare.
type box struct {
	x, y, w, h float64
	look       look
	bare       bool
}

// label is a line of text. Its y is that of the baseline; its x that of the edge, or the middle, that anchor names.
type label struct {
	x, y   float64
	text   string
	anchor anchor
	white  bool
	size   float64
}

type anchor int

const (
	left anchor = iota
	centre
	right
)

const (
	chartWidth  = 680.0
	namesWidth  = 240.0 // room for what the bars are called
	barsGap     = 12.0  // between names and bars
	valueWidth  = 40.0  // room after the longest bar
	barHeight   = 20.0
	barPitch    = 32.0
	legendPitch = 20.0
	letters     = 11.0 // size
)

// draw lays a chart out: the legend, then a bar for each name. In a right-to-left language all is mirrored.
func (c *chart) draw(f *face, direction bidi.Direction) *drawing {
	d := &drawing{width: chartWidth, direction: direction}
	y := d.legend(c, f) + 8
	unit := (chartWidth - namesWidth - barsGap - valueWidth) / float64(c.most())
	for i, name := range c.names {
		d.name(f, name, y)
		d.bar(c, f, i, y, unit)
		y += barPitch
	}
	d.height = y
	if direction == bidi.RTL {
		d.mirror()
	}
	return d
}

// legend says which look is which series, where there are several, and returns where it ends.
func (d *drawing) legend(c *chart, f *face) float64 {
	if len(c.series) < 2 {
		return 0
	}
	x, y := 0.0, 2.0
	for _, s := range c.series {
		wide := 22 + f.width(s.name, letters) + 18
		if x > 0 && x+wide > d.width {
			x, y = 0, y+legendPitch
		}
		d.boxes = append(d.boxes, box{x: x, y: y, w: 16, h: 12, look: s.look})
		d.labels = append(d.labels, label{x: x + 22, y: y + 10, text: s.name, size: letters})
		x += wide
	}
	return y + legendPitch
}

// name stands beside its bar, on two lines if it must. More is cut with an ellipsis; the table has it whole.
func (d *drawing) name(f *face, name string, y float64) {
	lines := f.wrap(name, letters, namesWidth)
	if len(lines) > 2 {
		lines = []string{lines[0], strings.TrimSpace(lines[1]) + "…"}
	}
	baseline := y + barHeight/2 + letters*0.36
	if len(lines) == 2 {
		baseline -= letters * 0.6
	}
	for i, line := range lines {
		d.labels = append(d.labels, label{x: namesWidth, y: baseline + float64(i)*letters*1.2, text: line, anchor: right, size: letters})
	}
}

func (d *drawing) bar(c *chart, f *face, i int, y, unit float64) {
	x := namesWidth + barsGap
	for _, s := range c.series {
		if s.values[i] == 0 {
			continue
		}
		w := unit * float64(s.values[i])
		d.boxes = append(d.boxes, box{x: x, y: y, w: w, h: barHeight, look: s.look})
		if len(c.series) > 1 {
			d.inside(f, s, i, x+w/2, y, w)
		}
		x += w
	}
	if len(c.series) == 1 {
		d.labels = append(d.labels, label{x: x + 6, y: y + barHeight/2 + letters*0.36, text: f.number(c.series[0].values[i]), size: letters})
	}
}

// inside writes a number into its part of the bar, on a patch without strokes, where there is room.
func (d *drawing) inside(f *face, s series, i int, x, y, room float64) {
	text := f.number(s.values[i])
	w := f.width(text, letters) + 6
	if w > room {
		return
	}
	if s.look.slant != plain {
		d.boxes = append(d.boxes, box{x: x - w/2, y: y + 3, w: w, h: barHeight - 6, look: look{fill: s.look.fill}, bare: true})
	}
	d.labels = append(d.labels, label{x: x, y: y + barHeight/2 + letters*0.36, text: text, anchor: centre, white: s.look.dark, size: letters})
}

func (d *drawing) mirror() {
	for i := range d.boxes {
		d.boxes[i].x = d.width - d.boxes[i].x - d.boxes[i].w
	}
	for i := range d.labels {
		d.labels[i].x = d.width - d.labels[i].x
		d.labels[i].anchor = right - d.labels[i].anchor
	}
}

// stroke is a line from one point to another.
type stroke struct{ x1, y1, x2, y2 float64 }

// strokes are the lines of the look within the box.
func (b *box) strokes() []stroke {
	const apart = 6.0
	var all []stroke
	switch b.look.slant {
	case level:
		for y := apart / 2; y < b.h; y += apart {
			all = append(all, stroke{b.x, b.y + y, b.x + b.w, b.y + y})
		}
	case rising, falling:
		for at := apart; at < b.w+b.h; at += apart {
			// the line from (at, 0) down to (at − h, h), cut at the sides
			from, to := min(at, b.w), max(at-b.h, 0)
			y1, y2 := at-from, at-to
			if b.look.slant == falling {
				y1, y2 = b.h-y1, b.h-y2
			}
			all = append(all, stroke{b.x + from, b.y + y1, b.x + to, b.y + y2})
		}
	case plain:
	}
	return all
}

// ink is the colour of the strokes: darker than a light fill, lighter than a dark one.
func (l look) ink() rgb {
	ink := l.fill
	for i, c := range l.fill {
		if l.dark {
			ink[i] = c + (255-c)/3
		} else {
			ink[i] = uint8(int(c) * 7 / 10)
		}
	}
	return ink
}
