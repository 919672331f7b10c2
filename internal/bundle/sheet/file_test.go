package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/bundle/sheet"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// packed is a workbook whose files are changed, added or left out (nil).
func packed(t *testing.T, content []byte, files map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	write := func(name string, text []byte) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range in.File {
		if _, changed := files[f.Name]; changed {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		write(f.Name, text)
	}
	for name, text := range files {
		if text != nil {
			write(name, text)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func worksheet(rows string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		rows + `</sheetData></worksheet>`)
}

func TestFilesThatAreNoWorkbookOfOursAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.registers("One")
	good := w.ofNDI("en")
	const progress = "xl/worksheets/sheet2.xml"
	var foreign bytes.Buffer
	if err := excelize.NewFile().Write(&foreign); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		content []byte
		key     string
	}{
		"nothing":             {nil, "sheet.not_a_workbook"},
		"text":                {[]byte("C-1;60"), "sheet.not_a_workbook"},
		"half of it":          {good[:len(good)/2], "sheet.not_a_workbook"},
		"another zip":         {packed(t, good, map[string][]byte{"[Content_Types].xml": nil, "xl/workbook.xml": nil}), "sheet.not_a_workbook"},
		"another workbook":    {foreign.Bytes(), "sheet.not_ours"},
		"more bytes than any": {make([]byte, 17<<20), "sheet.too_large"},
		"a zip bomb":          {packed(t, good, map[string][]byte{"xl/media/a.bin": make([]byte, 70<<20)}), "sheet.too_large"},
		"a cell far right":    {packed(t, good, map[string][]byte{progress: worksheet(`<row r="1"><c r="XFD1"/></row>`)}), "sheet.too_large"},
		"a cell far down":     {packed(t, good, map[string][]byte{progress: worksheet(`<row r="1"><c r="A1048576"/></row>`)}), "sheet.too_large"},
		"too many rows":       {packed(t, good, map[string][]byte{progress: worksheet(strings.Repeat(`<row/>`, 10_001))}), "sheet.too_large"},
		"a sheet cut short":   {packed(t, good, map[string][]byte{progress: worksheet(`<row r="1"><c r="A1"></row>`)[:150]}), "sheet.not_a_workbook"},
		"another encoding": {
			packed(t, good, map[string][]byte{progress: bytes.Replace(worksheet(""), []byte("UTF-8"), []byte("IBM037"), 1)}),
			"sheet.not_a_workbook",
		},
		"no sheet of progress": {w.edited(good, func(e *editor) { e.ok(e.DeleteSheet("Progress")) }), "sheet.no_progress"},
		"no sheet about":       {w.edited(good, func(e *editor) { e.ok(e.DeleteSheet("About")) }), "sheet.not_ours"},
		"no first row":         {w.edited(good, func(e *editor) { e.ok(e.RemoveRow("Progress", 1)) }), "sheet.no_progress"},
		"a column less":        {w.edited(good, func(e *editor) { e.ok(e.RemoveCol("Progress", "F")) }), "sheet.columns_missing"},
		"a column twice":       {w.edited(good, func(e *editor) { e.ok(e.SetCellValue("Progress", "G1", "progress.percent")) }), "sheet.columns_mixed"},
		"a later form":         {w.edited(good, func(e *editor) { e.ok(e.SetCellValue("About", "C1", "accord-sheet 2")) }), "sheet.version"},
		"the sheet twice": {w.edited(good, func(e *editor) {
			at, err := e.NewSheet("Copy")
			e.ok(err)
			e.ok(e.CopySheet(1, at))
		}), "sheet.twice"},
	} {
		_, err := sheet.Read(bytes.NewReader(test.content), w.catalogue)
		if !errors.Is(err, problem.Problem{Key: test.key}) {
			t.Errorf("%s: got %v, want %s", name, err, test.key)
		}
	}
}

func TestAReaderThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	broken := errors.New("the disk is gone")
	if _, err := sheet.Read(io.MultiReader(strings.NewReader("PK"), failing{broken}), w.catalogue); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func TestPeopleMaySortRenameAndAddColumns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		content := w.edited(w.ofNDI("en"), func(e *editor) {
			e.types(refs[4], "percent", 20)
			e.ok(e.DuplicateRowTo("Progress", 7, 3))
			e.ok(e.RemoveRow("Progress", 8))
			e.ok(e.InsertCols("Progress", "B", 1))
			e.ok(e.SetCellValue("Progress", "B3", "ask the board"))
			e.ok(e.SetSheetName("Progress", "Our news"))
		})
		wrong := w.imports("ana", w.edited(content, func(e *editor) { e.types(refs[4], "percent", 120) }))
		if got := w.said(wrong.Errors); len(got) != 1 || !strings.HasPrefix(got[0], "'Our news'!G3: ") {
			t.Errorf("a wrong percentage: got %q, want it at 'Our news'!G3", got)
		}
		done := w.imports("ana", w.edited(content, func(e *editor) { e.ok(e.DeleteSheet("Commitments")) }))
		if len(done.Errors) > 0 || len(done.Notes) > 0 || done.Entries != 1 || done.Empty != 4 {
			t.Errorf("errors %v, notes %v, %d entries, %d empty", w.said(done.Errors), w.said(done.Notes), done.Entries, done.Empty)
		}
		if c, _ := w.row(refs[4]); c.Percent == nil || *c.Percent != 20 {
			t.Errorf("%s: got %v, want 20", refs[4], c.Percent)
		}
	})
}

func TestMoreRowsThanOneImportTakesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	for i := range 501 {
		w.registers(fmt.Sprintf("Commitment %d", i))
	}
	content := w.edited(w.ofNDI("en"), func(e *editor) {
		for line := range 501 {
			e.ok(e.SetCellValue("Progress", fmt.Sprintf("K%d", line+3), "x"))
		}
	})
	if done := w.imports("ana", content); len(done.Errors) != 1 || done.Errors[0].Problem.Key != "sheet.too_many" {
		t.Errorf("501 rows: got %v", w.said(done.Errors))
	}
	content = w.edited(content, func(e *editor) { e.ok(e.SetCellValue("Progress", "K3", "")) })
	if done := w.imports("ana", content); len(done.Errors) > 0 || done.Entries != 500 {
		t.Errorf("500 rows: got %v and %d entries", w.said(done.Errors), done.Entries)
	}
}
