package plans

import (
	"fmt"
	"strings"
)

// check looks at what only shows when the whole document is read: names that are taken or unknown, circles, dates that
// do not go together.
func (r *reader) check(p *Plan) {
	themes := r.checkThemes(p)
	if _, own := p.Translations[p.Language]; own {
		r.fault("translations."+p.Language, "plans.own_language", "language", p.Language)
	}
	codes := r.checkCodes(p)
	for i := range p.Steps {
		s, path := &p.Steps[i], fmt.Sprintf("steps[%d]", i)
		if s.Theme != "" && !themes[s.Theme] {
			r.fault(path+".theme", "plans.unknown_theme", "theme", shorten(s.Theme))
		}
		for j, name := range s.Instruments {
			if _, known := p.InstrumentNames[name]; !known {
				r.fault(fmt.Sprintf("%s.instruments[%d]", path, j), "plans.unknown_instrument", "instrument", shorten(name))
			}
		}
		r.checkDates(s, path)
	}
	r.checkLinks(p, codes, "parent", "plans.parent_circle", func(s *Step) string { return s.Parent })
	r.checkLinks(p, codes, "superseded_by", "plans.superseded_circle", func(s *Step) string { return s.SupersededBy })
}

func (r *reader) checkThemes(p *Plan) map[string]bool {
	known := make(map[string]bool, len(p.Themes))
	for i := range p.Themes {
		t, path := &p.Themes[i], fmt.Sprintf("themes[%d]", i)
		if t.Key != "" && known[t.Key] {
			r.fault(path+".id", "plans.duplicate_theme", "theme", t.Key)
		}
		known[t.Key] = true
		if _, own := t.Translations[p.Language]; own {
			r.fault(path+".translations."+p.Language, "plans.own_language", "language", p.Language)
		}
	}
	return known
}

// checkCodes wants every code once, former ones included, whatever their case. It gives the step's place by code.
func (r *reader) checkCodes(p *Plan) map[string]int {
	codes, folded := make(map[string]int, len(p.Steps)), make(map[string]bool, len(p.Steps))
	for i := range p.Steps {
		code := p.Steps[i].Code
		switch lower := strings.ToLower(code); {
		case code == "":
		case folded[lower]:
			r.fault(fmt.Sprintf("steps[%d].code", i), "plans.duplicate_code", "code", code)
		default:
			folded[lower], codes[code] = true, i
		}
	}
	for i := range p.Steps {
		for _, former := range p.Steps[i].Was {
			if lower := strings.ToLower(former); folded[lower] {
				r.fault(fmt.Sprintf("steps[%d].was", i), "plans.code_reused", "code", former)
			} else {
				folded[lower] = true
			}
		}
	}
	return codes
}

func (r *reader) checkDates(s *Step, path string) {
	switch {
	case s.SupersededBy != "" && s.RetiredOn.IsZero() && !r.faulted[path+".retired_on"]:
		r.fault(path+".superseded_by", "plans.retired_without_date", "code", s.Code)
	case !s.RetiredOn.IsZero() && !s.AddedOn.IsZero() && s.RetiredOn <= s.AddedOn:
		r.fault(path+".retired_on", "plans.retired_before_added", "date", s.RetiredOn, "added", s.AddedOn)
	}
}

// checkLinks follows what a step says of another one: the other must exist, and nothing may lead back to itself.
func (r *reader) checkLinks(p *Plan, codes map[string]int, field, circle string, link func(*Step) string) {
	const unseen, walking, done = 0, 1, 2
	state := make([]int, len(p.Steps))
	for i := range p.Steps {
		var trail []int
		for at := i; state[at] == unseen; {
			state[at], trail = walking, append(trail, at)
			to := link(&p.Steps[at])
			if to == "" {
				break
			}
			path := fmt.Sprintf("steps[%d].%s", at, field)
			next, known := codes[to]
			if !known {
				r.fault(path, "plans.unknown_step", "code", shorten(to))
				break
			}
			if state[next] == walking {
				r.fault(path, circle, "code", p.Steps[at].Code)
			}
			at = next
		}
		for _, at := range trail {
			state[at] = done
		}
	}
}
