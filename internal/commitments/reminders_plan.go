package commitments

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// SetPlanReminders changes on which days the people of a plan are reminded. What is zero stays as it is.
type SetPlanReminders struct {
	Plan       string // slug
	Due        []int  // days before a due day
	Stale      int    // days without news
	CallBefore int    // days before the end of a period
	CallCutoff int    // days before the cutoff
}

// Bounds of SetPlanReminders.
const (
	mostDueDays   = 5
	mostDaysAhead = 120
	leastStale    = 30
	mostStale     = 365
	mostCall      = 60
)

func (SetPlanReminders) Verb() string   { return "set_plan_reminders" }
func (c SetPlanReminders) plan() string { return c.Plan }

func (c SetPlanReminders) permit(_ context.Context, w *work) error {
	if w.by.Actor.Operator {
		return w.needPlan(c.Plan)
	}
	var id uuid.UUID
	if w.plan != nil {
		id = w.plan.ID
	}
	if err := access.May(w.by.Actor, access.PlanReminders, access.Object{Plan: id}); err != nil {
		return err
	}
	return w.needPlan(c.Plan)
}

func (c SetPlanReminders) run(ctx context.Context, w *work) error {
	if err := c.check(); err != nil {
		return err
	}
	s, err := w.ReminderSchedule(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("load the reminders of the plan: %w", err)
	}
	if len(c.Due) > 0 {
		s.Due = slices.Clone(c.Due)
		slices.Sort(s.Due)
		slices.Reverse(s.Due)
		s.Due = slices.Compact(s.Due)
	}
	s.Stale = cmp.Or(c.Stale, s.Stale)
	s.CallBefore = cmp.Or(c.CallBefore, s.CallBefore)
	s.CallCutoff = cmp.Or(c.CallCutoff, s.CallCutoff)
	return w.SaveReminderSchedule(ctx, w.plan.ID, s)
}

func (c SetPlanReminders) check() error {
	outside := func(n, least, most int) bool { return n != 0 && (n < least || n > most) }
	switch {
	case len(c.Due) > mostDueDays, slices.ContainsFunc(c.Due, func(n int) bool { return n < 1 || n > mostDaysAhead }):
		return problem.New(problem.Invalid, "reminders.due_days", "most", mostDueDays, "days", mostDaysAhead).At("due")
	case outside(c.Stale, leastStale, mostStale):
		return problem.New(problem.Invalid, "reminders.between", "least", leastStale, "most", mostStale).At("stale")
	case outside(c.CallBefore, 1, mostCall):
		return problem.New(problem.Invalid, "reminders.between", "least", 1, "most", mostCall).At("call_before")
	case outside(c.CallCutoff, 1, mostCall):
		return problem.New(problem.Invalid, "reminders.between", "least", 1, "most", mostCall).At("call_cutoff")
	}
	return nil
}
