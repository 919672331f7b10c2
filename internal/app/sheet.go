package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle/sheet"
	"github.com/accord-tracker/accord/internal/commitments"
)

// workbook writes the plan, or what one organisation has in it, as a workbook.
func (c exportCommand) workbook(ctx context.Context, h *house, p Program) error {
	if c.AsOf != "" || c.WithNames {
		return errors.New("--as-of and --with-names do not go with --xlsx")
	}
	plan, err := h.plan(ctx, "")
	if err != nil {
		return err
	}
	reader, err := c.reader(ctx, h)
	if err != nil {
		return err
	}
	options := sheet.ExportOptions{Plan: plan, Reader: reader, Organisation: c.Organisation, At: h.now(), Printer: h.printer}
	if c.Out == "" {
		_, err := sheet.Export(ctx, h.store, options, p.Out)
		return err
	}
	var exported sheet.Exported
	err = writeWhole(c.Out, func(w io.Writer) error {
		exported, err = sheet.Export(ctx, h.store, options, w)
		return err
	})
	if err != nil {
		return err
	}
	h.say(p, "sheet.written", "file", c.Out, "commitments", exported.Commitments, "rows", exported.Rows)
	return nil
}

// reader is whoever the workbook is for: an audience; else the people of the organisation, who see whatever is its own;
// else whoever keeps this machine.
func (c exportCommand) reader(ctx context.Context, h *house) (access.Reader, error) {
	if c.Organisation != "" {
		if _, err := h.organisation(ctx, c.Organisation); err != nil {
			return access.Reader{}, err
		}
	}
	switch {
	case c.Audience != "":
		return access.Room(access.Audience(c.Audience)), nil
	case c.Organisation != "":
		return access.Reader{Audience: access.ToPublic, Organisations: []string{c.Organisation}}, nil
	default:
		return access.Reader{Audience: access.ToConveners, Attributed: true}, nil
	}
}

// isWorkbook says whether a file begins as a zip does, and leaves it at its beginning.
func isWorkbook(f *os.File) bool {
	var mark [2]byte
	n, err := f.ReadAt(mark[:], 0)
	return err == nil && n == 2 && string(mark[:]) == "PK"
}

// workbook brings in what a member filled in: all of it, or nothing and a list of all that is wrong, cell by cell.
func (c importCommand) workbook(ctx context.Context, h *house, p Program, in io.Reader) error {
	if c.As == "" {
		return saidError{errors.New("no --as"), h.printer.Sentence("sheet.who")}
	}
	book, err := sheet.Read(in, h.catalogue)
	if err != nil {
		return err
	}
	h.common.Plan = book.Plan // which may be another than that of this machine
	by, err := signed{As: c.As}.origin(ctx, h)
	if err != nil {
		return err
	}
	by.Via, by.Language = commitments.ViaImport, book.Language
	imported, err := sheet.Import(ctx, book, h.store, h.service, sheet.ImportOptions{
		By: by, Now: h.now(), Catalogue: h.catalogue, DryRun: c.DryRun,
	})
	if err != nil {
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	return h.tellSheet(p, imported, c.DryRun)
}

func (h *house) tellSheet(p Program, imported sheet.Imported, dry bool) error {
	for _, note := range imported.Notes {
		_, _ = fmt.Fprintln(p.Err, note.Said(h.printer))
	}
	if len(imported.Errors) > 0 {
		for _, fault := range imported.Errors {
			_, _ = fmt.Fprintln(p.Err, fault.Said(h.printer))
		}
		_, _ = fmt.Fprintln(p.Err, h.printer.Plural("sheet.refused", len(imported.Errors)))
		return errSilent
	}
	for i := range imported.Changes {
		for _, line := range imported.Changes[i].Tell(h.printer) {
			_, _ = fmt.Fprintln(p.Out, line)
		}
	}
	fresh := 0
	for i := range imported.Changes {
		if !imported.Changes[i].Already {
			fresh++
		}
	}
	switch {
	case fresh == 0:
		h.say(p, "sheet.nothing")
	case dry:
		_, _ = fmt.Fprintln(p.Out, h.printer.Plural("sheet.dry", fresh, "plan", imported.Plan))
	default:
		_, _ = fmt.Fprintln(p.Out, h.printer.Plural("sheet.done", imported.Entries, "plan", imported.Plan))
	}
	return nil
}
