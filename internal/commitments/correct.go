package commitments

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// Correct puts a correction in the place of an entry. The corrected entry stays, marked; what the correction does not
// repeat of it is gone. The note says why.
type Correct struct {
	Plan        string // slug
	Ref         string
	Version     int
	Seq         int // of the entry to correct
	TakesBack   bool
	Status      Status
	Percent     *int
	Confidence  Confidence
	Changes     Changes
	Milestone   *Milestone
	ToMember    string // key
	Evidence    []Evidence
	Note        string     // the reason
	EffectiveOn civil.Date // zero: as the corrected entry
}

func (Correct) Verb() string   { return "correct" }
func (c Correct) plan() string { return c.Plan }

func (c Correct) permit(ctx context.Context, w *work) error {
	if err := w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeOwnEntry); err != nil {
		return err
	}
	if e, err := w.about.entry(c.Seq); err == nil && e.Member == w.by.Actor.Member.Key {
		return nil
	}
	return w.may(access.ChangeCommitment)
}

func (c Correct) run(ctx context.Context, w *work) error {
	corrected, err := w.about.entry(c.Seq)
	if err != nil {
		return err
	}
	note, err := reasonFor(c.Note, "correct.needs_reason", c.Ref)
	if err != nil {
		return err
	}
	var clean cleaner
	e := Entry{
		Kind: KindCorrected, Corrects: c.Seq, TakesBack: c.TakesBack, Note: note, EffectiveOn: corrected.EffectiveOn,
		Status: c.Status, Percent: c.Percent, Confidence: c.Confidence, Changes: c.Changes, Milestone: c.Milestone,
		ToMember: c.ToMember, Evidence: clean.evidence(c.Evidence),
	}
	if !c.EffectiveOn.IsZero() {
		e.EffectiveOn = c.EffectiveOn
	}
	if clean.err != nil {
		return clean.err
	}
	return w.record(ctx, e)
}

func (s *subject) entry(seq int) (*Entry, error) {
	if i := indexOf(s.entries, seq); i >= 0 {
		return &s.entries[i], nil
	}
	return nil, problem.New(problem.NotFound, "entry.unknown", "seq", seq, "ref", s.Ref).At("seq")
}

// Undo takes back the speaker's own last change of the last 15 minutes, or the one that is named, if it is that young.
// It appends a correction; it deletes nothing.
type Undo struct {
	Plan    string // slug
	Ref     string // with Seq: the entry to take back; empty: the last
	Seq     int
	Version int // that the speaker has seen; 0: any
}

func (Undo) Verb() string   { return "undo" }
func (c Undo) plan() string { return c.Plan }

func (c Undo) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.ChangeOwnEntry, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	own, err := c.choose(ctx, w)
	if err != nil {
		return err
	}
	if err := w.find(ctx, c.Plan, own.Commitment); err != nil {
		return err
	}
	w.outcome.TookBack = own.Seq
	return w.may(access.ChangeOwnEntry)
}

// choose finds the speaker's latest entry that can be taken back: one that stands and is no taking back itself.
func (c Undo) choose(ctx context.Context, w *work) (Entry, error) {
	recent, err := w.RecentBy(ctx, w.plan.ID, w.by.Actor.Member.Key, w.now.Add(-UndoWithin))
	if err != nil {
		return Entry{}, fmt.Errorf("list recent entries: %w", err)
	}
	for _, e := range recent {
		if !e.IsNews() || (c.Ref != "" && (e.Commitment != c.Ref || e.Seq != c.Seq)) {
			continue
		}
		entries, err := w.Entries(ctx, e.CommitmentID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Entry{}, fmt.Errorf("load the journal of %s: %w", e.Commitment, err)
		}
		void := voids(entries)
		if i := indexOf(entries, e.Seq); i >= 0 && void[i] == inForce && void[0] == inForce { // no registration, nothing to undo
			return e, nil
		}
	}
	return Entry{}, problem.New(problem.NotFound, "undo.nothing", "minutes", int(UndoWithin.Minutes()))
}

func (c Undo) run(ctx context.Context, w *work) error {
	if err := w.fresh(c.Version); err != nil {
		return err
	}
	target, err := w.about.entry(w.outcome.TookBack)
	if err != nil {
		return err
	}
	if target.Kind == KindRegistered && w.about.othersFollowed(target) {
		return problem.New(problem.Conflict, "undo.others_followed", "ref", w.about.Ref)
	}
	return w.record(ctx, Entry{
		Kind: KindCorrected, Corrects: target.Seq, TakesBack: true, EffectiveOn: target.EffectiveOn,
	})
}

// othersFollowed says whether somebody else has logged on the commitment since the entry.
func (s *subject) othersFollowed(e *Entry) bool {
	for _, later := range s.entries {
		if later.Seq > e.Seq && later.Member != e.Member {
			return true
		}
	}
	return false
}
