package bundle

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// entriesAtOnce is how many entries are written in one go, but for a commitment that has more.
const entriesAtOnce = 1000

// writer brings a bundle that was found to be in order into a store.
type writer struct {
	ctx     context.Context
	tx      BulkTx
	plan    *plans.Plan
	now     time.Time
	journal *journal
	seal    *sealer

	organisations []people.Organisation
	members       []people.Member
	endorsements  []people.Endorsement
	events        []calendar.Event
	peopleWritten bool

	commitments []commitments.Commitment
	entries     []commitments.Entry
	ordinal     int
	lastNumber  int
}

func (w *writer) head(*head) error { return nil }

func (w *writer) organisation(_ place, o people.Organisation) {
	o.ID, o.CreatedAt = ids(), w.now
	w.organisations = append(w.organisations, o)
}

func (w *writer) member(_ place, m people.Member) {
	m.ID, m.CreatedAt = ids(), w.now
	w.members = append(w.members, m)
}

func (w *writer) endorsement(_ place, e people.Endorsement) {
	e.ID, e.CreatedAt, e.PlanID = ids(), w.now, w.plan.ID
	w.endorsements = append(w.endorsements, e)
}

func (w *writer) event(_ place, e calendar.Event) {
	e.ID, e.CreatedAt, e.PlanID = ids(), w.now, w.plan.ID
	w.events = append(w.events, e)
}

func (w *writer) withheld(withheldRecord) {}

// writePeople writes everything that commitments point at.
func (w *writer) writePeople() error {
	if w.peopleWritten {
		return nil
	}
	w.peopleWritten = true
	for _, write := range [...]func() error{
		func() error { return w.tx.AddOrganisations(w.ctx, w.organisations) },
		func() error { return w.tx.AddMembers(w.ctx, w.members) },
		func() error { return w.tx.AddEndorsements(w.ctx, w.endorsements) },
		func() error { return w.tx.AddEvents(w.ctx, w.events) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	w.organisations, w.members, w.endorsements, w.events = nil, nil, nil, nil
	return nil
}

func (w *writer) group(g *group) error {
	if err := w.writePeople(); err != nil {
		return err
	}
	c := commitments.Commitment{ID: ids(), PlanID: w.plan.ID, Number: g.number, Ref: g.ref}
	removed := redactions(g.entries)
	first := len(w.entries)
	for i := range g.entries {
		if w.ordinal >= w.journal.len() {
			w.ordinal++ // said by the caller
			continue
		}
		e := g.entries[i].Entry
		r := w.journal.at(w.ordinal)
		e.ID, e.PlanID, e.CommitmentID, e.Position = ids(), w.plan.ID, c.ID, int64(r.position)
		w.seal.date(&e)
		w.seal.salted(&e, w.ordinal, removed[e.Seq])
		if e.Digest == "" {
			var err error
			if e.Digest, err = w.journal.link(w.ordinal); err != nil {
				return err
			}
		}
		w.entries = append(w.entries, e)
		w.ordinal++
	}
	c.State = commitments.Fold(w.entries[first:])
	if len(w.entries) > first {
		c.CreatedAt = w.entries[first].RecordedAt
	}
	w.commitments = append(w.commitments, c)
	w.lastNumber = max(w.lastNumber, c.Number)
	if len(w.entries) < entriesAtOnce {
		return nil
	}
	return w.flush()
}

func (w *writer) flush() error {
	err := w.tx.AddCommitments(w.ctx, w.commitments, w.entries)
	clear(w.commitments)
	clear(w.entries)
	w.commitments, w.entries = w.commitments[:0], w.entries[:0]
	return err
}

func (w *writer) finish() error {
	if err := w.writePeople(); err != nil {
		return err
	}
	return w.flush()
}
