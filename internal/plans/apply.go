package plans

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// Apply is the plan that results when edition is imported over the stored plan on the day, and what that changes. It
// changes neither of the two, so a dry run is an Apply whose plan is thrown away.
//
// Steps keep their identity: id and the day they were added, by code or by a former code (was). A step that the
// edition lacks is retired on the day and stays, whether it holds commitments (held) or not: the coverage of past
// periods counted it. New steps have a zero id and are added on the day. No day of retirement lies before the day of
// the import (bundle.md, decision 22); one that is given and earlier becomes that day.
//
// The error is Errors: an edition of another plan, a code that would change its meaning, or a step that comes back
// after a period in which it was retired has ended.
func Apply(stored, edition *Plan, held func(code string) bool, day civil.Date) (*Plan, Difference, error) {
	var errs Errors
	refuse := func(path, key string, pairs ...any) {
		errs = append(errs, PlaceError{Path: path, Problem: problem.New(problem.Refused, key, pairs...).At(path)})
	}
	if stored.Slug != edition.Slug {
		refuse("id", "plans.other_plan", "plan", edition.Slug, "expected", stored.Slug)
		return nil, Difference{}, errs
	}
	next := *edition
	next.ID, next.CreatedAt = stored.ID, stored.CreatedAt
	next.Themes, next.Steps = slices.Clone(edition.Themes), slices.Clone(edition.Steps)
	refuseReused(stored, &next, refuse)
	for _, p := range pairUp(stored, &next) {
		p.inherit(day, refuse)
	}
	next.keepRetired(stored, day)
	if len(errs) > 0 {
		return nil, Difference{}, errs
	}
	d := Diff(stored, &next)
	for i := range d.Retired {
		if s, ok := next.Step(d.Retired[i].Code); ok {
			d.Retired[i].Held = held(s.Code) || slices.ContainsFunc(s.Was, held)
		}
	}
	return &next, d, nil
}

// refuseReused keeps the meaning of codes: the journal names steps by code for ever, so a code that named one step can
// never name another.
func refuseReused(stored, next *Plan, refuse func(path, key string, pairs ...any)) {
	owner := map[string]*Step{} // stored step by every code it has or had
	for i := range stored.Steps {
		s := &stored.Steps[i]
		for _, code := range append([]string{s.Code}, s.Was...) {
			owner[strings.ToLower(code)] = s
		}
	}
	for _, p := range pairUp(stored, next) {
		for _, code := range append([]string{p.after.Code}, p.after.Was...) {
			if s := owner[strings.ToLower(code)]; s != nil && s != p.before {
				refuse("steps."+p.after.Code, "plans.code_reused", "code", code)
			}
		}
	}
}

func (p pair) inherit(day civil.Date, refuse func(path, key string, pairs ...any)) {
	after, before := p.after, p.before
	if before == nil {
		after.AddedOn = max(after.AddedOn, day)
		if !after.RetiredOn.IsZero() {
			after.RetiredOn = max(after.RetiredOn, day)
		}
		return
	}
	after.ID, after.AddedOn, after.Was = before.ID, before.AddedOn, codesBefore(before, after)
	switch {
	case before.RetiredOn.IsZero():
		if !after.RetiredOn.IsZero() {
			after.RetiredOn = max(after.RetiredOn, day)
		}
	case after.RetiredOn.IsZero():
		if before.RetiredBy(day) && civil.QuarterOf(before.RetiredOn) != civil.QuarterOf(day) {
			refuse("steps."+after.Code, "plans.reinstated_late", "code", after.Code, "date", before.RetiredOn)
		}
	case before.RetiredBy(day):
		after.RetiredOn = before.RetiredOn
	default:
		after.RetiredOn = max(after.RetiredOn, day)
	}
}

// codesBefore are all codes that the step ever had but its present one.
func codesBefore(before, after *Step) []string {
	var all []string
	for _, code := range slices.Concat(before.Was, []string{before.Code}, after.Was) {
		if code != after.Code && !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	return all
}
