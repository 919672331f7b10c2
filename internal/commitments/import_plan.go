package commitments

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// ImportPlan brings in a plan document: a new plan, which only the administrator may do, or another edition of one
// that is there. Steps keep their identity; one that holds commitments is retired, never deleted, and keeps its code.
// What would change is told by plans.Apply, before.
type ImportPlan struct{ Document *plans.Plan }

func (ImportPlan) Verb() string { return "import_plan" }

func (c ImportPlan) plan() string {
	if c.Document == nil {
		return ""
	}
	return c.Document.Slug
}

func (c ImportPlan) permit(_ context.Context, w *work) error {
	if w.plan == nil && !w.by.Actor.Operator {
		return access.May(w.by.Actor, access.ManagePlan, access.Object{})
	}
	return w.mayManage(c.plan())
}

func (c ImportPlan) run(ctx context.Context, w *work) error {
	if w.plan == nil {
		return c.create(ctx, w)
	}
	held, err := w.HeldSteps(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("list steps that hold commitments: %w", err)
	}
	merged, difference, err := plans.Apply(w.plan, c.Document, func(code string) bool { return held[code] }, w.today())
	if err != nil || difference.Empty() {
		return err
	}
	for _, step := range difference.Renumbered {
		if held[step.Was] { // entries name steps by code, and what they say never changes
			return problem.New(problem.Conflict, "plan.renumbers_held", "was", step.Was, "step", step.Code)
		}
	}
	if err := identify(merged.Steps); err != nil {
		return err
	}
	if err := w.retireAfterUse(ctx, merged.Steps); err != nil {
		return err
	}
	return w.SavePlan(ctx, merged)
}

// retireAfterUse lets a step that is retired now go after the last day on which it was taken on, for the journal would
// say that it was taken on without being there.
func (w *work) retireAfterUse(ctx context.Context, steps []plans.Step) error {
	recent, err := w.justRecorded(ctx)
	if err != nil {
		return err
	}
	for i := range steps {
		step := &steps[i]
		for _, e := range recent {
			if step.RetiredBy(e.EffectiveOn) && e.Changes.gains(FieldSteps, step.Code) {
				step.RetiredOn = e.EffectiveOn.AddDays(1)
			}
		}
	}
	return nil
}

func (c ImportPlan) create(ctx context.Context, w *work) error {
	p := *c.Document
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	p.ID, p.CreatedAt = id, w.now
	p.Steps = slices.Clone(p.Steps)
	if err := identify(p.Steps); err != nil {
		return err
	}
	return w.SavePlan(ctx, &p)
}

// identify gives an id to every step that is new.
func identify(steps []plans.Step) error {
	for i := range steps {
		if steps[i].ID != uuid.Nil {
			continue
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("make an id: %w", err)
		}
		steps[i].ID = id
	}
	return nil
}
