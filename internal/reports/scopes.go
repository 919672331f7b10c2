package reports

import (
	"slices"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// stepTally is the tally of a step.
type stepTally struct {
	tally
	step   *plans.Step
	theme  int  // place among the themes; −1 if the plan has none for it
	listed bool // a commitment on it is in movement
}

// organisationTally is the tally of an organisation, or of all unattributed commitments together.
type organisationTally struct {
	tally
	steps    []int // places of the steps of its live commitments
	endorsed bool  // at some time in the period
	endorses bool  // on its last day
	listed   bool  // a commitment of its own is in movement
}

// scopes are the tallies of all blocks of a report.
type scopes struct {
	overall       tally
	themes        []tally // as in the plan
	steps         []stepTally
	places        map[string]int // of steps, by every code they have or had
	organisations map[string]*organisationTally
	nameless      organisationTally
}

func newScopes(plan *plans.Plan, endorsements []people.Endorsement, s span) *scopes {
	all := &scopes{
		themes:        make([]tally, len(plan.Themes)),
		steps:         make([]stepTally, len(plan.Steps)),
		places:        make(map[string]int, len(plan.Steps)),
		organisations: map[string]*organisationTally{},
	}
	themes := make(map[string]int, len(plan.Themes))
	for i := range plan.Themes {
		themes[plan.Themes[i].Key] = i
	}
	for i := range plan.Steps {
		all.place(i, &plan.Steps[i], themes)
	}
	for i := range plan.Steps {
		all.places[plan.Steps[i].Code] = i // a present code goes before one of the past
	}
	for _, e := range endorsements {
		all.endorse(e, s)
	}
	return all
}

func (all *scopes) place(i int, step *plans.Step, themes map[string]int) {
	theme, ok := themes[step.Theme]
	if !ok {
		theme = -1
	}
	all.steps[i] = stepTally{step: step, theme: theme}
	for _, code := range step.Was {
		all.places[code] = i
	}
}

// endorse notes an endorsement that held on some day of the period.
func (all *scopes) endorse(e people.Endorsement, s span) {
	if e.EndorsedOn >= s.end || !e.EndedOn.IsZero() && e.EndedOn <= max(s.start, e.EndorsedOn) {
		return
	}
	o := all.organisation(e.Organisation)
	o.endorsed = true
	o.endorses = o.endorses || e.On(s.last)
}

func (all *scopes) organisation(handle string) *organisationTally {
	o := all.organisations[handle]
	if o == nil {
		o = &organisationTally{}
		all.organisations[handle] = o
	}
	return o
}

// count takes a commitment into every scope that it belongs to: once in the plan and in each theme it touches, once
// for each of its steps and organisations.
func (all *scopes) count(h *history) {
	steps := all.stepsOf(h.row.Steps)
	all.overall.count(h, h.row.Organisations)
	for i, place := range steps {
		step := &all.steps[place]
		step.count(h, h.row.Organisations)
		step.listed = step.listed || h.listed()
		if step.theme >= 0 && !all.touched(steps[:i], step.theme) {
			all.themes[step.theme].count(h, h.row.Organisations)
		}
	}
	if h.nameless {
		all.nameless.take(h, steps, nil)
	}
	for i, handle := range h.row.Organisations {
		all.organisation(handle).take(h, steps, h.row.Organisations[i:i+1])
	}
}

// stepsOf finds the places of steps by their codes, each once. A code that the plan does not know has none.
func (all *scopes) stepsOf(codes []string) []int {
	places := make([]int, 0, len(codes))
	for _, code := range codes {
		if place, ok := all.places[code]; ok && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return places
}

// touched says whether one of the steps stands under the theme.
func (all *scopes) touched(steps []int, theme int) bool {
	return slices.ContainsFunc(steps, func(place int) bool { return all.steps[place].theme == theme })
}

// take counts a commitment of the organisation. Its own row counts no other organisation.
func (o *organisationTally) take(h *history, steps []int, own []string) {
	o.count(h, own)
	o.listed = o.listed || h.listed()
	if h.row.Live() {
		o.steps = append(o.steps, steps...)
	}
}
