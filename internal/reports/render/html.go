package render

import (
	"context"
	_ "embed"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/i18n"
)

//go:embed style.css
var style string

// writeHTML writes one page that needs nothing else: no script, no picture, no address outside.
func writeHTML(ctx context.Context, m *model, w io.Writer) error {
	p := &page{model: m, markup: newMarkup(w), face: newFace(regularType(), m.voice)}
	p.head()
	p.top()
	p.contents()
	p.raw("<main>\n")
	for i := range m.sections {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.section(&m.sections[i])
	}
	if len(m.sections) > 0 {
		p.raw("</section>\n")
	}
	p.raw("</main>\n</body>\n</html>\n")
	return p.Flush()
}

// page is an HTML page in the making.
type page struct {
	*model
	markup
	face *face
}

func (p *page) head() {
	p.raw("<!DOCTYPE html>\n<html lang=\"", p.language(), "\" dir=\"", string(p.direction()), "\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.raw(`<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n")
	p.raw(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`, "\n<title>")
	p.text(p.title + " – " + p.subject)
	p.raw("</title>\n<style>\n", style, p.pageNumbers(), "</style>\n</head>\n<body>\n")
}

// pageNumbers is the foot of printed pages, in words of the catalogue.
func (p *page) pageNumbers() string {
	const number, all = "\x00", "\x01" // stand for counters while the sentence is made
	sentence := p.voice.Sentence("render.page", "page", i18n.Said(number), "pages", i18n.Said(all))
	content := `"` + cssText.Replace(sentence) + `"`
	digits := ""
	if p.rightToLeft() {
		digits = ", arabic-indic"
	}
	content = strings.ReplaceAll(content, number, `" counter(page`+digits+`) "`)
	content = strings.ReplaceAll(content, all, `" counter(pages`+digits+`) "`)
	return "@media print{@page{@bottom-center{content:" + content + ";font-size:8pt;color:#4a5a6a}}}\n"
}

// cssText escapes a text within quotes in a style sheet, which ends where a page says so.
var cssText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "<", `\3c `)

// top is the head of the report.
func (p *page) top() {
	p.raw("<header>\n<p class=\"plan\"><bdi>")
	p.text(p.subject)
	p.raw("</bdi></p>\n<h1>")
	p.text(p.title)
	p.raw("</h1>\n")
	if p.banner != "" {
		p.raw("<p class=\"banner\">")
		p.text(p.banner)
		if p.bannerAt != "" {
			p.raw(" ")
			p.link(p.bannerAt, p.voice.say("render.banner.more"))
		}
		p.raw("</p>\n")
	}
	p.raw("<dl class=\"facts\">\n")
	for i := range p.facts {
		p.raw("<dt>")
		p.text(p.facts[i].label)
		p.raw("</dt><dd>")
		p.value(&p.facts[i].value, nil)
		p.raw("</dd>\n")
	}
	p.raw("</dl>\n</header>\n")
}

func (p *page) contents() {
	title := p.voice.say("render.contents")
	p.raw("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">")
	p.text(title)
	p.raw("</h2>\n<ol>\n")
	for i := range p.sections {
		if s := &p.sections[i]; s.level == 2 {
			p.raw("<li>")
			p.link("#"+s.id, s.heading)
			p.raw("</li>\n")
		}
	}
	p.raw("</ol>\n</nav>\n")
}

// section opens a chapter, and closes the one before, or writes a part of one.
func (p *page) section(s *section) {
	switch {
	case s.level == 2 && s != &p.sections[0]:
		p.raw("</section>\n")
		fallthrough
	case s.level == 2:
		p.raw("<section aria-labelledby=\"")
		p.text(s.id)
		p.raw("\">\n<h2 id=\"")
		p.text(s.id)
		p.raw("\">")
		p.text(s.heading)
		p.raw("</h2>\n")
	default:
		p.raw("<h3 id=\"")
		p.text(s.id)
		p.raw("\"><bdi>")
		p.text(s.heading)
		p.raw("</bdi></h3>\n")
	}
	for _, b := range s.blocks {
		p.block(s, b)
	}
}

func (p *page) block(s *section, b block) {
	switch b := b.(type) {
	case paragraph:
		p.raw("<p>")
		p.text(string(b))
		p.raw("</p>\n")
	case definitions:
		p.raw("<dl class=\"terms\">\n")
		for _, d := range b {
			p.raw("<dt>")
			p.text(d.term)
			p.raw("</dt><dd>")
			p.text(d.text)
			p.raw("</dd>\n")
		}
		p.raw("</dl>\n")
	case *chart:
		p.chart(b)
	case *table:
		p.table(b, s.level > 2 || b.title == s.heading)
	}
}
