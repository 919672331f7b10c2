package commitments

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// Pause says that work rests, and why.
type Pause struct {
	Plan        string // slug
	Ref         string
	Version     int
	Reason      string
	EffectiveOn civil.Date // zero: today
}

func (Pause) Verb() string   { return "pause" }
func (c Pause) plan() string { return c.Plan }

func (c Pause) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment)
}

func (c Pause) run(ctx context.Context, w *work) error {
	switch {
	case w.about.Status.Closed():
		return problem.New(problem.Conflict, "pause.closed", "ref", c.Ref, "status", w.about.Status.Word())
	case w.about.Status == Paused:
		return problem.New(problem.Conflict, "pause.already", "ref", c.Ref)
	}
	reason, err := reasonFor(c.Reason, "pause.needs_reason", c.Ref)
	if err != nil {
		return err
	}
	return w.record(ctx, Entry{Kind: KindStatus, Status: Paused, Note: reason, EffectiveOn: c.EffectiveOn})
}

// Withdraw ends a commitment that will not be kept. A convener may withdraw one whose lead no longer endorses the plan.
type Withdraw struct {
	Plan        string // slug
	Ref         string
	Version     int
	Reason      string
	EffectiveOn civil.Date // zero: today
}

func (Withdraw) Verb() string   { return "withdraw" }
func (c Withdraw) plan() string { return c.Plan }

func (c Withdraw) permit(ctx context.Context, w *work) error {
	refused := w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment)
	if p, ok := problem.Of(refused); !ok || p.Kind != problem.Refused || w.about == nil {
		return refused
	}
	lapsed, err := w.lapsed(ctx, w.about.Lead)
	if err != nil {
		return err
	}
	if lapsed && w.may(access.WithdrawLapsed) == nil {
		return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.WithdrawLapsed)
	}
	return refused
}

func (c Withdraw) run(ctx context.Context, w *work) error {
	if w.about.Status.Closed() {
		return problem.New(problem.Conflict, "withdraw.closed", "ref", c.Ref, "status", w.about.Status.Word())
	}
	reason, err := reasonFor(c.Reason, "withdraw.needs_reason", c.Ref)
	if err != nil {
		return err
	}
	return w.record(ctx, Entry{Kind: KindWithdrawn, Note: reason, EffectiveOn: c.EffectiveOn})
}

// Reopen takes up again what was completed or withdrawn. That is news, and does not rewrite the past.
type Reopen struct {
	Plan        string // slug
	Ref         string
	Version     int
	Status      Status // planned, in_progress or mostly_done; empty: in_progress
	Reason      string
	EffectiveOn civil.Date // zero: today
}

func (Reopen) Verb() string   { return "reopen" }
func (c Reopen) plan() string { return c.Plan }

func (c Reopen) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment)
}

func (c Reopen) run(ctx context.Context, w *work) error {
	if !w.about.Status.Closed() {
		return problem.New(problem.Conflict, "reopen.open", "ref", c.Ref, "status", w.about.Status.Word())
	}
	if c.Status == "" {
		c.Status = InProgress
	}
	reason, err := reasonFor(c.Reason, "reopen.needs_reason", c.Ref)
	if err != nil {
		return err
	}
	return w.record(ctx, Entry{Kind: KindStatus, Status: c.Status, Note: reason, EffectiveOn: c.EffectiveOn})
}

// reasonFor cleans a reason that is owed.
func reasonFor(reason, missing, ref string) (string, error) {
	var clean cleaner
	reason = clean.text("reason", reason, MaxNote)
	if clean.err == nil && strings.TrimSpace(reason) == "" {
		return "", problem.New(problem.Invalid, missing, "ref", ref).At("reason")
	}
	return reason, clean.err
}

// lapsed says whether an organisation endorses the plan no more.
func (w *work) lapsed(ctx context.Context, organisation string) (bool, error) {
	endorsements, err := w.Endorsements(ctx, w.plan.ID, organisation)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, fmt.Errorf("list endorsements of %s: %w", organisation, err)
	}
	return !people.Endorses(endorsements, w.today()), nil
}
