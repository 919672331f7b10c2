package reports

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
)

// asksForAction says whether coverage looks at the step: actionable, added before the end of the period and not
// retired before it (decision 12).
func asksForAction(step *plans.Step, end civil.Date) bool {
	return step.Actionable && (step.AddedOn.IsZero() || step.AddedOn < end) && !retired(step, end)
}

func retired(step *plans.Step, end civil.Date) bool {
	return !step.RetiredOn.IsZero() && step.RetiredOn < end
}

// cover counts a step that asks for action: whether it has a live commitment, whether it has an open one, and that it
// is a gap if it has neither.
func (t *Total) cover(step *stepTally) {
	t.Coverage.count(step.holds())
	t.InHand.count(step.inHand())
	if !step.holds() {
		t.Gaps = append(t.Gaps, step.step.Code)
	}
}
