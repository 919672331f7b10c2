package sheet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// styled gives a cell of C-1 a number that is shown in a format of its own.
func styled(column string, value any, format excelize.Style) func(e *editor) {
	return func(e *editor) {
		style, err := e.NewStyle(&format)
		e.ok(err)
		at := e.at("Progress", "C-1", column)
		e.ok(e.SetCellStyle("Progress", at, at, style))
		e.ok(e.SetCellValue("Progress", at, value))
	}
}

func types(column string, value any) func(e *editor) {
	return func(e *editor) { e.types("C-1", column, value) }
}

func TestCellsAreReadAsPeopleWriteThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registers("One")
		content := w.ofNDI("en")
		for name, test := range map[string]struct {
			edit    func(e *editor)
			percent int
			day     string
			status  commitments.Status
		}{
			"60":                    {edit: types("percent", 60), percent: 60, status: commitments.MostlyDone},
			"0":                     {edit: types("percent", 0), percent: 0, status: commitments.Planned},
			"60 in words":           {edit: types("percent", "60"), percent: 60, status: commitments.MostlyDone},
			"60% in words":          {edit: types("percent", "60 %"), percent: 60, status: commitments.MostlyDone},
			"Arabic digits":         {edit: types("percent", "٦٠٪"), percent: 60, status: commitments.MostlyDone},
			"0.6 as a percentage":   {edit: styled("percent", 0.6, excelize.Style{NumFmt: 9}), percent: 60, status: commitments.MostlyDone},
			"0.57 as a percentage":  {edit: styled("percent", 0.57, excelize.Style{NumFmt: 10}), percent: 57, status: commitments.MostlyDone},
			"1 as a percentage":     {edit: styled("percent", 1, excelize.Style{CustomNumFmt: new("0.0%")}), percent: 100, status: commitments.Completed},
			"1":                     {edit: types("percent", 1), percent: 1, status: commitments.InProgress},
			"a word in French":      {edit: types("status", " Presque achevé "), percent: -1, status: commitments.MostlyDone},
			"the name that is kept": {edit: types("status", "in_progress"), percent: -1, status: commitments.InProgress},
			"a date":                {edit: both(types("status", "planned"), styled("effective_on", 46328, excelize.Style{NumFmt: 14})), percent: -1, day: "2026-11-02", status: commitments.Planned},
			"a date of our own":     {edit: both(types("status", "planned"), types("effective_on", 46328.75)), percent: -1, day: "2026-11-02", status: commitments.Planned},
			"a day in words":        {edit: both(types("status", "planned"), types("effective_on", "2026-11-02")), percent: -1, day: "2026-11-02", status: commitments.Planned},
		} {
			dry := w.brings("ana", w.edited(content, test.edit), true)
			if len(dry.Errors) > 0 || len(dry.Changes) != 1 {
				t.Errorf("%s: errors %v, changes %+v", name, w.said(dry.Errors), dry.Changes)
				continue
			}
			e, day := dry.Changes[0].Entry, test.day
			if day == "" {
				day = "2026-11-25"
			}
			percent := -1
			if e.Percent != nil {
				percent = *e.Percent
			}
			if e.Stated() != test.status || percent != test.percent || string(e.EffectiveOn) != day {
				t.Errorf("%s: got %s, %d%%, %s, want %s, %d%%, %s", name, e.Stated(), percent, e.EffectiveOn, test.status, test.percent, day)
			}
		}
	})
}

func both(edits ...func(e *editor)) func(e *editor) {
	return func(e *editor) {
		for _, edit := range edits {
			edit(e)
		}
	}
}

func TestEveryErrorNamesItsCell(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registers("One")
		w.registers("Goes on", func(r *commitments.Register) { r.Cadence, r.DueOn = plans.Continuing, "" })
		content := w.ofNDI("en")
		for name, test := range map[string]struct {
			edit func(e *editor)
			want string // how the one error begins
		}{
			"a percentage over 100":     {types("percent", 120), "Progress!F3: A percentage is a whole number from 0 to 100, not 120."},
			"a negative percentage":     {types("percent", -1), "Progress!F3: A percentage is a whole number from 0 to 100, not -1."},
			"half a percent":            {types("percent", 12.5), "Progress!F3: 12.5 is not a whole percentage"},
			"a fraction":                {types("percent", 0.6), "Progress!F3: 0.6 is not a whole percentage"},
			"words for a percentage":    {types("percent", "most"), "Progress!F3: most is not a whole percentage"},
			"status and percentage":     {both(types("percent", 60), types("status", "planned")), "Progress!F3: 60 percent means mostly done, not planned."},
			"an unknown status":         {types("status", "nearly"), "Progress!E3: nearly is not one of: planned, in progress, mostly done, completed and paused."},
			"a withdrawal":              {types("status", "withdrawn"), "Progress!E3: withdrawn is not one of"},
			"a pause without reason":    {types("status", "paused"), "Progress!H3: A pause needs its reason here."},
			"a pause with a percentage": {both(types("status", "paused"), types("note", "no visas"), types("percent", 10)), "Progress!F3: This cannot stand beside paused."},
			"an unknown confidence":     {types("confidence", "good"), "Progress!G3: good is not one of: on track, at risk and off track."},
			"31 June":                   {both(types("note", "n"), types("effective_on", "2026-06-31")), "Progress!J3: 2026-06-31 is not a day of the calendar."},
			"a day in another order":    {both(types("note", "n"), types("effective_on", "02/11/2026")), "Progress!J3: 02/11/2026 is not a date."},
			"a number for a day":        {both(types("note", "n"), styled("effective_on", 20261102, excelize.Style{NumFmt: 1})), "Progress!J3: 20261102 is not a date."},
			"a day to come":             {both(types("note", "n"), types("effective_on", "2026-12-24")), "Progress!J3: "},
			"a day before it began":     {both(types("note", "n"), types("effective_on", "2026-09-01")), "Progress!J3: "},
			"a day alone":               {types("effective_on", "2026-11-02"), "Progress!J3: There is a day, but nothing that happened on it."},
			"evidence without a link":   {types("evidence", "see the annex"), "Progress!I3: see the annex does not begin with a link."},
			"a broken link":             {types("evidence", "https:///nowhere"), "Progress!I3: "},
			"a strange tick":            {types("no_change", "maybe"), "Progress!K3: maybe does not say whether nothing changed."},
			"no change, yet a change":   {both(types("no_change", "x"), types("percent", 60)), "Progress!F3: K3 says that nothing changed"},
			"a note that is too long":   {types("note", strings.Repeat("n", 4001)), "Progress!H3: "},
			"a formula without a value": {func(e *editor) { e.ok(e.SetCellFormula("Progress", "F3", "30+30")) }, "Progress!F3: This is a formula, and nothing says what it gives."},
			"a row without number":      {both(types("note", "n"), types("ref", "")), "Progress!A3: This row is filled in, but says of no commitment which."},
			"a row without version":     {both(types("note", "n"), types("version", "")), "Progress!A3: The row of C-1 is not as it was exported"},
			"another number":            {both(types("note", "n"), types("ref", "C-99")), "Progress!A3: There is no commitment C-99 that you can see."},
			"a continuing percentage":   {func(e *editor) { e.types("C-2", "percent", 10) }, "Progress!F4: A continuing commitment has no percentage"},
			"two rows of one": {func(e *editor) {
				e.types("C-1", "note", "n")
				e.types("C-2", "note", "n")
				e.types("C-2", "ref", "C-1")
			}, "Progress!A4: C-1 stands in two rows that are filled in; the first is at A3."},
		} {
			done := w.imports("ana", w.edited(content, test.edit))
			if got := w.said(done.Errors); len(got) != 1 || !strings.HasPrefix(got[0], test.want) || strings.Contains(got[0], "…") {
				t.Errorf("%s: got %q, want one error: %s", name, got, test.want)
			}
		}
		if head, err := w.store.Head(t.Context(), w.plan.ID); err != nil || head.Position != 2 {
			t.Errorf("the journal went on to %d (%v)", head.Position, err)
		}
	})
}

func TestAllErrorsAreToldAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		refs := w.five()
		done := w.imports("ben", w.edited(w.ofNDI("en"), func(e *editor) {
			e.types(refs[1], "percent", 120)
			e.types(refs[1], "status", "nearly")
			e.types(refs[0], "note", "not mine to say")
			e.types(refs[3], "no_change", "yes")
			e.types(refs[4], "confidence", "good")
		}))
		var places []string
		for _, r := range done.Errors {
			places = append(places, r.Place()+" "+r.Problem.Key)
		}
		want := []string{
			"Progress!A3 access.refused_ask", "Progress!E4 sheet.word", "Progress!F4 percent.range",
			"Progress!A6 access.refused_ask", "Progress!G7 sheet.word",
		}
		if diff := cmp.Diff(want, places); diff != "" {
			t.Errorf("errors (-want +got):\n%s", diff)
		}
	})
}

func TestAFormulaCountsWithWhatItGaveLast(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registers("One")
		dry := w.brings("ana", w.edited(w.ofNDI("en"), func(e *editor) {
			e.types("C-1", "percent", 60)
			e.ok(e.SetCellFormula("Progress", "F3", "30+30"))
		}), true)
		want := []string{"Progress!F3: This is a formula. It counts with what it gave last: 60."}
		if diff := cmp.Diff(want, w.said(dry.Notes)); diff != "" || len(dry.Errors) > 0 || *dry.Changes[0].Entry.Percent != 60 {
			t.Errorf("errors %v, notes (-want +got):\n%s", w.said(dry.Errors), diff)
		}
	})
}

func TestALinkBehindWordsIsEvidence(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registers("One")
		dry := w.brings("ana", w.edited(w.ofNDI("en"), func(e *editor) {
			e.types("C-1", "evidence", "The report")
			e.ok(e.SetCellHyperLink("Progress", "I3", "https://example.org/report", "External"))
		}), true)
		want := []commitments.Evidence{{URL: "https://example.org/report", Title: "The report"}}
		if len(dry.Errors) > 0 {
			t.Fatalf("errors %v", w.said(dry.Errors))
		}
		if diff := cmp.Diff(want, dry.Changes[0].Entry.Evidence); diff != "" {
			t.Errorf("evidence (-want +got):\n%s", diff)
		}
	})
}

func TestGreyCellsThatWereChangedAreNotTakenAndSaidSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.registers("One")
		dry := w.brings("ana", w.edited(w.ofNDI("en"), func(e *editor) {
			e.types("C-1", "title", "Two")
			e.types("C-1", "no_change", "x")
			e.ok(e.SetCellValue("Commitments", e.at("Commitments", "C-1", "due_on"), "2028-01-01"))
			e.ok(e.SetCellValue("Commitments", e.at("Commitments", "C-1", "steps"), 26))
		}), true)
		want := []string{
			"Commitments!E3: C-1: 26 is not taken, it stays 25. Grey cells are for reading; change this in the chat.",
			"Commitments!I3: C-1: 2028-01-01 is not taken, it stays 2027-03-31. Grey cells are for reading; change this in the chat.",
			"Progress!B3: C-1: Two is not taken, it stays One. Grey cells are for reading; change this in the chat.",
		}
		if diff := cmp.Diff(want, w.said(dry.Notes)); diff != "" || len(dry.Errors) > 0 {
			t.Errorf("errors %v, notes (-want +got):\n%s", w.said(dry.Errors), diff)
		}
	})
}
