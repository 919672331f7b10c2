package render

import (
	"context"
	"io"
	"strings"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-pdf/fpdf"

	"github.com/accord-tracker/accord/internal/bidi"
)

// A page is A4, in points.
const (
	pageWidth, pageHeight = 595.28, 841.89
	margin                = 42.0
	bottom                = pageHeight - 52
	textWidth             = pageWidth - 2*margin
)

// writePDF writes a PDF with letters that are built in. It has an outline, links and its language, but no tags: HTML is
// the accessible form, and Chromium makes a tagged PDF of it.
func writePDF(ctx context.Context, m *model, w io.Writer) error {
	p := newPDF(m)
	p.AddPage()
	p.y = margin
	p.top()
	for i := range m.sections {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.section(&m.sections[i])
	}
	p.footers()
	return p.Output(w)
}

// pdf is a PDF in the making. Its y is where the next thing begins.
type pdf struct {
	*model
	*fpdf.Fpdf
	regular, bold *face
	y             float64
	links         map[string]int
}

func newPDF(m *model) *pdf {
	f := fpdf.New("P", "pt", "A4", "")
	f.AddUTF8FontFromBytes("dejavu", "", dejavusans.TTF)
	f.AddUTF8FontFromBytes("dejavu", "B", dejavusansbold.TTF)
	f.SetAutoPageBreak(false, 0)
	f.SetCatalogSort(true)
	f.SetCreationDate(m.made.UTC())
	f.SetModificationDate(m.made.UTC())
	f.SetTitle(m.title+" – "+m.subject, true)
	f.SetSubject(m.subject, true)
	f.SetCreator("Accord", true)
	f.SetProducer("Accord", true)
	f.SetLang(m.language())
	f.SetFont("dejavu", "", 9)
	return &pdf{
		model: m, Fpdf: f, regular: newFace(regularType(), m.voice), bold: newFace(boldType(), m.voice), links: map[string]int{},
	}
}

// style of letters.
type letterStyle struct {
	size  float64
	bold  bool
	color rgb
}

var (
	ink      = rgb{0x1b, 0x27, 0x33}
	soft     = rgb{0x4a, 0x5a, 0x6a}
	linkBlue = rgb{0x0b, 0x4f, 0x8a}
	body     = letterStyle{size: 9.5, color: ink}
	quiet    = letterStyle{size: 9.5, color: soft}
	strong   = letterStyle{size: 9.5, bold: true, color: ink}
	small    = letterStyle{size: 7.5, color: ink}
	smallRow = letterStyle{size: 7.5, bold: true, color: ink}
)

const leading = 1.4 // of lines, in sizes

func (p *pdf) face(s letterStyle) *face {
	if s.bold {
		return p.bold
	}
	return p.regular
}

func (p *pdf) use(s letterStyle) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	p.SetFont("dejavu", weight, s.size)
	p.SetTextColor(int(s.color[0]), int(s.color[1]), int(s.color[2]))
}

// line writes a line of text whose edge, or middle, is at x, with its baseline at y.
func (p *pdf) line(text string, x, y float64, at anchor, s letterStyle) {
	drawn := printable(visual(text, p.direction()))
	if at != left {
		w := p.face(s).width(drawn, s.size)
		if at == centre {
			w /= 2
		}
		x -= w
	}
	p.Text(x, y, drawn)
}

// printable takes out what no font of the document can show in one letter.
func printable(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > 0xffff }) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ':
			return ' '
		case r > 0xffff:
			return '\ufffd'
		default:
			return r
		}
	}, text)
}

// paragraph writes a text between two edges, at the side where its language begins.
func (p *pdf) paragraph(text string, x, width float64, s letterStyle) {
	p.use(s)
	for _, line := range p.face(s).wrap(text, s.size, width) {
		p.room(s.size * leading)
		p.use(s)
		if p.rightToLeft() {
			p.line(line, x+width, p.y+s.size, right, s)
		} else {
			p.line(line, x, p.y+s.size, left, s)
		}
		p.y += s.size * leading
	}
}

// room begins a new page if there is less than h left on this one.
func (p *pdf) room(h float64) {
	if p.y+h > bottom {
		p.AddPage()
		p.y = margin
	}
}

// top is the head of the report.
func (p *pdf) top() {
	p.paragraph(p.subject, margin, textWidth, letterStyle{size: 10.5, bold: true, color: soft})
	p.y += 2
	p.paragraph(p.title, margin, textWidth, letterStyle{size: 20, bold: true, color: ink})
	p.y += 8
	if p.banner != "" {
		p.SetFillColor(0xfd, 0xf6, 0xe7)
		lines := p.bold.wrap(p.banner, strong.size, textWidth-20)
		h := float64(len(lines))*strong.size*leading + 12
		p.Rect(margin, p.y, textWidth, h, "F")
		p.y += 6
		p.paragraph(p.banner, margin+10, textWidth-20, strong)
		p.y += 14
	}
	const labels = 150.0
	for i := range p.facts {
		f := &p.facts[i]
		x, value := margin, margin+labels
		if p.rightToLeft() {
			x, value = pageWidth-margin-labels+8, margin
		}
		y := p.y
		p.paragraph(f.label, x, labels-8, quiet)
		after := p.y
		p.y = y
		p.paragraph(p.shownAs(&f.value, nil), value, textWidth-labels, body)
		p.y = max(p.y, after)
	}
}

// shownAs is the cell as it stands in a line of the document's direction.
func (p *pdf) shownAs(c *cell, of *column) string {
	text := p.voice.text(c, of)
	switch c.kind {
	case written, code:
		return bidi.Isolate(text, p.direction())
	case names, codes:
		items := make([]string, len(c.list))
		for i, item := range c.list {
			items[i] = bidi.Isolate(item, p.direction())
		}
		return strings.Join(items, p.voice.say("render.list_separator")+" ")
	default:
		return text
	}
}

func (p *pdf) section(s *section) {
	style := letterStyle{size: 14, bold: true, color: ink}
	if s.level > 2 {
		style.size = 10.5
	}
	p.y += style.size * 0.9
	p.room(map[int]float64{2: 160, 3: 110}[s.level]) // a heading does not stand alone at the end of a page
	if s.level == 2 {
		p.rule(p.y, 1.2, ink)
		p.y += 6
	}
	p.Bookmark(bidi.Strip(s.heading), s.level-2, p.y)
	p.paragraph(s.heading, margin, textWidth, style)
	p.y += 3
	for _, b := range s.blocks {
		p.block(s, b)
	}
}

func (p *pdf) block(s *section, b block) {
	switch b := b.(type) {
	case paragraph:
		p.paragraph(string(b), margin, textWidth, body)
		p.y += 4
	case definitions:
		for _, d := range b {
			p.room(3 * body.size * leading)
			p.paragraph(d.term, margin, textWidth, strong)
			p.paragraph(d.text, margin, textWidth, body)
			p.y += 5
		}
	case *chart:
		p.chart(b)
	case *table:
		if b.title != s.heading && s.level == 2 {
			p.y += 4
			p.room(70)
			p.paragraph(b.title, margin, textWidth, strong)
		}
		p.table(b)
	}
}

func (p *pdf) rule(y, width float64, c rgb) {
	p.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
	p.SetLineWidth(width)
	p.Line(margin, y, pageWidth-margin, y)
}

// footers number the pages, once it is known how many there are.
func (p *pdf) footers() {
	pages := p.PageCount()
	s := letterStyle{size: 8, color: soft}
	for page := 1; page <= pages; page++ {
		p.SetPage(page)
		p.use(s)
		p.line(p.voice.Sentence("render.page", "page", page, "pages", pages), pageWidth/2, pageHeight-28, centre, s)
	}
}
