package sheet_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle/sheet"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const slug = plans.DefaultSlug

// noon is when these tests happen.
var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// world is a plan with two endorsing organisations: ana is a focal point of ndi, cleo a contributor of it, ben a focal
// point of anfrel.
type world struct {
	testing.TB
	store     *store.Store
	service   *commitments.Service
	plan      *plans.Plan
	catalogue *i18n.Catalogue
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newWorld(t, s)) })
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := noon.AddDate(0, -2, 0) // the organisations endorsed some time ago
	w := &world{TB: t, store: s, catalogue: catalogue, service: commitments.NewService(s, func() time.Time { return now })}
	defer func() { now = noon }()
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
	w.must(operator, commitments.ImportPlan{Document: documents[0]})
	if w.plan, err = s.PlanBySlug(t.Context(), slug); err != nil {
		t.Fatal(err)
	}
	w.must(operator, commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{
		{Handle: "ndi", Name: "National Democratic Institute", Kind: "ngo"},
		{Handle: "anfrel", Name: "Asian Network for Free Elections", Kind: "ngo"},
	}})
	for name, role := range map[string]people.Membership{
		"ana":  {Organisation: "ndi", Role: people.FocalPoint},
		"cleo": {Organisation: "ndi", Role: people.Contributor},
		"ben":  {Organisation: "anfrel", Role: people.FocalPoint},
	} {
		if name != "cleo" {
			w.must(operator, commitments.Endorse{Plan: slug, Organisation: role.Organisation})
		}
		code := w.must(operator, commitments.Invite{Plan: slug, Organisation: role.Organisation, Role: role.Role}).Code
		w.must(commitments.Origin{}, commitments.Join{Code: code, Identity: identity(name), Name: name})
	}
	return w
}

func identity(name string) people.Identity {
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

func (w *world) must(by commitments.Origin, cmd commitments.Command) commitments.Outcome {
	w.Helper()
	outcome, err := w.service.Do(w.Context(), by, cmd)
	if err != nil {
		w.Fatalf("%s: %v", cmd.Verb(), err)
	}
	return outcome
}

func (w *world) as(name string) commitments.Origin {
	w.Helper()
	actor, err := w.store.ActorByIdentity(w.Context(), identity(name), w.plan.ID, civil.DateOf(noon, time.UTC))
	if err != nil {
		w.Fatalf("who is %s: %v", name, err)
	}
	return commitments.Origin{Actor: actor, Via: commitments.ViaImport, Language: "en"}
}

// registers makes a commitment of ndi; more changes it before.
func (w *world) registers(title string, more ...func(*commitments.Register)) string {
	w.Helper()
	r := commitments.Register{
		Plan: slug, Title: title, Lead: "ndi", Steps: []string{"25"}, DueOn: "2027-03-31", EffectiveOn: "2026-10-01",
		Countries: []string{"KE", "FR"}, Measure: "= the paper is out",
	}
	for _, change := range more {
		change(&r)
	}
	return w.must(w.as("ana"), r).Commitment
}

// ofNDI is the workbook of ndi for its own people.
func (w *world) ofNDI(language string) []byte {
	w.Helper()
	return w.exported(sheet.ExportOptions{
		Reader: access.Reader{Audience: access.ToPublic, Organisations: []string{"ndi"}}, Organisation: "ndi",
		Printer: w.catalogue.Printer(language),
	})
}

func (w *world) exported(options sheet.ExportOptions) []byte {
	w.Helper()
	options.Plan, options.At = w.plan, noon
	var out bytes.Buffer
	if _, err := sheet.Export(w.Context(), w.store, options, &out); err != nil {
		w.Fatalf("Export: %v", err)
	}
	return out.Bytes()
}

// edited is the workbook after somebody has worked in it.
func (w *world) edited(content []byte, edit func(e *editor)) []byte {
	w.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		w.Fatal(err)
	}
	defer f.Close()
	edit(&editor{world: w, File: f})
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		w.Fatal(err)
	}
	return out.Bytes()
}

// editor is somebody in front of a workbook.
type editor struct {
	*world
	*excelize.File
}

// at is the cell of a commitment in a column of the sheet of progress.
func (e *editor) at(sheet, ref, column string) string {
	e.Helper()
	rows, err := e.GetRows(sheet)
	if err != nil {
		e.Fatal(err)
	}
	for i, key := range rows[0] {
		if !strings.HasSuffix(key, "."+column) {
			continue
		}
		for line := range rows {
			if len(rows[line]) > 0 && rows[line][0] == ref {
				cell, err := excelize.CoordinatesToCellName(i+1, line+1)
				if err != nil {
					e.Fatal(err)
				}
				return cell
			}
		}
	}
	e.Fatalf("%s has no cell for %s of %s", sheet, column, ref)
	return ""
}

// types puts a value into the row of a commitment on the sheet of progress.
func (e *editor) types(ref, column string, value any) {
	e.Helper()
	sheet := e.GetSheetList()[1]
	e.ok(e.SetCellValue(sheet, e.at(sheet, ref, column), value))
}

func (e *editor) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// read reads a workbook that has to be one.
func (w *world) read(content []byte) *sheet.Book {
	w.Helper()
	book, err := sheet.Read(bytes.NewReader(content), w.catalogue)
	if err != nil {
		w.Fatalf("Read: %v", err)
	}
	return book
}

func (w *world) imports(name string, content []byte) sheet.Imported {
	w.Helper()
	return w.brings(name, content, false)
}

func (w *world) brings(name string, content []byte, dry bool) sheet.Imported {
	w.Helper()
	imported, err := sheet.Import(w.Context(), w.read(content), w.store, w.service, sheet.ImportOptions{
		By: w.as(name), Now: noon, Catalogue: w.catalogue, DryRun: dry,
	})
	if err != nil {
		w.Fatalf("Import: %v", err)
	}
	return imported
}

// said are remarks in English.
func (w *world) said(remarks []sheet.Remark) []string {
	all := make([]string, len(remarks))
	for i, r := range remarks {
		all[i] = r.Said(w.catalogue.Printer("en"))
	}
	return all
}

// row is a commitment with its journal.
func (w *world) row(ref string) (c commitments.Commitment, entries []commitments.Entry) {
	w.Helper()
	err := w.store.Change(w.Context(), "", func(tx commitments.Tx) (err error) {
		if c, err = tx.Commitment(w.Context(), w.plan.ID, ref); err == nil {
			entries, err = tx.Entries(w.Context(), c.ID)
		}
		return err
	})
	if err != nil {
		w.Fatalf("load %s: %v", ref, err)
	}
	return c, entries
}
