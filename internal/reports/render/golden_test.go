package render

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/goldentest"
	"github.com/xuri/excelize/v2"
)

// golden compares what people see with testdata/<name>.
func golden(t *testing.T, name, got string) {
	t.Helper()
	goldentest.Same(t, filepath.Join("testdata", name), got)
}

func TestTheSecondQuarterReadsAsItDid(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "fr", "es", "ar"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			r := secondQuarter(t, language)
			golden(t, "q2."+language+".md", string(rendered(t, "md", r)))
			if language != "en" && language != "ar" {
				return
			}
			golden(t, "q2."+language+".html", string(rendered(t, "html", r)))
			golden(t, "q2."+language+".csv.txt", unzipped(t, rendered(t, "csv", r)))
			golden(t, "q2."+language+".xlsx.txt", sheets(t, rendered(t, "xlsx", r)))
			golden(t, "q2."+language+".docx.txt", docxText(t, rendered(t, "docx", r)))
			var matrix bytes.Buffer
			if err := Matrix(t.Context(), "md", r, &matrix); err != nil {
				t.Fatal(err)
			}
			golden(t, "q2."+language+".matrix.md", matrix.String())
		})
	}
}

func TestTheFiguresAreWrittenAsTheyWerePublished(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "ar")
	if got := rendered(t, "json", r); !bytes.Equal(got, r.Figures) {
		t.Errorf("JSON: got %s, want the figures byte for byte", got)
	}
	r.Figures = nil
	if got := rendered(t, "json", r); !bytes.Equal(got, r.Document.JSON()) {
		t.Errorf("JSON of a draft: got %s, want the document's own", got)
	}
}

func TestTheSameReportGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		first, second := rendered(t, f.Name, secondQuarter(t, "ar")), rendered(t, f.Name, secondQuarter(t, "ar"))
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two renderings differ", f.Name)
		}
	}
}

func TestAnUnknownFormatIsAProblemThatListsThoseThereAre(t *testing.T) {
	t.Parallel()
	err := Render(t.Context(), "odt", secondQuarter(t, "en"), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "render.format_unknown") || !strings.Contains(fmt.Sprintf("%+v", err), "docx") {
		t.Errorf("Render as odt: got %v, want a problem that lists the formats", err)
	}
	if err := Matrix(t.Context(), "pdf", secondQuarter(t, "en"), io.Discard); err == nil {
		t.Error("Matrix as pdf: got no error")
	}
}

func TestACancelledRenderingStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, f := range Formats() {
		if err := f.Render(ctx, secondQuarter(t, "en"), io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want that it was cancelled", f.Name, err)
		}
	}
}

// unzipped is every file of a zip, one after the other.
func unzipped(t testing.TB, content []byte) string {
	t.Helper()
	var out strings.Builder
	for _, f := range zipped(t, content).File {
		fmt.Fprintf(&out, "== %s\n%s", f.Name, fileOf(t, zipped(t, content), f.Name))
	}
	return out.String()
}

func zipped(t testing.TB, content []byte) *zip.Reader {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func fileOf(t testing.TB, z *zip.Reader, name string) string {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sheets are the cells of a workbook as a program for spreadsheets shows them.
func sheets(t testing.TB, content []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		fmt.Fprintf(&out, "== %s\n", name)
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return out.String()
}

// docxText is the text of a document: a line for each paragraph, with the name of its style.
func docxText(t testing.TB, content []byte) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(fileOf(t, zipped(t, content), "word/document.xml")))
	var out strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "pStyle":
				out.WriteString("[" + token.Attr[0].Value + "] ")
			case "docPr":
				fmt.Fprintf(&out, "(picture: %s)", token.Attr[len(token.Attr)-1].Value)
			}
		case xml.CharData:
			out.WriteString(strings.ReplaceAll(string(token), "\n", ""))
		case xml.EndElement:
			if token.Name.Local == "p" {
				out.WriteString("\n")
			}
		}
	}
}
