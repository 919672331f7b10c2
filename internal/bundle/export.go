package bundle

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// ExportOptions of Export. The zero options make the JSON form, as the public may see it, of all that was recorded.
type ExportOptions struct {
	Plan string // slug
	// Complete leaves nothing out: unattributed commitments whole, everything of whatever visibility. It is for
	// whoever keeps the machine, and the only export that can be imported if anything is not public.
	Complete  bool
	Audience  access.Audience // without Complete: who will read it; empty is the public
	AsOf      time.Time       // what was recorded later is left out; zero: nothing is
	NDJSON    bool
	WithNames bool // members come with their names
	// ExportedAt is what the file says of itself. Zero: AsOf, or else when the last entry was recorded, so that the
	// same content is the same bytes whenever it is exported.
	ExportedAt time.Time
}

// Exported is what an export wrote. The head is the last digest in it: what Verify finds again in the file.
type Exported struct {
	Plan        string // slug
	Position    int64
	Head        string
	Commitments int
	Entries     int // those shown, whole or in part
	InPart      int
	Withheld    int
}

// Export writes the plan as a bundle. The memory it needs does not grow with the number of commitments; what must wait
// until all is read waits in temporary files. Endorsements, the calendar and the plan have no journal, and are as they
// are now even with AsOf. A text that was redacted after AsOf is gone; its entry is shown in part. An unknown plan or
// audience is a problem.Problem.
func Export(ctx context.Context, archive Archive, o ExportOptions, w io.Writer) (Exported, error) {
	if o.Audience == "" {
		o.Audience = access.ToPublic
	}
	if !o.Audience.Known() {
		return Exported{}, problem.New(problem.Invalid, "bundle.unknown_audience", "audience", string(o.Audience)).At("audience")
	}
	var result Exported
	err := archive.Snapshot(ctx, func(s Source) error {
		p, err := s.Plan(ctx, o.Plan)
		if errors.Is(err, commitments.ErrNotFound) {
			return problem.New(problem.NotFound, "plan.unknown", "plan", o.Plan).At("plan")
		}
		if err != nil {
			return err
		}
		x := newExporter(o, p)
		defer x.close()
		if err := s.EachCommitment(ctx, p.ID, x.commitment); err != nil {
			return fmt.Errorf("read the journal of %s: %w", p.Slug, err)
		}
		if err := x.write(ctx, s, w); err != nil {
			return err
		}
		result = x.result()
		return nil
	})
	return result, err
}

// exporter gathers the records of commitments in spools, and writes everything in the order of the form.
type exporter struct {
	o      ExportOptions
	reader access.Reader
	plan   *plans.Plan

	parts   [inEnd]spool // in NDJSON all that belongs to commitments is in one of them
	counts  [inEnd]int
	inPart  int
	members map[string]bool
	handles map[string]bool
	hidden  []hidden
	last    commitments.Entry // at the highest position
	buffer  []byte
}

// hidden is an entry that is withheld.
type hidden struct {
	position int64
	digest   digest
}

func newExporter(o ExportOptions, p *plans.Plan) *exporter {
	reader := access.Room(o.Audience)
	if o.Complete {
		reader = access.Reader{Audience: access.ToConveners, Attributed: true}
	}
	x := &exporter{o: o, reader: reader, plan: p, members: map[string]bool{}, handles: map[string]bool{}}
	x.last.Digest = commitments.Genesis
	return x
}

func (x *exporter) close() {
	for i := range x.parts {
		x.parts[i].close()
	}
}

func (x *exporter) result() Exported {
	return Exported{
		Plan: x.plan.Slug, Position: x.last.Position, Head: x.last.Digest,
		Commitments: x.counts[commitmentList], Entries: x.counts[entries], InPart: x.inPart, Withheld: x.counts[withheldList],
	}
}

// commitment takes one commitment with its journal, as far as it was recorded by then and may be seen.
func (x *exporter) commitment(row *commitments.Commitment, all []commitments.Entry) error {
	all = x.recorded(all)
	if len(all) == 0 {
		return nil
	}
	for i := range all {
		if all[i].Position > x.last.Position {
			x.last = commitments.Entry{Position: all[i].Position, Digest: all[i].Digest, RecordedAt: all[i].RecordedAt}
		}
	}
	fold := commitments.Fold(all)
	switch access.See(x.reader, fold.Visibility, fold.Organisations()) {
	case access.Whole:
		return x.show(row.Ref, &fold, all, false)
	case access.Unattributed:
		unattributed(&fold)
		return x.show(row.Ref, &fold, all, true)
	default:
		for i := range all {
			x.hidden = append(x.hidden, hidden{all[i].Position, bytesOf(commitments.Digests(&all[i]).Entry)})
		}
		x.counts[withheldList] += len(all)
		return nil
	}
}

// recorded leaves out what was recorded after AsOf.
func (x *exporter) recorded(all []commitments.Entry) []commitments.Entry {
	if x.o.AsOf.IsZero() {
		return all
	}
	for i := range all {
		if all[i].RecordedAt.After(x.o.AsOf) {
			return all[:i]
		}
	}
	return all
}

func (x *exporter) write(ctx context.Context, s Source, w io.Writer) error {
	if err := x.people(ctx, s); err != nil {
		return err
	}
	if err := x.withheld(); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	form := x.writeJSON
	if x.o.NDJSON {
		form = x.writeLines
	}
	if err := form(out); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}
