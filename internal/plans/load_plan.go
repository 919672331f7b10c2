package plans

import (
	"gopkg.in/yaml.v3"
)

const quarter = "quarter"

// defaultCutoffDays is domain.md's: a report is cut off this many days after its period.
const defaultCutoffDays = 14

// Audiences are the actors that a step may ask to act.
func Audiences() []string {
	return []string{
		"all", "election_practitioners", "human_rights_mechanisms", "civil_society", "nhris", "states",
		"election_management_bodies", "political_parties", "data_protection_authorities", "companies",
		"international_bodies",
	}
}

func (r *reader) plan() *Plan {
	p := &Plan{Standing: Endorsable, TimeZone: "UTC", ReportingPeriod: quarter, CutoffDays: defaultCutoffDays}
	r.mapping(r.root, "", map[string]field{
		"id":               r.shaped(&p.Slug, "plans.bad_name", isName),
		"title":            r.line(&p.Title),
		"edition":          r.line(&p.Edition),
		"published":        r.shaped(&p.Published, "plans.bad_published", isYearOrDate),
		"language":         r.shaped(&p.Language, "plans.bad_language", isLanguage),
		"standing":         choice(r, &p.Standing, Endorsable, Recommendations),
		"conveners":        r.lines(&p.Conveners),
		"source":           r.source(&p.Source),
		"note":             r.prose(&p.Note),
		"time_zone":        r.shaped(&p.TimeZone, "plans.bad_time_zone", isZone),
		"reporting_period": choice(r, &p.ReportingPeriod, quarter),
		"cutoff_days":      r.number(&p.CutoffDays, 0, 366),
		"instrument_names": r.names(&p.InstrumentNames),
		"translations":     r.translations(&p.Translations, plainText),
		"themes":           r.themes(p),
		"steps":            r.steps(p),
	})
	r.required("", "id", "title", "published", "language", "themes", "steps")
	if p.Edition == "" {
		p.Edition = p.Published
	}
	if p.TimeZone == "" {
		p.TimeZone = "UTC"
	}
	return p
}

func (r *reader) source(into *Source) field {
	return func(n *yaml.Node, path string) {
		r.mapping(n, path, map[string]field{
			"citation": r.prose(&into.Citation),
			"url":      r.shaped(&into.URL, "plans.bad_url", isWebAddress),
			"note":     r.prose(&into.Note),
		})
	}
}

// names reads a mapping of free keys to texts.
func (r *reader) names(into *map[string]string) field {
	return func(n *yaml.Node, path string) {
		all := map[string]string{}
		r.entries(n, path, func(name string, value *yaml.Node, at string) {
			var text string
			r.line(&text)(value, at)
			if text == "" && !r.faulted[at] {
				r.fault(at, "plans.empty", "field", shorten(name))
			}
			all[name] = text
		})
		*into = all
	}
}

func (r *reader) themes(p *Plan) field {
	return func(n *yaml.Node, path string) {
		r.sequence(n, path, func(n *yaml.Node, path string) {
			t := Theme{Position: len(p.Themes) + 1}
			r.mapping(n, path, map[string]field{
				"id":           r.shaped(&t.Key, "plans.bad_name", isName),
				"title":        r.line(&t.Title),
				"paragraphs":   r.line(&t.Paragraphs),
				"cite":         r.line(&t.Cite),
				"translations": r.translations(&t.Translations, titleOnly),
			})
			r.required(path, "id", "title")
			p.Themes = append(p.Themes, t)
		})
	}
}

func (r *reader) steps(p *Plan) field {
	return func(n *yaml.Node, path string) {
		r.sequence(n, path, func(n *yaml.Node, path string) {
			s := Step{Position: len(p.Steps) + 1, Actionable: true}
			r.mapping(n, path, r.stepFields(&s))
			r.required(path, "code", "theme", "title", "cadence")
			p.Steps = append(p.Steps, s)
		})
	}
}

func (r *reader) stepFields(s *Step) map[string]field {
	return map[string]field{
		"code":          r.shaped(&s.Code, "plans.bad_code", isCode),
		"was":           r.codes(&s.Was),
		"parent":        r.line(&s.Parent),
		"theme":         r.line(&s.Theme),
		"title":         r.line(&s.Title),
		"summary":       r.prose(&s.Summary),
		"cite":          r.line(&s.Cite),
		"note":          r.prose(&s.Note),
		"audience":      r.audience(&s.Audience),
		"cadence":       choice(r, &s.Cadence, OneOff, Continuing),
		"actionable":    r.yesNo(&s.Actionable),
		"aliases":       r.lines(&s.Aliases),
		"keywords":      r.keywords(&s.Keywords),
		"instruments":   r.lines(&s.Instruments),
		"added_on":      r.date(&s.AddedOn),
		"retired_on":    r.date(&s.RetiredOn),
		"superseded_by": r.line(&s.SupersededBy),
		"translations":  r.translations(&s.Translations, allOfText),
	}
}

func (r *reader) audience(into *[]string) field {
	return func(n *yaml.Node, path string) {
		r.sequence(n, path, func(n *yaml.Node, path string) {
			var one string
			choice(r, &one, Audiences()...)(n, path)
			if one != "" {
				*into = append(*into, one)
			}
		})
	}
}

// codes reads one code or a list of them.
func (r *reader) codes(into *[]string) field {
	one := func(n *yaml.Node, path string) {
		var code string
		r.shaped(&code, "plans.bad_code", isCode)(n, path)
		if code != "" {
			*into = append(*into, code)
		}
	}
	return func(n *yaml.Node, path string) {
		if n.Kind == yaml.SequenceNode {
			r.sequence(n, path, one)
			return
		}
		one(n, path)
	}
}
