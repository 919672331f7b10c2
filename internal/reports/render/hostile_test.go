package render

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/xuri/excelize/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"
)

// hostile is a report in which somebody wrote what each format could mistake for its own.
func hostile(t testing.TB, language, text string) *Report {
	t.Helper()
	r := secondQuarter(t, language)
	for ref := range r.Names.Commitments {
		r.Names.Commitments[ref] = reports.Caption{Title: text}
	}
	for handle, o := range r.Names.Organisations {
		r.Names.Organisations[handle] = people.Organisation{Handle: o.Handle, Name: text, Acronym: text, Kind: o.Kind}
	}
	r.Publication.Note, r.Publication.ErratumOf = text, "0198c2a4-0000-7000-8000-000000000000"
	return r
}

const attack = "=HYPERLINK(\"http://evil.example\",\"x\") <script>alert(1)</script> [a](http://evil.example) | `x` @room \u202e\u2067abc &amp; \x01 نص"

func TestWhatSomebodyWroteIsNoMarkup(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ar"} {
		r := hostile(t, language, attack)
		page := string(rendered(t, "html", r))
		if strings.Contains(page, "<script") || strings.Contains(page, "href=\"http") {
			t.Errorf("%s: HTML took a title for markup", language)
		}
		text := string(rendered(t, "md", r))
		var read strings.Builder
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert([]byte(text), &read); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(read.String(), "<a ") || strings.Contains(read.String(), "<script") || strings.Contains(read.String(), "<code") {
			t.Errorf("%s: Markdown took a title for markup: %s", language, read.String())
		}
		if strings.Contains(text, "@room") {
			t.Errorf("%s: Markdown holds a mention", language)
		}
		if strings.ContainsAny(text, "\u202e\u2067") {
			t.Errorf("%s: Markdown holds controls that somebody wrote", language)
		}
		wellFormed(t, rendered(t, "docx", r))
	}
}

// wellFormed reads every XML part of a document.
func wellFormed(t testing.TB, content []byte) {
	t.Helper()
	z := zipped(t, content)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".png") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(fileOf(t, z, f.Name)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1+1", "+1", "-1", "@x", "\t=1", "\r=1"} {
		r := hostile(t, "en", text)
		tables := zipped(t, rendered(t, "csv", r))
		for _, f := range tables.File {
			if !strings.HasSuffix(f.Name, ".csv") {
				continue
			}
			rows, err := csv.NewReader(strings.NewReader(fileOf(t, tables, f.Name))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for _, value := range row {
					if value != "" && strings.ContainsAny(value[:1], "=+-@\t\r") {
						t.Errorf("%s: %q begins like a formula", f.Name, value)
					}
				}
			}
			if f.Name == "overdue.csv" && !strings.HasPrefix(rows[1][1], "'") {
				t.Errorf("%s: got %q, want an apostrophe before it", f.Name, rows[1][1])
			}
		}
		workbook := zipped(t, rendered(t, "xlsx", r))
		for _, f := range workbook.File {
			if strings.HasPrefix(f.Name, "xl/worksheets/") && strings.Contains(fileOf(t, workbook, f.Name), "<f>") {
				t.Errorf("%s of the workbook has a formula", f.Name)
			}
		}
	}
}

func TestCSVBeginsWithAMarkWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	if text := fileOf(t, zipped(t, rendered(t, "csv", r)), "steps.csv"); !strings.HasPrefix(text, "step,") {
		t.Errorf("steps.csv: got %.12q, want no mark", text)
	}
	r.Options.BOM = true
	if text := fileOf(t, zipped(t, rendered(t, "csv", r)), "steps.csv"); !strings.HasPrefix(text, "\ufeffstep,") {
		t.Errorf("steps.csv: got %.12q, want the mark", text)
	}
}

func TestEveryTextCanBeRendered(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "ar")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for name, write := range map[string]func(context.Context, *model, io.Writer) error{
			"html": writeHTML, "md": writeMarkdown, "csv": writeCSV, "xlsx": writeXLSX, "docx": writeDOCX,
		} {
			var out bytes.Buffer
			if err := write(context.Background(), modelWith(r, text), &out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if name != "xlsx" {
				continue
			}
			f, err := excelize.OpenReader(&out)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			f.Close()
		}
	})
}

// modelWith is a small model in which somebody wrote the text everywhere.
func modelWith(r *Report, text string) *model {
	b := newBuild(r)
	b.head()
	b.subject = text
	b.fact("erratum_note", writing(text))
	b.list("stale", &table{
		count:   1,
		columns: []column{b.column("ref", code, 1), b.column("title", written, 3), b.column("organisations", names, 3)},
		row: func(int) []cell {
			return []cell{codeOf(text), writing(text), {kind: names, list: []string{text, text}}}
		},
	})
	return b.model
}

func TestAnUnattributedCommitmentNamesNobody(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	row := regexp.MustCompile(`(?m)^\| C-9 \|.*$`).FindString(string(rendered(t, "md", r)))
	if !strings.Contains(row, "| unattributed |") {
		t.Errorf("C-9: got %q, want it to be unattributed", row)
	}
}
