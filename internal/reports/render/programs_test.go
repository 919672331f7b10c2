package render

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/browsertest"
	"golang.org/x/text/unicode/norm"
)

// These tests open what was written with programs that are not ours.

func TestEverybodyCanReadThePage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var pages []string
	for _, language := range []string{"en", "ar"} {
		r := secondQuarter(t, language)
		pages = append(pages, saved(t, folder, language+".html", rendered(t, "html", r)))
		var matrix bytes.Buffer
		if err := Matrix(t.Context(), "html", r, &matrix); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, saved(t, folder, language+"-matrix.html", matrix.Bytes()))
	}
	erratum := hostile(t, "fr", attack)
	erratum.Links.Report = func(id string) string { return "https://accord.example/reports/" + id }
	pages = append(pages, saved(t, folder, "erratum.html", rendered(t, "html", erratum)))
	found, ok := browsertest.Look(t, pages...)
	if !ok {
		return
	}
	for _, page := range found {
		if page.Passes < 20 {
			t.Errorf("%s: axe-core looked at %d rules, want most", page.Page, page.Passes)
		}
		for _, v := range page.Violations {
			t.Errorf("%s: %s (%s): %s: %v", filepath.Base(page.Page), v.Rule, v.Impact, v.Help, v.Where)
		}
	}
}

func TestThePDFReadsAsItsReport(t *testing.T) {
	t.Parallel()
	pdftotext, ok := browsertest.Find(t, "pdftotext")
	if !ok {
		return
	}
	for language, wants := range map[string][]string{
		"en": {"Report for Q2 2026", "24 of 31 (77%)", "Acacia Election Network", "Page 1 of", "15 July 2026, 00:00 EAT", "Briefings for \"first responders\" & <pilot> groups"},
		"fr": {"Rapport du", "24 sur 31", "Mesures sans engagement"},
		"es": {"Informe del", "Medidas sin compromiso"},
		"ar": {"تقرير الربع", "حالة الالتزامات", "Acacia Election Network"},
	} {
		path := saved(t, t.TempDir(), "report.pdf", rendered(t, "pdf", secondQuarter(t, language)))
		out := output(t, pdftotext, "-layout", path, "-")
		for _, want := range wants {
			if !strings.Contains(flattened(out), want) {
				t.Errorf("%s: pdftotext does not read %q", language, want)
			}
		}
		if language == "en" || language == "ar" {
			golden(t, "q2."+language+".pdf.txt", lineByLine(out))
		}
	}
}

// flattened has one space between words, no controls, and Arabic letters that are not joined.
func flattened(text string) string {
	text = regexp.MustCompile(`[\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]`).ReplaceAllString(text, "")
	return strings.Join(strings.Fields(norm.NFKC.String(text)), " ")
}

// lineByLine is flattened, but for the lines.
func lineByLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = flattened(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestThePDFSaysItsLanguageAndHasAnOutline(t *testing.T) {
	t.Parallel()
	pdf := string(rendered(t, "pdf", secondQuarter(t, "ar")))
	for _, want := range []string{"/Lang (ar)", "/Outlines", "/Title"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the PDF has no %s", want)
		}
	}
}

func TestABrowserPrintsATaggedPDF(t *testing.T) {
	t.Parallel()
	browser, ok := browsertest.Browser(t)
	if !ok {
		return
	}
	var out bytes.Buffer
	if err := Chromium(browser).Render(t.Context(), secondQuarter(t, "en"), &out); err != nil {
		t.Fatal(err)
	}
	if pdf := out.String(); !strings.HasPrefix(pdf, "%PDF-") || !strings.Contains(pdf, "/StructTreeRoot") {
		t.Errorf("what the browser printed is no tagged PDF: %.40q, %d bytes", pdf, out.Len())
	}
}

func TestAMissingBrowserIsAnError(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "chromium")
	if err := Chromium(missing).Render(t.Context(), secondQuarter(t, "en"), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want an error that names the browser", err)
	}
}

func TestLibreOfficeOpensTheDocumentAndTheWorkbook(t *testing.T) {
	t.Parallel()
	office, ok := browsertest.Find(t, "soffice", "libreoffice")
	if !ok {
		return
	}
	pdftotext, ok := browsertest.Find(t, "pdftotext")
	if !ok {
		return
	}
	folder := t.TempDir()
	for language, wants := range map[string][]string{
		"en": {"Report for Q2 2026", "Human Rights and Election Standards", "Acacia Election Network", "How to read this report"},
		"ar": {"حالة", "Acacia Election Network"},
	} {
		r := secondQuarter(t, language)
		for _, format := range []string{"docx", "xlsx"} {
			name := fmt.Sprintf("%s-%s", language, format)
			path := saved(t, folder, name+"."+format, rendered(t, format, r))
			output(t, office, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"), "--headless", "--convert-to", "pdf", "--outdir", folder, path)
			text := flattened(output(t, pdftotext, "-layout", filepath.Join(folder, name+".pdf"), "-"))
			for _, want := range wants {
				if !strings.Contains(text, want) {
					t.Errorf("%s: LibreOffice does not show %q", name, want)
				}
			}
		}
	}
}

func saved(t testing.TB, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func output(t testing.TB, program string, arguments ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
	return string(out)
}
