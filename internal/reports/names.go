package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// Names are what a report for people says beside its figures: what things are called, and where the journal ended. They
// are no part of the document that is hashed, and hold nothing that the audience may not see.
type Names struct {
	Plan          *plans.Plan                    // with the titles of themes and steps
	Organisations map[string]people.Organisation // by handle: those that the document names
	Commitments   map[string]Caption             // by ref: those that the document names
	Head          commitments.Tail               // of the journal's chain as of the cutoff
}

// Caption is what a commitment says of itself at the end of the period. It is empty for one that was not registered by
// then, or whose registration was taken back.
type Caption struct {
	Title    string
	Measure  string // how one will tell that it is done
	StartsOn civil.Date
}

// Draw computes a report as Compute does, and gathers the names that go with it in the same reading.
func Draw(ctx context.Context, library Library, arguments Arguments, now time.Time) (*Document, *Names, error) {
	names := &Names{Organisations: map[string]people.Organisation{}, Commitments: map[string]Caption{}}
	document, plan, err := compute(ctx, library, arguments, now, names.caption)
	if err != nil {
		return nil, nil, err
	}
	names.Plan = plan
	if err := names.look(ctx, library, document); err != nil {
		return nil, nil, err
	}
	if names.Head, err = library.HeadBefore(ctx, plan.ID, document.Cutoff); err != nil {
		return nil, nil, fmt.Errorf("find the end of the journal of %s: %w", plan.Slug, err)
	}
	return document, names, nil
}

// caption keeps the words of a commitment that the document names.
func (n *Names) caption(h *history) {
	if h.listed() || len(h.moved) > 0 || len(h.late) > 0 || h.restated != nil {
		s := &h.walk.state
		n.Commitments[h.ref] = Caption{Title: s.Title, Measure: s.Measure, StartsOn: s.StartsOn}
	}
}

// look finds the organisations that the document names.
func (n *Names) look(ctx context.Context, library Library, document *Document) error {
	named := make(map[string]bool, len(document.Organisations))
	for i := range document.Organisations {
		named[document.Organisations[i].Handle] = true
	}
	all, err := library.Organisations(ctx)
	if err != nil {
		return fmt.Errorf("read organisations: %w", err)
	}
	for _, o := range all {
		if named[o.Handle] {
			n.Organisations[o.Handle] = o
		}
	}
	return nil
}

// Organisation is what an organisation is called; its handle if it is not in the directory.
func (n *Names) Organisation(handle string) string {
	if o, ok := n.Organisations[handle]; ok && o.Name != "" {
		return o.Name
	}
	return handle
}
