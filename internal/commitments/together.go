package commitments

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
)

// MaxParts is how many parts Together may have.
const MaxParts = 500

// Together gives several commands about progress on a plan: all of them, or none. Each part has its own cause; one
// whose cause has acted before, whoever gave it, is left out. If anything is wrong the error is Troubles: everything
// that is wrong, not the first alone. Outcome.Seqs are those of the parts that acted, in their order.
type Together struct {
	Plan  string // slug, also of every part
	Parts []Part
}

// Part is one command, a Log, an AttestNoChange or a Pause, and what caused it.
type Part struct {
	Cause   string // what must not act twice; optional
	Command Command
}

// Troubles are the problems of several parts. The field of each begins with the part at fault: "parts[3].percent".
type Troubles []problem.Problem

func (t Troubles) Error() string {
	all := make([]string, len(t))
	for i, p := range t {
		all[i] = p.Error()
	}
	return strings.Join(all, "; ")
}

// Unwrap lets an edge that shows one problem show the first.
func (t Troubles) Unwrap() []error {
	all := make([]error, len(t))
	for i, p := range t {
		all[i] = p
	}
	return all
}

func (Together) Verb() string   { return "together" }
func (c Together) plan() string { return c.Plan }

// permit refuses whoever may not log at all. Whether each part is permitted is asked just before it runs; if one is
// not, nothing of any stays.
func (c Together) permit(_ context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.LogProgress, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	if len(c.Parts) == 0 {
		return access.May(w.by.Actor, access.LogProgress, access.Object{Plan: w.plan.ID})
	}
	return nil
}

func (c Together) run(ctx context.Context, w *work) error {
	if len(c.Parts) == 0 || len(c.Parts) > MaxParts {
		return problem.New(problem.Invalid, "log_all.bounds", "limit", MaxParts).At("parts")
	}
	whole, cause := w.outcome, w.by.Cause
	var troubles Troubles
	for i, part := range c.Parts {
		w.outcome, w.by.Cause = Outcome{Command: part.Command.Verb(), Plan: c.Plan}, part.Cause
		err := c.act(ctx, w, part)
		if p, ok := problem.Of(err); ok {
			troubles = append(troubles, p.At(fmt.Sprintf("parts[%d]%s", i, dotted(p.Field))))
			continue
		}
		if err != nil {
			return err
		}
		whole.Seqs = append(whole.Seqs, w.outcome.Seqs...)
	}
	w.outcome, w.by.Cause = whole, cause
	if len(troubles) > 0 {
		return troubles
	}
	return nil
}

// act gives one part.
func (c Together) act(ctx context.Context, w *work, part Part) error {
	switch part.Command.(type) {
	case Log, AttestNoChange, Pause:
	default:
		return fmt.Errorf("%s cannot be given together with others", part.Command.Verb())
	}
	if part.Command.plan() != c.Plan {
		return fmt.Errorf("a part is about plan %q, not %q", part.Command.plan(), c.Plan)
	}
	if part.Cause != "" {
		_, err := w.Caused(ctx, part.Cause)
		if err == nil || !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	w.about = nil
	if err := part.Command.permit(ctx, w); err != nil {
		return w.nameHolders(ctx, err)
	}
	if err := part.Command.run(ctx, w); err != nil || part.Cause == "" {
		return err
	}
	return w.NoteCause(ctx, Cause{Key: part.Cause, Member: w.by.Actor.Member.ID, At: w.now, Outcome: w.outcome})
}
