package render

// wide is how many columns a table has before it may need to scroll on a narrow screen: a telephone has room for two.
const wide = 2

// table writes a table whose first column heads the rows. A quiet caption is for those who listen: the heading over it
// says the same.
func (p *page) table(t *table, quiet bool) {
	shown := t.shown(inPrint)
	scrolls := len(shown) > wide
	if scrolls {
		p.raw(`<div class="scroll" role="region" tabindex="0" aria-label="`)
		p.text(p.voice.Sentence("render.scrolls", "title", t.title))
		p.raw("\">\n")
	}
	p.raw("<table")
	switch {
	case t.key == "matrix":
		p.raw(` class="matrix"`)
	case t.narrow:
		p.raw(` class="narrow"`)
	}
	p.raw(">\n<caption")
	if quiet {
		p.raw(` class="quiet"`)
	}
	p.raw(">")
	p.text(t.title)
	p.raw("</caption>\n<thead>\n<tr>")
	for _, at := range shown {
		p.raw(`<th scope="col"`, class(&t.columns[at]), ">")
		p.text(t.columns[at].title)
		p.raw("</th>")
	}
	p.raw("</tr>\n</thead>\n<tbody>\n")
	limit := p.limit(t)
	for i := range limit {
		p.row(t, i, shown)
	}
	p.raw("</tbody>\n</table>\n")
	if scrolls {
		p.raw("</div>\n")
	}
	if limit < t.count {
		p.raw("<p class=\"cut\">")
		p.text(p.cut(t, limit))
		p.raw("</p>\n")
	}
}

// cut says that a table is longer than what is shown, and where all of it is.
func (m *model) cut(t *table, limit int) string {
	return m.voice.Sentence("render.cut", "shown", limit, "all", t.count)
}

func (p *page) row(t *table, i int, shown []int) {
	cells := t.row(i)
	p.raw("<tr")
	for j := range cells {
		if cells[j].id != "" {
			p.raw(` id="`)
			p.text(cells[j].id)
			p.raw(`"`)
			break
		}
	}
	if t.total && i == 0 {
		p.raw(` class="total"`)
	}
	p.raw(">")
	for place, at := range shown {
		tag := "td"
		p.raw("<")
		if place == 0 {
			tag = "th"
			p.raw(`th scope="row"`)
		} else {
			p.raw("td")
		}
		p.raw(class(&t.columns[at]), ">")
		p.value(&cells[at], &t.columns[at])
		p.raw("</", tag, ">")
	}
	p.raw("</tr>\n")
}

func class(c *column) string {
	switch {
	case c.kind.toTheEnd():
		return ` class="n"`
	case c.kind == code || c.kind == date:
		return ` class="c"`
	default:
		return ""
	}
}

// value writes a cell. What others wrote, and codes, are isolated from the text beside them.
func (p *page) value(c *cell, of *column) {
	if c.link != "" {
		p.raw(`<a href="`)
		p.text(c.link)
		p.raw(`">`)
		defer p.raw("</a>")
	}
	switch c.kind {
	case written:
		p.bdi(c.text)
	case code:
		if len(c.text) == 64 {
			p.raw(`<bdi class="hash">`)
			p.text(c.text)
			p.raw("</bdi>")
			return
		}
		p.bdi(c.text)
	case names, codes:
		for i, item := range c.list {
			if i > 0 {
				p.text(p.voice.say("render.list_separator"))
				p.raw(" ")
			}
			p.bdi(item)
		}
	default:
		p.text(p.voice.text(c, of))
	}
}

func (p *page) bdi(text string) {
	p.raw("<bdi>")
	p.text(text)
	p.raw("</bdi>")
}

func (p *page) link(address, text string) {
	p.raw(`<a href="`)
	p.text(address)
	p.raw(`">`)
	p.text(text)
	p.raw("</a>")
}
