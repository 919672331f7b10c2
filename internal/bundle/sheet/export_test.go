package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle/sheet"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
)

// cells are the rows of a sheet, as text.
func cells(t *testing.T, content []byte, at int) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[at])
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// part is a file of a workbook.
func part(t *testing.T, content []byte, name string) string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := in.Open(name)
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

func TestTheSheetsSayWhatTheCommitmentsSay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.registers("=HYPERLINK(\"https://evil.example\")", func(r *commitments.Register) { r.Partners = []string{"anfrel"} })
		done := w.registers("Done")
		w.registers("Another")
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: ref, Percent: new(40), Confidence: commitments.OnTrack, EffectiveOn: "2026-11-03"})
		w.must(w.as("ana"), commitments.Log{Plan: slug, Ref: done, Status: commitments.Completed})
		content := w.ofNDI("en")
		all := cells(t, content, 0)
		want := []string{
			ref, "=HYPERLINK(\"https://evil.example\")", "ndi", "anfrel", "25", "KE, FR", "one-off", "", "2027-03-31",
			"= the paper is out", "public", "in progress", "40", "on track", "2026-11-03", "2",
		}
		if diff := cmp.Diff(want, all[2]); diff != "" || len(all) != 5 {
			t.Errorf("%d rows; commitments (-want +got):\n%s", len(all), diff)
		}
		progress := cells(t, content, 1)
		want = []string{ref, "=HYPERLINK(\"https://evil.example\")", "2027-03-31", "in progress, 40%", "", "", "", "", "", "", "", "2"}
		if diff := cmp.Diff(want, progress[2]); diff != "" || len(progress) != 4 {
			t.Errorf("%d rows; progress (-want +got):\n%s", len(progress), diff)
		}
		f, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, name := range f.GetSheetList()[:2] {
			if formula, err := f.GetCellFormula(name, "B3"); err != nil || formula != "" {
				t.Errorf("%s!B3 is a formula: %q (%v)", name, formula, err)
			}
			if visible, err := f.GetRowVisible(name, 1); err != nil || visible {
				t.Errorf("the keys of %s can be seen (%v)", name, err)
			}
			if panes, err := f.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != 2 {
				t.Errorf("the head of %s does not stay: %+v (%v)", name, panes, err)
			}
		}
		if f.GetActiveSheetIndex() != 1 {
			t.Error("the sheet of progress is not the one that is shown")
		}
		if first := part(t, content, "xl/worksheets/sheet1.xml"); strings.Contains(first, "tabSelected=\"true\"") {
			t.Error("two sheets are selected: what is typed into one goes into both")
		}
		if visible, err := f.GetColVisible("Progress", "L"); err != nil || visible {
			t.Errorf("the versions can be seen (%v)", err)
		}
		rules, err := f.GetDataValidations("Progress")
		if err != nil || len(rules) != 4 {
			t.Errorf("got %d rules for cells, want 4 (%v)", len(rules), err)
		}
		for _, rule := range rules {
			if !strings.HasSuffix(rule.Sqref, "4") { // two rows: 3 and 4
				t.Errorf("a rule is for %s, want all rows", rule.Sqref)
			}
			if strings.HasPrefix(rule.Sqref, "E") && !strings.Contains(rule.Formula1, "planned,in progress,mostly done,completed,paused") {
				t.Errorf("choices of a status: %s", rule.Formula1)
			}
		}
	})
}

func TestAWorkbookShowsOnlyWhatItsReaderMaySee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, v := range access.Visibilities {
			w.registers("Kept "+string(v), func(r *commitments.Register) { r.Visibility = v })
		}
		en := w.catalogue.Printer("en")
		for name, test := range map[string]struct {
			reader        access.Reader
			organisation  string
			all, toReport []string
		}{
			"the public":                {access.Room(access.ToPublic), "", []string{"public", "unattributed"}, []string{"public"}},
			"endorsers":                 {access.Room(access.ToEndorsers), "", []string{"endorsers", "public", "unattributed"}, []string{"endorsers", "public"}},
			"endorsers, of ndi":         {access.Room(access.ToEndorsers), "ndi", []string{"endorsers", "public"}, []string{"endorsers", "public"}},
			"ndi":                       {access.Reader{Organisations: []string{"ndi"}}, "ndi", []string{"conveners", "endorsers", "public", "unattributed"}, []string{"conveners", "endorsers", "public", "unattributed"}},
			"anfrel":                    {access.Reader{Organisations: []string{"anfrel"}}, "anfrel", nil, nil},
			"whoever keeps the machine": {access.Reader{Audience: access.ToConveners, Attributed: true}, "", []string{"conveners", "endorsers", "public", "unattributed"}, []string{"conveners", "endorsers", "public", "unattributed"}},
		} {
			content := w.exported(sheet.ExportOptions{Reader: test.reader, Organisation: test.organisation, Printer: en})
			for i, want := range [][]string{test.all, test.toReport} {
				var got []string
				for _, row := range cells(t, content, i)[2:] {
					got = append(got, strings.TrimPrefix(row[1], "Kept "))
					if i == 0 && name == "the public" && row[1] == "Kept unattributed" && (row[2] != "" || row[5] != "") {
						t.Errorf("the public sees whose an unattributed commitment is: %v", row)
					}
				}
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, sheet %d (-want +got):\n%s", name, i, diff)
				}
			}
		}
	})
}

func TestAnEmptyWorkbookIsAWorkbook(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if done := w.imports("ana", w.ofNDI("en")); len(done.Errors) > 0 || len(done.Changes) > 0 || done.Empty != 0 {
			t.Errorf("got %+v", done)
		}
	})
}

func TestEveryLanguageGoesOutAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		heads := map[string]bool{}
		for _, language := range i18n.Languages() {
			ref := w.registers("Title " + language)
			p := w.catalogue.Printer(language)
			content := w.edited(w.ofNDI(language), func(e *editor) {
				e.types(ref, "status", p.Word(commitments.MostlyDone.Word()))
				e.types(ref, "confidence", p.Word("confidence.off_track"))
				e.types(ref, "note", "عُقد الاجتماع – réunion tenue")
			})
			done := w.imports("ana", content)
			if len(done.Errors) > 0 || len(done.Notes) > 0 || done.Entries != 1 {
				t.Errorf("%s: errors %v, notes %v", language, w.said(done.Errors), w.said(done.Notes))
				continue
			}
			c, entries := w.row(ref)
			if c.Status != commitments.MostlyDone || c.Confidence != commitments.OffTrack || entries[1].Note != "عُقد الاجتماع – réunion tenue" {
				t.Errorf("%s: got %s, %s, %q", language, c.Status, c.Confidence, entries[1].Note)
			}
			f, err := excelize.OpenReader(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range f.GetSheetList() {
				view, err := f.GetSheetView(name, 0)
				if err != nil || *view.RightToLeft != (language == "ar") {
					t.Errorf("%s of %s: right to left %v (%v)", name, language, *view.RightToLeft, err)
				}
			}
			heads[cells(t, content, 1)[1][7]] = true
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
		if len(heads) != len(i18n.Languages()) {
			t.Errorf("heads: got %v, want one of each language", heads)
		}
	})
}
