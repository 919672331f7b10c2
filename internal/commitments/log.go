package commitments

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// Log notes progress: a sentence, a percentage or a status, evidence. Completing is progress too.
type Log struct {
	Plan        string // slug
	Ref         string
	Version     int    // that the speaker has seen; 0: any
	Status      Status // planned, in_progress, mostly_done or completed; empty: as the percentage says, or unchanged
	Percent     *int
	Confidence  Confidence
	Note        string
	Evidence    []Evidence
	EffectiveOn civil.Date // zero: today
}

func (Log) Verb() string   { return "log" }
func (c Log) plan() string { return c.Plan }

func (c Log) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.LogProgress)
}

func (c Log) run(ctx context.Context, w *work) error {
	if c.Status == Paused || c.Status == Withdrawn {
		return problem.New(problem.Invalid, "log.own_command", "status", c.Status.Word()).At("status")
	}
	if w.about.Status.Closed() && c.stated() != "" && c.stated() != w.about.Status {
		return problem.New(problem.Conflict, "log.closed", "ref", w.about.Ref, "status", w.about.Status.Word()).At("status")
	}
	var clean cleaner
	e := Entry{
		Kind: KindProgress, Status: c.Status, Percent: c.Percent, Confidence: c.Confidence, EffectiveOn: c.EffectiveOn,
		Note: clean.text("note", c.Note, MaxNote), Evidence: clean.evidence(c.Evidence),
	}
	if clean.err != nil {
		return clean.err
	}
	if e.Status == "" && e.Percent == nil && e.Confidence == "" && e.Note == "" && len(e.Evidence) == 0 {
		return problem.New(problem.Invalid, "log.nothing", "ref", w.about.Ref)
	}
	if e.Status == Completed {
		e.Kind = KindStatus
	}
	return w.record(ctx, e)
}

func (c Log) stated() Status {
	if c.Status == "" && c.Percent != nil {
		return StatusOf(*c.Percent)
	}
	return c.Status
}

// AttestNoChange says that a commitment stands as it stood: distinct from silence, and news.
type AttestNoChange struct {
	Plan        string // slug
	Ref         string
	Version     int
	Note        string
	EffectiveOn civil.Date // zero: today
}

func (AttestNoChange) Verb() string   { return "no_change" }
func (c AttestNoChange) plan() string { return c.Plan }

func (c AttestNoChange) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.LogProgress)
}

func (c AttestNoChange) run(ctx context.Context, w *work) error {
	var clean cleaner
	e := Entry{Kind: KindNoChange, Note: clean.text("note", c.Note, MaxNote), EffectiveOn: c.EffectiveOn}
	if clean.err != nil {
		return clean.err
	}
	return w.record(ctx, e)
}
