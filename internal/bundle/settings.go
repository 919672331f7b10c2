package bundle

import (
	"slices"
	"strconv"

	"github.com/accord-tracker/accord/internal/plans"
)

// comparePlans says where the plan of the bundle is another than the one in the store (check 9). Its settings (time
// zone, cutoff days, retired steps) must be equal only if the plan has endorsements or commitments; else those of the
// bundle take over.
func comparePlans(f *faults, h *head, stored *plans.Plan, held bool) {
	wrong := func(field, key string, pairs ...any) { f.say(h.at, "plan."+field, key, pairs...) }
	compareThemes(wrong, &h.plan, stored)
	for i := range h.plan.Steps {
		s := &h.plan.Steps[i]
		is, ok := stepOf(stored, s.Code)
		switch {
		case s.Code == "":
		case !ok:
			wrong(indexed("steps", i, "code"), "bundle.plan_step_added", "step", shortened(s.Code))
		default:
			compareSteps(wrong, i, s, is, held)
		}
	}
	for _, s := range stored.Steps {
		if _, ok := stepOf(&h.plan, s.Code); !ok {
			wrong("steps", "bundle.plan_step_missing", "step", s.Code)
		}
	}
	if !held {
		return
	}
	if zoneName(&h.plan) != zoneName(stored) {
		wrong("time_zone", "bundle.plan_differs", "value", shortened(zoneName(&h.plan)), "stored", zoneName(stored))
	}
	if h.cutoffSaid && h.plan.CutoffDays != stored.CutoffDays {
		wrong("cutoff_days", "bundle.plan_differs", "value", strconv.Itoa(h.plan.CutoffDays), "stored", strconv.Itoa(stored.CutoffDays))
	}
}

func compareThemes(wrong func(field, key string, pairs ...any), p, stored *plans.Plan) {
	for i, t := range p.Themes {
		if _, ok := stored.Theme(t.Key); !ok && t.Key != "" {
			wrong(indexed("themes", i, "key"), "bundle.plan_theme_added", "theme", shortened(t.Key))
		}
	}
	for _, t := range stored.Themes {
		if _, ok := p.Theme(t.Key); !ok {
			wrong("themes", "bundle.plan_theme_missing", "theme", t.Key)
		}
	}
}

func compareSteps(wrong func(field, key string, pairs ...any), i int, s, is *plans.Step, held bool) {
	if s.Theme != is.Theme {
		wrong(indexed("steps", i, "theme"), "bundle.plan_differs", "value", shortened(s.Theme), "stored", is.Theme)
	}
	if s.Actionable != is.Actionable {
		wrong(indexed("steps", i, "actionable"), "bundle.plan_differs",
			"value", strconv.FormatBool(s.Actionable), "stored", strconv.FormatBool(is.Actionable))
	}
	if held && s.RetiredOn != is.RetiredOn {
		wrong(indexed("steps", i, "retired_on"), "bundle.plan_differs", "value", string(s.RetiredOn), "stored", string(is.RetiredOn))
	}
}

// stepOf finds a step by the code it has now.
func stepOf(p *plans.Plan, code string) (*plans.Step, bool) {
	i := slices.IndexFunc(p.Steps, func(s plans.Step) bool { return s.Code == code })
	if i < 0 {
		return nil, false
	}
	return &p.Steps[i], true
}

func zoneName(p *plans.Plan) string {
	if p.TimeZone == "" {
		return "UTC"
	}
	return p.TimeZone
}

// Setting of a plan that an import took over from the bundle.
type Setting struct {
	Field string // "time_zone", "cutoff_days", or of a step "retired_on", "added_on", "superseded_by"
	Step  string // code
	Was   string
	Is    string
}

// takeOver makes the stored plan with the settings of the bundle, and lists those that are new.
func takeOver(h *head, stored *plans.Plan) (*plans.Plan, []Setting) {
	p := *stored
	p.Steps = slices.Clone(stored.Steps)
	var taken []Setting
	take := func(step, field string, is *string, said string) {
		if *is != said {
			taken = append(taken, Setting{Field: field, Step: step, Was: *is, Is: said})
			*is = said
		}
	}
	if zoneName(&p) != zoneName(&h.plan) {
		take("", "time_zone", &p.TimeZone, zoneName(&h.plan))
	}
	if days := strconv.Itoa(p.CutoffDays); h.cutoffSaid && p.CutoffDays != h.plan.CutoffDays {
		take("", "cutoff_days", &days, strconv.Itoa(h.plan.CutoffDays))
		p.CutoffDays = h.plan.CutoffDays
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if said, ok := stepOf(&h.plan, s.Code); ok {
			take(s.Code, "retired_on", (*string)(&s.RetiredOn), string(said.RetiredOn))
			take(s.Code, "superseded_by", &s.SupersededBy, said.SupersededBy)
			take(s.Code, "added_on", (*string)(&s.AddedOn), string(said.AddedOn))
		}
	}
	return &p, taken
}
