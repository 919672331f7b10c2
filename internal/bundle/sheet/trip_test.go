package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/accord-tracker/accord/internal/commitments"
)

// fillIn fills in one row of each sort.
func fillIn(refs []string) func(e *editor) {
	return func(e *editor) {
		e.types(refs[0], "percent", 60)
		e.types(refs[0], "confidence", "at risk")
		e.types(refs[0], "note", "=1+1 is a note, not a formula")
		e.types(refs[0], "evidence", "https://example.org/a The agenda\nhttps://example.org/b")
		e.types(refs[0], "effective_on", "2026-11-02")
		e.types(refs[1], "no_change", "x")
		e.types(refs[2], "status", "Paused")
		e.types(refs[2], "note", "no visas")
		e.types(refs[3], "status", "completed")
	}
}

func (w *world) five() []string {
	refs := make([]string, 5)
	for i := range refs {
		refs[i] = w.registers(fmt.Sprintf("Commitment %d", i+1))
	}
	return refs
}

func TestAWorkbookGoesOutAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		filled := w.edited(w.ofNDI("en"), fillIn(refs))

		dry := w.brings("ana", filled, true)
		if len(dry.Errors) > 0 || len(dry.Notes) > 0 || dry.Entries != 0 || dry.Empty != 1 {
			t.Errorf("dry run: errors %v, notes %v, %d entries, %d empty rows", w.said(dry.Errors), w.said(dry.Notes), dry.Entries, dry.Empty)
		}
		var told []string
		for i := range dry.Changes {
			told = append(told, dry.Changes[i].Tell(w.catalogue.Printer("en"))...)
		}
		want := []string{
			"C-1 Commitment 1", "  Status: planned → mostly done", "  Per cent: – → 60%", "  Confidence: – → at risk",
			"  What happened: =1+1 is a note, not a formula", "  Evidence (links): https://example.org/a The agenda",
			"  Evidence (links): https://example.org/b", "  As of: 2 November 2026",
			"C-2 Commitment 2", "  all stands as it stood", "  As of: 25 November 2026",
			"C-3 Commitment 3", "  Status: planned → paused", "  What happened: no visas", "  As of: 25 November 2026",
			"C-4 Commitment 4", "  Status: planned → completed", "  As of: 25 November 2026",
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("the difference (-want +got):\n%s", diff)
		}
		if _, entries := w.row(refs[0]); len(entries) != 1 {
			t.Fatalf("the dry run wrote %d entries", len(entries)-1)
		}

		if done := w.imports("ana", filled); len(done.Errors) > 0 || done.Entries != 4 {
			t.Fatalf("import: errors %v, %d entries, want 4", w.said(done.Errors), done.Entries)
		}
		c, entries := w.row(refs[0])
		e := entries[1]
		if c.Status != commitments.MostlyDone || *c.Percent != 60 || c.Confidence != commitments.AtRisk || c.LastNewsOn != "2026-11-02" {
			t.Errorf("%s is %s, %d%%, %s, news of %s", refs[0], c.Status, *c.Percent, c.Confidence, c.LastNewsOn)
		}
		links := []commitments.Evidence{{URL: "https://example.org/a", Title: "The agenda"}, {URL: "https://example.org/b"}}
		if diff := cmp.Diff(links, e.Evidence); diff != "" || e.Via != commitments.ViaImport || e.Note != "=1+1 is a note, not a formula" {
			t.Errorf("entry via %s, note %q, evidence (-want +got):\n%s", e.Via, e.Note, diff)
		}
		for ref, kind := range map[string]commitments.Kind{refs[1]: commitments.KindNoChange, refs[2]: commitments.KindStatus, refs[3]: commitments.KindStatus} {
			if _, entries := w.row(ref); len(entries) != 2 || entries[1].Kind != kind {
				t.Errorf("%s has %d entries, want a second of kind %s", ref, len(entries), kind)
			}
		}
	})
}

func TestAWorkbookThatIsImportedTwiceCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		filled := w.edited(w.ofNDI("en"), fillIn(refs))
		w.imports("ana", filled)
		head, err := w.store.Head(t.Context(), w.plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		typed := w.edited(filled, func(e *editor) { e.types(refs[0], "percent", "60 %") }) // says the same otherwise
		for who, content := range map[string][]byte{"ana": filled, "cleo": filled, "ana again": typed} {
			again := w.imports(strings.Fields(who)[0], content)
			if len(again.Errors) > 0 || again.Entries != 0 || len(again.Changes) != 4 || !again.Changes[0].Already {
				t.Errorf("again by %s: errors %v, %d entries, changes %+v", who, w.said(again.Errors), again.Entries, again.Changes)
			}
		}
		if after, err := w.store.Head(t.Context(), w.plan.ID); err != nil || after.Position != head.Position {
			t.Errorf("the journal went from %d to %d (%v)", head.Position, after.Position, err)
		}
	})
}

func TestARowThatSaysSomethingElseIsNewNews(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		filled := w.edited(w.ofNDI("en"), fillIn(refs))
		w.imports("ana", filled)
		other := w.edited(filled, func(e *editor) { e.types(refs[0], "percent", 75) })
		if byCleo := w.imports("cleo", other); len(byCleo.Errors) != 1 || byCleo.Errors[0].Problem.Key != "sheet.changed_since" {
			t.Errorf("a colleague who did not see it: got %v, want one sheet.changed_since", w.said(byCleo.Errors))
		}
		if done := w.imports("ana", other); len(done.Errors) > 0 || done.Entries != 1 {
			t.Errorf("the same member: errors %v, %d entries, want 1", w.said(done.Errors), done.Entries)
		}
		if c, entries := w.row(refs[0]); *c.Percent != 75 || len(entries) != 3 {
			t.Errorf("%s is at %d%% with %d entries", refs[0], *c.Percent, len(entries))
		}
	})
}

func TestWhatWasOvertakenIsRefusedAndNothingIsWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		filled := w.edited(w.ofNDI("en"), fillIn(refs))
		w.must(w.as("cleo"), commitments.Log{Plan: slug, Ref: refs[0], Percent: new(80)})
		done := w.imports("ana", filled)
		want := []string{"Progress!A3: C-1 was changed after this workbook was exported (version 1 then, 2 now), so what is said here may be overtaken. Export anew and fill its row in again, or empty its row."}
		if diff := cmp.Diff(want, w.said(done.Errors)); diff != "" {
			t.Errorf("errors (-want +got):\n%s", diff)
		}
		if _, entries := w.row(refs[1]); len(entries) != 1 {
			t.Errorf("%s was written although %s was refused", refs[1], refs[0])
		}
		if done := w.imports("ana", w.ofNDI("en")); len(done.Changes) > 0 || len(done.Errors) > 0 || done.Empty != 5 {
			t.Errorf("a workbook that nobody filled in: %+v", done)
		}
	})
}
