package reports

import (
	"maps"
	"slices"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
)

// finish writes all blocks into the document (decision 21): themes and steps in the order of the plan, organisations by
// handle, the unattributed commitments last.
func (all *scopes) finish(d *Document, plan *plans.Plan) {
	d.Themes = make([]Theme, len(plan.Themes))
	for i := range plan.Themes {
		d.Themes[i].Key = plan.Themes[i].Key
		d.Themes[i].Block = all.themes[i].finish()
	}
	d.Overall.Block = all.overall.finish()
	for i := range all.steps {
		all.finishStep(&all.steps[i], d)
	}
	for _, handle := range slices.Sorted(maps.Keys(all.organisations)) {
		if o := all.organisations[handle]; o.listed || o.endorsed {
			d.Organisations = append(d.Organisations, all.row(handle, o, d.End))
			d.Organisations[len(d.Organisations)-1].Endorses = &o.endorses
		}
	}
	if all.nameless.listed {
		d.Organisations = append(d.Organisations, all.row("", &all.nameless, d.End))
	}
}

// finishStep gives a row to every step that asks for action and to others with a commitment in movement.
func (all *scopes) finishStep(s *stepTally, d *Document) {
	asked := asksForAction(s.step, d.End)
	if asked {
		d.Overall.cover(s)
		if s.theme >= 0 {
			d.Themes[s.theme].cover(s)
		}
	}
	if !asked && !s.listed {
		return
	}
	row := Step{Code: s.step.Code, Retired: retired(s.step, d.End), Block: s.finish()}
	if !row.Retired {
		covered, inHand := s.holds(), s.inHand()
		row.Covered, row.InHand = &covered, &inHand
	}
	d.Steps = append(d.Steps, row)
}

func (all *scopes) row(handle string, o *organisationTally, end civil.Date) Organisation {
	slices.Sort(o.steps)
	row := Organisation{Handle: handle, Steps: []string{}, Block: o.finish()}
	for _, place := range slices.Compact(o.steps) {
		if step := all.steps[place].step; asksForAction(step, end) {
			row.Steps = append(row.Steps, step.Code)
		}
	}
	return row
}
