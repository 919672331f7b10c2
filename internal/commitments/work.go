package commitments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// work is one command at work inside its transaction: the plan it is about, and what it has loaded so far.
type work struct {
	Tx
	by      Origin
	random  io.Reader
	now     time.Time // whole seconds, UTC
	plan    *plans.Plan
	zone    *time.Location
	about   *subject
	outcome Outcome
}

// subject is the commitment that a command is about, with its journal.
type subject struct {
	Commitment
	entries []Entry
}

func (w *work) open(ctx context.Context, slug string) error {
	w.zone = time.UTC
	if slug == "" {
		return nil
	}
	plan, err := w.Plan(ctx, slug)
	if errors.Is(err, ErrNotFound) {
		return nil // the command says whether it needs one: needPlan
	}
	if err != nil {
		return fmt.Errorf("load plan %s: %w", slug, err)
	}
	w.plan = plan
	w.zone, err = plan.Zone()
	return err
}

func (w *work) needPlan(slug string) error {
	if w.plan == nil {
		return problem.New(problem.NotFound, "plan.unknown", "plan", slug).At("plan")
	}
	return nil
}

// today is the civil day in the plan's zone.
func (w *work) today() civil.Date { return civil.DateOf(w.now, w.zone) }

func (w *work) reader() access.Reader { return access.ReaderOf(w.by.Actor, w.plan.ID) }

// find loads a commitment. Where the actor may not see it, the answer is the same as where there is none.
func (w *work) find(ctx context.Context, plan, ref string) error {
	if err := w.needPlan(plan); err != nil {
		return err
	}
	unknown := problem.New(problem.NotFound, "commitment.unknown", "ref", ref).At("commitment")
	c, err := w.Commitment(ctx, w.plan.ID, ref)
	if errors.Is(err, ErrNotFound) {
		return unknown
	}
	if err != nil {
		return fmt.Errorf("load %s: %w", ref, err)
	}
	if access.See(w.reader(), c.Visibility, c.Organisations()) == access.Hidden {
		return unknown
	}
	entries, err := w.Entries(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load the journal of %s: %w", ref, err)
	}
	w.about = &subject{c, entries}
	w.outcome.Commitment = c.Ref
	return nil
}

// may asks the permission table about the commitment at hand. Where the actor sees it without attribution, the refusal
// does not say whose it is: it names neither its organisations nor, later on, their people.
func (w *work) may(action access.Action) error {
	organisations := w.about.Organisations()
	err := access.May(w.by.Actor, action, access.Object{Plan: w.plan.ID, Organisations: organisations})
	if p, ok := problem.Of(err); ok && access.See(w.reader(), w.about.Visibility, organisations) != access.Whole {
		p.Args["organisations"] = []string(nil)
		return p
	}
	return w.orBarred(err, organisations)
}

// mayIn asks the permission table about one organisation.
func (w *work) mayIn(action access.Action, organisation string) error {
	organisations := []string{organisation}
	return w.orBarred(access.May(w.by.Actor, action, access.Object{Plan: w.plan.ID, Organisations: organisations}), organisations)
}

// maySet asks whether the actor may say how an organisation wants things: those who may do the action in it, and the
// administrator at the machine. Strangers are told nothing of plans.
func (w *work) maySet(action access.Action, plan, organisation string) error {
	if w.by.Actor.Operator {
		return nil
	}
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, action, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return err
	}
	return w.mayIn(action, organisation)
}

// mayManage asks whether the actor may manage the plan: its conveners, and the administrator at the machine.
func (w *work) mayManage(plan string) error {
	if w.by.Actor.Operator {
		return nil
	}
	var id uuid.UUID
	if w.plan != nil {
		id = w.plan.ID
	}
	if err := access.May(w.by.Actor, access.ManagePlan, access.Object{Plan: id}); err != nil {
		return err
	}
	return w.needPlan(plan)
}

// loadFor finds the commitment and asks whether the actor may do the action on it, and whether it is still the version
// that the actor has seen; version 0 is any.
func (w *work) loadFor(ctx context.Context, plan, ref string, version int, action access.Action) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, action, access.Object{})
	}
	if err := w.find(ctx, plan, ref); err != nil {
		return err
	}
	if err := w.may(action); err != nil {
		return err
	}
	if w.about.Undone {
		return problem.New(problem.NotFound, "commitment.undone", "ref", ref).At("commitment")
	}
	return w.fresh(version)
}

// fresh refuses a version of the commitment at hand that is not the present one; 0 is any.
func (w *work) fresh(version int) error {
	if version != 0 && version != w.about.Version {
		return problem.New(problem.Conflict, "commitment.stale_version", "ref", w.about.Ref,
			"version", version, "current", w.about.Version).At("version")
	}
	return nil
}

// record appends one entry to the journal of the commitment at hand: it fills in what every entry has, holds it to
// the rule book, chains it, and writes it with the commitment that is now the fold.
func (w *work) record(ctx context.Context, e Entry) error {
	tail, err := w.Tail(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("find the end of the journal: %w", err)
	}
	if err := w.fill(&e, tail); err != nil {
		return err
	}
	history := slices.Concat(w.about.entries, []Entry{e})
	if err := w.examine(ctx, history); err != nil {
		return err
	}
	e.Digest = Link(tail.Digest, &e).Chain
	history[len(history)-1] = e
	w.about.entries = history
	w.about.State = Fold(history)
	tail.Position, tail.Digest, tail.RecordedAt = e.Position, e.Digest, e.RecordedAt
	tail.LastNumber = max(tail.LastNumber, w.about.Number)
	if err := w.Append(ctx, []Entry{e}, w.about.Commitment, tail); err != nil {
		return fmt.Errorf("append to the journal of %s: %w", e.Commitment, err)
	}
	w.outcome.Commitment = e.Commitment
	w.outcome.Seqs = append(w.outcome.Seqs, e.Seq)
	return nil
}

func (w *work) fill(e *Entry, tail Tail) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	e.ID, e.PlanID, e.CommitmentID, e.Commitment = id, w.plan.ID, w.about.ID, w.about.Ref
	e.Seq, e.Position = len(w.about.entries)+1, tail.Position+1
	e.RecordedAt = w.now
	if e.RecordedAt.Before(tail.RecordedAt) { // the clock went back; the journal does not
		e.RecordedAt = tail.RecordedAt
	}
	if e.EffectiveOn.IsZero() {
		e.EffectiveOn = civil.DateOf(e.RecordedAt, w.zone)
	}
	e.Member, e.Via, e.Source, e.Cause = w.by.Actor.Member.Key, w.by.Via, w.by.Source, w.by.Cause
	if e.Note != "" {
		e.Language = w.by.Language
	}
	e.Salt, err = NewSalt(w.random)
	return err
}

// examine refuses the last entry of the history if it, or an earlier one because of it, breaks a rule.
func (w *work) examine(ctx context.Context, history []Entry) error {
	var lookup error
	terms := Terms{
		Zone: w.zone,
		Step: w.plan.Step,
		Organisation: func(handle string) bool {
			_, err := w.Organisation(ctx, handle)
			return found(err, &lookup)
		},
		Endorses: func(handle string, day civil.Date) bool {
			endorsements, err := w.Endorsements(ctx, w.plan.ID, handle)
			return found(err, &lookup) && people.Endorses(endorsements, day)
		},
		Member: func(key string) bool {
			if key == w.by.Actor.Member.Key {
				return true
			}
			_, err := w.MemberByKey(ctx, key)
			return found(err, &lookup)
		},
	}
	faults := examineFrom(history, terms, len(history)-1)
	if lookup != nil {
		return fmt.Errorf("examine the journal: %w", lookup)
	}
	if len(faults) > 0 {
		return faults[0].Problem
	}
	return nil
}

// found tells what is not there from a store that cannot say.
func found(err error, lookup *error) bool {
	if err != nil && !errors.Is(err, ErrNotFound) && *lookup == nil {
		*lookup = err
	}
	return err == nil
}
