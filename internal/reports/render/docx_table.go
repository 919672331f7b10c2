package render

import (
	"strconv"
	"strings"
)

const twips = 20 // in a point

// table writes a table as wide as the page, whose head repeats on every page and whose rows do not break.
func (d *docx) table(t *table) {
	shown := t.shown(inPrint)
	const page = 505.0
	total := page
	if t.narrow && !d.rightToLeft() { // some programs put a narrow table at the wrong side of a right-to-left page
		total *= narrowPart
	}
	widths := d.widths(t, shown, measure{d.regular, d.bold, 8, 4, total})
	headed := "0"
	if t.columns[shown[0]].title != "" {
		headed = "1"
	}
	d.raw("<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/>")
	if d.rightToLeft() {
		d.raw("<w:bidiVisual/>")
	}
	d.raw(`<w:tblW w:w="`, strconv.Itoa(int(total*twips)), `" w:type="dxa"/><w:tblLayout w:type="fixed"/>`,
		`<w:tblLook w:firstRow="`, headed, `" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="`)
	d.text(t.title)
	d.raw(`"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.raw(`<w:gridCol w:w="`, strconv.Itoa(int(w*twips)), `"/>`)
	}
	d.raw("</w:tblGrid>\n")
	if headed == "1" {
		d.tableHead(t, shown, widths)
	}
	for i := range d.limit(t) {
		cells := t.row(i)
		properties := plainRun
		if t.total && i == 0 {
			properties = boldRun
		}
		d.raw("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
		for j, at := range shown {
			d.openCell(widths[j], &t.columns[at], "")
			d.cell(&cells[at], &t.columns[at], properties)
			d.raw("</w:p></w:tc>")
		}
		d.raw("</w:tr>\n")
	}
	d.raw("</w:tbl>\n")
	d.paragraph("AfterTable", "")
}

func (d *docx) tableHead(t *table, shown []int, widths []float64) {
	d.raw("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
	for j, at := range shown {
		d.openCell(widths[j], &t.columns[at], "<w:keepNext/>")
		d.runs(t.columns[at].title, boldRun)
		d.raw("</w:p></w:tc>")
	}
	d.raw("</w:tr>\n")
}

func (d *docx) openCell(width float64, c *column, properties string) {
	d.raw(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(int(width*twips)), `" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>`, properties, d.paragraphDirection())
	if c.kind.toTheEnd() {
		d.raw(`<w:jc w:val="end"/>`)
	}
	d.raw("</w:pPr>")
}

// cell writes a value, as a link where it can be opened, with a mark where others lead to it.
func (d *docx) cell(c *cell, of *column, properties string) {
	if mark := bookmark(c.id); mark != "" {
		d.bookmarks++
		n := strconv.Itoa(d.bookmarks)
		d.raw(`<w:bookmarkStart w:id="`, n, `" w:name="`)
		d.text(mark)
		d.raw(`"/><w:bookmarkEnd w:id="`, n, `"/>`)
	}
	if c.link == "" {
		d.runs(d.bare(c, of), properties)
		return
	}
	if inside, ok := strings.CutPrefix(c.link, "#"); ok {
		d.raw(`<w:hyperlink w:anchor="`)
		d.text(bookmark(inside))
	} else {
		d.links = append(d.links, c.link)
		d.raw(`<w:hyperlink r:id="rIdLink`, strconv.Itoa(len(d.links)))
	}
	d.raw(`">`)
	d.runs(d.bare(c, of), linkRun)
	d.raw("</w:hyperlink>")
}

// bookmark is a name that Word allows: letters, digits and underscores, forty at most. Longer ones are left out.
func bookmark(id string) string {
	if len(id) > 40 {
		return ""
	}
	return strings.ReplaceAll(id, "-", "_")
}
