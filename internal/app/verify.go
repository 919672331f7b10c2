package app

import (
	"context"
	"fmt"
	"os"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/i18n"
)

type verifyCommand struct {
	File string `arg:"" optional:"" type:"existingfile" help:"A bundle, JSON or NDJSON. Without it: the journals of all plans in the database."`
	Head string `help:"A head that was printed earlier; it must stand in the chain."`
}

// Run ends with ExitFailure if anything is wrong, or if the head that is asked for is nowhere in the chain.
func (c verifyCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	if c.File == "" {
		return withHouse(ctx, p, cli.Common, func(h *house) error { return h.verifyStore(ctx, p, c.Head) })
	}
	catalogue, err := i18n.Load()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	printer := catalogue.Printer(cli.Language)
	found, err := bundle.Verify(ctx, f, bundle.VerifyOptions{Head: c.Head})
	if err != nil {
		return inWords(printer, fmt.Errorf("verify %s: %w", c.File, err))
	}
	if !tellVerified(p, printer, found, c.Head) {
		return errSilent
	}
	return nil
}

// verifyStore verifies the journal of every plan. A head need only be in one of them.
func (h *house) verifyStore(ctx context.Context, p Program, head string) error {
	all, err := h.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	well, seen := true, head == ""
	for _, plan := range all {
		found, err := bundle.VerifyStore(ctx, h.store, plan.Slug, bundle.VerifyOptions{Head: head})
		if err != nil {
			return err
		}
		found.Plan = plan.Slug
		seen = seen || found.FoundAt > 0
		well = tellVerified(p, h.printer, withoutHead(found), "") && well
	}
	if !seen {
		_, _ = fmt.Fprintln(p.Err, h.printer.Sentence("verify.no_head", "digest", head))
	}
	if !well || !seen {
		return errSilent
	}
	return nil
}

// withoutHead leaves out that a head was not found in one plan, when it may stand in another.
func withoutHead(found bundle.Verified) bundle.Verified {
	kept := found.Errors[:0:0]
	for _, e := range found.Errors {
		if e.Problem.Key == "bundle.head_not_found" {
			found.Total--
			continue
		}
		kept = append(kept, e)
	}
	found.Errors = kept
	return found
}

// tellVerified prints what was found, and says whether all is well.
func tellVerified(p Program, printer *i18n.Printer, found bundle.Verified, head string) bool {
	tellErrors(p, printer, found.Errors, found.Total)
	if found.Total > 0 {
		_, _ = fmt.Fprintln(p.Err, printer.Plural("verify.broken", found.Total, "plan", found.Plan))
		return false
	}
	if found.Position == 0 {
		_, _ = fmt.Fprintln(p.Out, printer.Sentence("verify.empty", "plan", found.Plan))
		return true
	}
	_, _ = fmt.Fprintln(p.Out, printer.Sentence("verify.well", "plan", found.Plan, "entries", found.Entries,
		"in_part", found.InPart, "withheld", found.Withheld))
	_, _ = fmt.Fprintf(p.Out, "%s %d %s\n", printer.Sentence("verify.head"), found.Position, found.Head)
	if head != "" {
		_, _ = fmt.Fprintln(p.Out, printer.Sentence("verify.found", "position", found.FoundAt))
	}
	return true
}

// tellErrors prints every error of a bundle as path and reason.
func tellErrors(p Program, printer *i18n.Printer, list []bundle.Error, total int) {
	for _, e := range list {
		_, _ = fmt.Fprintf(p.Err, "%s: %s\n", e.Path, printer.Problem(e.Problem))
	}
	if more := total - len(list); more > 0 {
		_, _ = fmt.Fprintln(p.Err, printer.Plural("import.more_errors", more))
	}
}
