package render

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"strconv"
)

// The parts of a document that are the same in all: its styles, and what kinds of parts there are.
var (
	//go:embed docx/styles.xml
	docxStyles string
	//go:embed docx/types.xml
	docxTypes string
	//go:embed docx/relations.xml
	docxRelations string
)

// writeDOCX writes a WordprocessingML document (ISO/IEC 29500, transitional): headings that are headings, tables whose
// heads repeat, charts as pictures with a description.
func writeDOCX(ctx context.Context, m *model, w io.Writer) error {
	var body bytes.Buffer
	d := &docx{
		model: m, markup: newMarkup(&body), regular: newFace(regularType(), m.voice), bold: newFace(boldType(), m.voice),
	}
	if err := d.document(ctx); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRelations},
		{"docProps/core.xml", d.properties()},
		{"word/document.xml", body.String()},
		{"word/styles.xml", d.styles()},
		{"word/footer1.xml", d.footer()},
		{"word/_rels/document.xml.rels", d.relations()},
	} {
		if err := d.put(z, part.name, []byte(part.text)); err != nil {
			return err
		}
	}
	for i, picture := range d.pictures {
		if err := d.put(z, fmt.Sprintf("word/media/chart%d.png", i+1), picture); err != nil {
			return err
		}
	}
	return z.Close()
}

func (d *docx) put(z *zip.Writer, name string, content []byte) error {
	file, err := d.create(z, name)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return err
}

// docx is a document in the making.
type docx struct {
	*model
	markup
	regular, bold *face
	pictures      [][]byte
	links         []string // addresses outside
	bookmarks     int
}

const docxHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func (d *docx) document(ctx context.Context) error {
	d.raw(docxHead, `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`,
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`,
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"`,
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`,
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>`, "\n")
	d.paragraph("Subtitle", d.subject)
	d.paragraph("Title", d.title)
	if d.banner != "" {
		d.paragraph("Banner", d.banner)
	}
	d.aboutIt()
	for i := range d.sections {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.section(&d.sections[i]); err != nil {
			return err
		}
	}
	d.raw(`<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/>`,
		`<w:pgMar w:top="1000" w:right="900" w:bottom="1000" w:left="900" w:header="500" w:footer="500" w:gutter="0"/>`)
	if d.rightToLeft() {
		d.raw("<w:bidi/>")
	}
	d.raw("</w:sectPr></w:body></w:document>\n")
	return d.Flush()
}

// aboutIt is the head of the report as a table of two columns.
func (d *docx) aboutIt() {
	label := column{kind: said, weight: 2}
	value := column{kind: written, weight: 5}
	d.table(&table{
		key: "facts", title: d.title, count: len(d.facts), whole: true, columns: []column{label, value},
		row: func(i int) []cell { return []cell{phrase(d.facts[i].label), d.facts[i].value} },
	})
}

func (d *docx) section(s *section) error {
	style := "Heading" + strconv.Itoa(s.level-1)
	d.paragraph(style, s.heading)
	for _, b := range s.blocks {
		switch b := b.(type) {
		case paragraph:
			d.paragraph("", string(b))
		case definitions:
			for _, x := range b {
				d.paragraph("Term", x.term)
				d.paragraph("", x.text)
			}
		case *chart:
			if err := d.chart(b); err != nil {
				return err
			}
		case *table:
			if b.title != s.heading && s.level == 2 {
				d.paragraph("Caption", b.title)
			}
			d.table(b)
			if limit := d.limit(b); limit < b.count {
				d.paragraph("", d.cut(b, limit))
			}
		}
	}
	return nil
}

// chart puts a picture in a line of its own, with what it shows as its description.
func (d *docx) chart(c *chart) error {
	drawn := c.draw(d.regular, d.direction())
	picture, err := drawn.picture(regularType())
	if err != nil {
		return fmt.Errorf("picture of %s: %w", c.key, err)
	}
	d.pictures = append(d.pictures, picture)
	n := strconv.Itoa(len(d.pictures))
	const unit = 12700 * 0.735 // of a picture (EMU) in a point of a drawing, so that it fits the page
	w, h := strconv.Itoa(int(drawn.width*unit)), strconv.Itoa(int(drawn.height*unit))
	d.paragraph("Caption", c.title)
	d.raw("<w:p><w:pPr>", d.paragraphDirection(), `</w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="`, w, `" cy="`, h,
		`"/><wp:docPr id="`, n, `" name="chart`, n, `" title="`)
	d.text(c.title)
	d.raw(`" descr="`)
	d.text(c.text)
	d.raw(`"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="`, n,
		`" name="chart`, n, `.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdChart`, n,
		`"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="`, w, `" cy="`, h,
		`"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, "\n")
	return nil
}
