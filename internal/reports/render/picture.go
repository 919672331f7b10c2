package render

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// dots is how many dots a point of a drawing has, for screens and for print.
const dots = 2.5

// picture is a drawing as PNG, for formats that know no shapes.
func (d *drawing) picture(t *typeface) ([]byte, error) {
	to := image.NewRGBA(image.Rect(0, 0, int(d.width*dots), int(d.height*dots)))
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	for i := range d.boxes {
		d.boxes[i].paint(to)
	}
	letter, err := opentype.NewFace(t.font, &opentype.FaceOptions{Size: letters * dots, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, err
	}
	for i := range d.labels {
		d.paint(to, letter, &d.labels[i])
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, to); err != nil {
		return nil, err
	}
	return out.Bytes(), letter.Close()
}

func (b *box) paint(to *image.RGBA) {
	area := image.Rect(int(b.x*dots), int(b.y*dots), int((b.x+b.w)*dots), int((b.y+b.h)*dots))
	draw.Draw(to, area, image.NewUniform(b.look.fill.solid()), image.Point{}, draw.Src)
	for _, s := range b.strokes() {
		paintLine(to, s, 0.8, b.look.ink())
	}
	if b.bare {
		return
	}
	x2, y2 := b.x+b.w, b.y+b.h
	for _, s := range []stroke{{b.x, b.y, x2, b.y}, {b.x, y2, x2, y2}, {b.x, b.y, b.x, y2}, {x2, b.y, x2, y2}} {
		paintLine(to, s, 0.7, ink)
	}
}

func (c rgb) solid() color.RGBA { return color.RGBA{c[0], c[1], c[2], 255} }

// paintLine draws a stroke that is level, upright or at 45 degrees.
func paintLine(to *image.RGBA, s stroke, width float64, c rgb) {
	half := width / 2
	dx, dy := half, half
	switch {
	case s.x1 == s.x2:
		dy = 0
	case s.y1 == s.y2:
		dx = 0
	case (s.x2-s.x1)*(s.y2-s.y1) > 0:
		dx, dy = half*0.7, -half*0.7
	default:
		dx, dy = half*0.7, half*0.7
	}
	area := image.Rect(int((s.x1-1)*dots), int((min(s.y1, s.y2)-1)*dots), int((s.x2+1)*dots)+1, int((max(s.y1, s.y2)+1)*dots)+1)
	if s.x2 < s.x1 {
		area.Min.X, area.Max.X = int((s.x2-1)*dots), int((s.x1+1)*dots)+1
	}
	area = area.Intersect(to.Bounds()) // the rasteriser clears all it is given
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(x, y float64) (float32, float32) {
		return float32(x*dots) - float32(area.Min.X), float32(y*dots) - float32(area.Min.Y)
	}
	r.MoveTo(at(s.x1+dx, s.y1+dy))
	r.LineTo(at(s.x2+dx, s.y2+dy))
	r.LineTo(at(s.x2-dx, s.y2-dy))
	r.LineTo(at(s.x1-dx, s.y1-dy))
	r.ClosePath()
	r.Draw(to, area, image.NewUniform(c.solid()), image.Point{})
}

func (d *drawing) paint(to *image.RGBA, letter font.Face, l *label) {
	text := printable(visual(l.text, d.direction))
	x := fixed.Int26_6(l.x * dots * 64)
	switch w := font.MeasureString(letter, text); l.anchor {
	case centre:
		x -= w / 2
	case right:
		x -= w
	case left:
	}
	c := ink
	if l.white {
		c = rgb{255, 255, 255}
	}
	drawer := font.Drawer{Dst: to, Src: image.NewUniform(c.solid()), Face: letter, Dot: fixed.Point26_6{X: x, Y: fixed.Int26_6(l.y * dots * 64)}}
	drawer.DrawString(text)
}
