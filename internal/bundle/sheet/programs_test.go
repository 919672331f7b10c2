package sheet_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/browsertest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// converted is a workbook after LibreOffice has read it and written it in another format.
func converted(t *testing.T, office, folder, name, format string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"),
		"--headless", "--convert-to", format, "--outdir", folder, filepath.Join(folder, name)).CombinedOutput()
	if err != nil {
		t.Fatalf("%s to %s: %v: %s", name, format, err, out)
	}
	extension, _, _ := strings.Cut(format, ":")
	return filepath.Join(folder, strings.TrimSuffix(name, filepath.Ext(name))+"."+extension)
}

func TestAWorkbookComesBackFromLibreOffice(t *testing.T) {
	t.Parallel()
	office, ok := browsertest.Find(t, "soffice", "libreoffice")
	if !ok {
		return
	}
	for _, language := range []string{"en", "ar"} {
		w := newWorld(t, storetest.SQLite(t).Open(t))
		refs := w.five()
		folder := t.TempDir()
		filled := w.edited(w.ofNDI(language), func(e *editor) {
			fillIn(refs)(e)
			e.types(refs[4], "percent", 25)
			e.types(refs[4], "effective_on", 46328) // in the format of days that the column has
		})
		if err := os.WriteFile(filepath.Join(folder, "filled.xlsx"), filled, 0o600); err != nil {
			t.Fatal(err)
		}
		opened := converted(t, office, folder, "filled.xlsx", "ods")
		if err := os.Remove(filepath.Join(folder, "filled.xlsx")); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(converted(t, office, folder, filepath.Base(opened), "xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		done := w.imports("ana", content)
		if len(done.Errors) > 0 || len(done.Notes) > 0 || done.Entries != 5 {
			t.Errorf("%s: errors %v, notes %v, %d entries, want 5", language, w.said(done.Errors), w.said(done.Notes), done.Entries)
		}
		if again := w.imports("ana", filled); len(again.Errors) > 0 || again.Entries != 0 {
			t.Errorf("%s: the file before LibreOffice: errors %v, %d entries, want the same rows", language, w.said(again.Errors), again.Entries)
		}
		if _, entries := w.row(refs[4]); len(entries) != 2 || entries[1].EffectiveOn != "2026-11-02" || *entries[1].Percent != 25 {
			t.Errorf("%s: %s has %+v", language, refs[4], entries)
		}
		text, err := os.ReadFile(converted(t, office, folder, "filled.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "Commitment 1") {
			t.Errorf("%s: LibreOffice shows %s", language, text)
		}
	}
}
