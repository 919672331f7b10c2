package reports

import (
	"cmp"
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
)

// inOrder is the plan with its themes and steps by position, which is the order of the plan whatever the order in which
// they were written down. The plan itself may be shared, and is left as it is.
func inOrder(plan *plans.Plan) *plans.Plan {
	themes := func(a, b plans.Theme) int { return cmp.Compare(a.Position, b.Position) }
	steps := func(a, b plans.Step) int { return cmp.Compare(a.Position, b.Position) }
	if slices.IsSortedFunc(plan.Themes, themes) && slices.IsSortedFunc(plan.Steps, steps) {
		return plan
	}
	ordered := *plan
	ordered.Themes, ordered.Steps = slices.Clone(plan.Themes), slices.Clone(plan.Steps)
	slices.SortStableFunc(ordered.Themes, themes)
	slices.SortStableFunc(ordered.Steps, steps)
	return &ordered
}
