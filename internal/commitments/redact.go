package commitments

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
)

// Redact removes the text of an entry, its note and evidence, for privacy. Who did it, when and why stays, and so do
// the figures and every digest.
type Redact struct {
	Plan    string // slug
	Ref     string
	Version int // that the speaker has seen; 0: any
	Seq     int
	Reason  string
}

func (Redact) Verb() string   { return "redact" }
func (c Redact) plan() string { return c.Plan }

func (c Redact) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.RedactAny, access.Object{})
	}
	if err := w.find(ctx, c.Plan, c.Ref); err != nil {
		return err
	}
	if w.may(access.RedactAny) == nil {
		return nil
	}
	if e, err := w.about.entry(c.Seq); err == nil && e.Member == w.by.Actor.Member.Key && w.may(access.RedactOwnEntry) == nil {
		return nil
	}
	return w.may(access.RedactOrganisation)
}

func (c Redact) run(ctx context.Context, w *work) error {
	if err := w.fresh(c.Version); err != nil {
		return err
	}
	e, err := w.about.entry(c.Seq)
	if err != nil {
		return err
	}
	if e.Note == "" && len(e.Evidence) == 0 {
		return problem.New(problem.Conflict, "redact.no_text", "seq", c.Seq, "ref", c.Ref)
	}
	reason, err := reasonFor(c.Reason, "redact.needs_reason", c.Ref)
	if err != nil {
		return err
	}
	textDigest := Link("", e).Text
	if err := w.RedactText(ctx, e.ID, textDigest); err != nil {
		return fmt.Errorf("redact entry %d of %s: %w", c.Seq, c.Ref, err)
	}
	e.Note, e.Evidence, e.Salt, e.TextDigest = "", nil, "", textDigest
	return w.record(ctx, Entry{Kind: KindRedacted, Corrects: c.Seq, Note: reason})
}
