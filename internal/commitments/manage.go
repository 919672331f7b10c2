package commitments

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// AppointConvener makes a member a convener of the plan.
type AppointConvener struct {
	Plan   string // slug
	Member string // key
}

func (AppointConvener) Verb() string   { return "appoint_convener" }
func (c AppointConvener) plan() string { return c.Plan }

func (c AppointConvener) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c AppointConvener) run(ctx context.Context, w *work) error {
	convener, err := w.convener(ctx, c.Plan, c.Member)
	if err != nil {
		return err
	}
	return w.AddConvener(ctx, convener)
}

// DismissConvener ends it. A plan keeps at least one convener.
type DismissConvener struct {
	Plan   string // slug
	Member string // key
}

func (DismissConvener) Verb() string   { return "dismiss_convener" }
func (c DismissConvener) plan() string { return c.Plan }

func (c DismissConvener) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c DismissConvener) run(ctx context.Context, w *work) error {
	convener, err := w.convener(ctx, c.Plan, c.Member)
	if err != nil {
		return err
	}
	all, err := w.Conveners(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("list conveners: %w", err)
	}
	if len(all) == 1 && all[0].MemberID == convener.MemberID {
		return problem.New(problem.Conflict, "convener.last", "plan", c.Plan)
	}
	return w.RemoveConvener(ctx, convener)
}

func (w *work) convener(ctx context.Context, plan, member string) (people.Convener, error) {
	if err := w.needPlan(plan); err != nil {
		return people.Convener{}, err
	}
	m, err := w.member(ctx, member)
	if err != nil {
		return people.Convener{}, err
	}
	w.outcome.Subject = m.Key
	return people.Convener{CreatedAt: w.now, PlanID: w.plan.ID, MemberID: m.ID}, nil
}
