package plans

import "github.com/accord-tracker/accord/internal/civil"

// keepRetired puts the steps that the edition lacks behind their old neighbours, retired, with the themes they need.
func (p *Plan) keepRetired(stored *Plan, day civil.Date) {
	now := map[*Step]string{} // present code of a stored step
	for _, pair := range pairUp(stored, p) {
		if pair.before != nil {
			now[pair.before] = pair.after.Code
		}
	}
	codes := map[string]string{}
	for s, code := range now {
		codes[s.Code] = code
	}
	behind := map[string][]Step{} // left-over steps by the present code of the step they stood behind; "" at the start
	last, said := "", p.phrases()
	for i := range stored.Steps {
		s := stored.Steps[i]
		if code, stays := now[&stored.Steps[i]]; stays {
			last = code
			continue
		}
		if s.RetiredOn.IsZero() || s.RetiredOn > day {
			s.RetiredOn = day
		}
		s.Parent, s.SupersededBy = renamed(codes, s.Parent), renamed(codes, s.SupersededBy)
		s.leaveAliases(p, said)
		behind[last] = append(behind[last], s)
		p.keepTheme(stored, s.Theme)
	}
	all := behind[""]
	for _, s := range p.Steps {
		all = append(append(all, s), behind[s.Code]...)
	}
	for i := range all {
		all[i].Position = i + 1
	}
	p.Steps = all
}

// leaveAliases takes from a retired step the phrases that the edition gives to another one.
func (s *Step) leaveAliases(p *Plan, said map[[2]string]bool) {
	s.Aliases = without(s.Aliases, p.Language, said)
	texts := make(map[string]Text, len(s.Translations))
	for tag, t := range s.Translations {
		t.Aliases = without(t.Aliases, tag, said)
		texts[tag] = t
	}
	s.Translations = texts
}

func without(aliases []string, tag string, said map[[2]string]bool) []string {
	var kept []string
	for _, a := range aliases {
		if !said[[2]string{tag, phrase(a)}] {
			kept = append(kept, a)
		}
	}
	return kept
}

// phrases are all aliases of the plan, by language.
func (p *Plan) phrases() map[[2]string]bool {
	said := map[[2]string]bool{}
	for i := range p.Steps {
		for _, a := range p.Steps[i].Aliases {
			said[[2]string{p.Language, phrase(a)}] = true
		}
		for tag, t := range p.Steps[i].Translations {
			for _, a := range t.Aliases {
				said[[2]string{tag, phrase(a)}] = true
			}
		}
	}
	return said
}

func renamed(codes map[string]string, code string) string {
	if now, ok := codes[code]; ok {
		return now
	}
	return code
}

// keepTheme keeps the theme of a retired step at the end of the list, if the edition dropped it.
func (p *Plan) keepTheme(stored *Plan, key string) {
	if _, there := p.Theme(key); there {
		return
	}
	if t, ok := stored.Theme(key); ok {
		kept := *t
		kept.Position = len(p.Themes) + 1
		p.Themes = append(p.Themes, kept)
	}
}
