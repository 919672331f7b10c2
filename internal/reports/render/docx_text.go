package render

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"github.com/accord-tracker/accord/internal/i18n"

	own "github.com/accord-tracker/accord/internal/bidi"
)

func (d *docx) paragraph(style, text string) {
	d.raw("<w:p><w:pPr>")
	if style != "" {
		d.raw(`<w:pStyle w:val="`, style, `"/>`)
	}
	d.raw(d.paragraphDirection(), "</w:pPr>")
	d.runs(own.Strip(text), plainRun)
	d.raw("</w:p>\n")
}

func (d *docx) paragraphDirection() string {
	if d.rightToLeft() {
		return "<w:bidi/>"
	}
	return ""
}

// What runs may look like.
const (
	plainRun = ""
	boldRun  = "<w:b/><w:bCs/>"
	linkRun  = `<w:rStyle w:val="Hyperlink"/>`
)

// runs write a text in stretches of one script each, which is how this format knows what is read from right to left.
func (d *docx) runs(text, properties string) {
	for _, r := range scripts(text, d.rightToLeft()) {
		d.raw("<w:r>")
		if properties != "" || r.rtl {
			d.raw("<w:rPr>", properties)
			if r.rtl {
				d.raw("<w:rtl/>")
			}
			d.raw("</w:rPr>")
		}
		d.raw(`<w:t xml:space="preserve">`)
		d.text(r.text)
		d.raw("</w:t></w:r>")
	}
}

// scripts parts a text where its direction turns. What has no direction goes with what is before it.
func scripts(text string, rtl bool) []run {
	var out []run
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L, bidi.EN:
			rtl = false
		case bidi.R, bidi.AL, bidi.AN:
			rtl = true
		}
		if len(out) == 0 || out[len(out)-1].rtl != rtl {
			out = append(out, run{rtl: rtl})
		}
		out[len(out)-1].text += string(r)
	}
	return out
}

// footer numbers the pages.
func (d *docx) footer() string {
	const page, pages = "\ue000", "\ue001" // stand for the fields while the sentence is made
	var text strings.Builder
	f := &docx{model: d.model, markup: newMarkup(&text)}
	f.raw(docxHead, `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/>`, f.paragraphDirection(), `</w:pPr>`)
	sentence := own.Strip(d.voice.Sentence("render.page", "page", i18n.Said(page), "pages", i18n.Said(pages)))
	for sentence != "" {
		at := strings.IndexAny(sentence, page+pages)
		if at < 0 {
			f.runs(sentence, plainRun)
			break
		}
		f.runs(sentence[:at], plainRun)
		field := "PAGE"
		if strings.HasPrefix(sentence[at:], pages) {
			field = "NUMPAGES"
		}
		f.raw(`<w:fldSimple w:instr=" `, field, ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`)
		sentence = sentence[at+len(page):]
	}
	f.raw("</w:p></w:ftr>\n")
	_ = f.Flush() // into memory
	return text.String()
}

func (d *docx) properties() string {
	var text strings.Builder
	p := newMarkup(&text)
	stamp := d.made.UTC().Format("2006-01-02T15:04:05Z")
	p.raw(docxHead, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`,
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>`)
	p.text(d.title + " – " + d.subject)
	p.raw(`</dc:title><dc:creator>Accord</dc:creator><dc:language>`, d.language(), `</dc:language>`,
		`<dcterms:created xsi:type="dcterms:W3CDTF">`, stamp, `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">`, stamp, "</dcterms:modified></cp:coreProperties>\n")
	_ = p.Flush()
	return text.String()
}

// styles with the language of the report.
func (d *docx) styles() string {
	return strings.NewReplacer("{language}", d.language()).Replace(docxStyles)
}

func (d *docx) relations() string {
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var text strings.Builder
	p := newMarkup(&text)
	p.raw(docxHead, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`,
		`<Relationship Id="rIdStyles" Type="`, kinds, `styles" Target="styles.xml"/><Relationship Id="rIdFooter" Type="`, kinds, `footer" Target="footer1.xml"/>`)
	for i := range d.pictures {
		n := strconv.Itoa(i + 1)
		p.raw(`<Relationship Id="rIdChart`, n, `" Type="`, kinds, `image" Target="media/chart`, n, `.png"/>`)
	}
	for i, link := range d.links {
		p.raw(`<Relationship Id="rIdLink`, strconv.Itoa(i+1), `" Type="`, kinds, `hyperlink" TargetMode="External" Target="`)
		p.text(link)
		p.raw(`"/>`)
	}
	p.raw("</Relationships>\n")
	_ = p.Flush()
	return text.String()
}
