// Package render turns a report into the formats that people and programs read: HTML (the accessible master), Markdown,
// PDF, DOCX, XLSX, CSV in a zip with its description, and the figures as they are. A report becomes one model, made of
// sections, tables and charts in the order of the plan and in the words of the catalogue; each format walks that model
// and knows nothing of figures. The same report gives the same bytes in every format but the PDF of a browser.
//
// DOCX is written by this package: what conveners paste and edit is headings, tables and a picture, which take a page of
// WordprocessingML, need no program on the machine, and carry what a conversion from HTML drops: repeated table heads,
// right-to-left tables, and the description of a picture.
package render

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reports"
)

// Report is what is rendered: figures, what things are called, and the language to say it in.
type Report struct {
	Document    *reports.Document
	Figures     []byte         // the bytes that were published, if it was; else those of Document
	Names       *reports.Names // not needed for JSON
	Printer     *i18n.Printer  // its language is the report's
	Publication *Publication   // nil: a draft
	Links       Links
	Options     Options
}

// Publication says that a report was published, and how it stands to others. Empty texts are what does not apply.
type Publication struct {
	ID        string
	At        time.Time
	ErratumOf string // id of the report that this one mends
	Note      string // what an erratum changed
	MendedBy  string // id of the erratum that mends this one
}

// Links say where things can be opened. A nil function is no address: then a ref leads to its row in the report.
type Links struct {
	Commitment func(ref string) string
	Report     func(id string) string
}

// Options are what a format leaves to the reader. Their zero is right for most.
type Options struct {
	BOM  bool // CSV begins with a byte order mark, which some spreadsheets need to see UTF-8
	Rows int  // of a list in HTML, Markdown, PDF and DOCX; 0: DefaultRows; below 0: all
}

// DefaultRows is how many rows of a list the formats for reading show. They say how many there are, and which formats
// have all of them.
const DefaultRows = 1000

// Format is one way to write a report.
type Format struct {
	Name      string // as it is asked for: "html"
	MediaType string
	Extension string // of a file, with its dot; CSV is ".zip"
	write     func(context.Context, *Report, io.Writer) error
}

// Formats lists every format, in the order in which they are offered.
func Formats() []Format {
	return []Format{
		{"html", "text/html; charset=utf-8", ".html", modelled(writeHTML)},
		{"pdf", "application/pdf", ".pdf", modelled(writePDF)},
		{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", modelled(writeDOCX)},
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", modelled(writeXLSX)},
		{"csv", "application/zip", ".zip", modelled(writeCSV)},
		{"md", "text/markdown; charset=utf-8", ".md", modelled(writeMarkdown)},
		{"json", "application/json", ".json", writeJSON},
	}
}

// Find is the format of a name, or a problem that lists the formats there are.
func Find(name string) (Format, error) { return find(name, Formats()) }

func find(name string, formats []Format) (Format, error) {
	var names []string
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, problem.New(problem.Invalid, "render.format_unknown", "format", name, "formats", names).At("format")
}

// Render writes a report in the format of that name. An error may leave part of it written.
func Render(ctx context.Context, format string, report *Report, w io.Writer) error {
	f, err := Find(format)
	if err != nil {
		return err
	}
	return f.Render(ctx, report, w)
}

// Render writes a report. An error may leave part of it written.
func (f Format) Render(ctx context.Context, report *Report, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.write(ctx, report, w); err != nil {
		return fmt.Errorf("write the report as %s: %w", f.Name, err)
	}
	return nil
}

// modelled gives a writer of models the model of a report.
func modelled(write func(context.Context, *model, io.Writer) error) func(context.Context, *Report, io.Writer) error {
	return func(ctx context.Context, report *Report, w io.Writer) error { return write(ctx, modelOf(report), w) }
}

func (r *Report) figures() []byte {
	if r.Figures != nil {
		return r.Figures
	}
	return r.Document.JSON()
}

func writeJSON(_ context.Context, report *Report, w io.Writer) error {
	_, err := w.Write(report.figures())
	return err
}
