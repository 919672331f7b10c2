package plans

import (
	"gopkg.in/yaml.v3"
)

// overlay reads the texts of one language into the plan.
func (r *reader) overlay(p *Plan, v *voices) {
	var slug, tag string
	var plan Text
	into := &voice{r: r}
	fields := r.textFields(&plan)
	r.mapping(r.root, "", map[string]field{
		"plan":     r.shaped(&slug, "plans.bad_name", isName),
		"language": r.shaped(&tag, "plans.bad_language", isLanguage),
		"title":    fields["title"],
		"note":     fields["note"],
		"themes":   func(n *yaml.Node, path string) { into.themes = r.texts(n, path, titleOnly) },
		"steps":    func(n *yaml.Node, path string) { into.steps = r.texts(n, path, allOfText) },
	})
	r.required("", "plan", "language")
	if slug != "" && slug != p.Slug {
		r.fault("plan", "plans.other_plan", "plan", slug, "expected", p.Slug)
	}
	if tag == "" || (slug != "" && slug != p.Slug) {
		return
	}
	if tag == p.Language {
		r.fault("language", "plans.own_language", "language", tag)
		return
	}
	v.merge(p, tag, plan, into)
}

// placed is a text and the path it was read from.
type placed struct {
	Text
	name, path string
}

// texts reads texts by theme key or step code, in their order.
func (r *reader) texts(n *yaml.Node, path string, allowed []string) []placed {
	var all []placed
	r.entries(n, path, func(name string, value *yaml.Node, at string) {
		one := placed{name: name, path: at}
		r.text(&one.Text, allowed)(value, at)
		all = append(all, one)
	})
	return all
}

// voice is what one document says in one language.
type voice struct {
	r             *reader
	themes, steps []placed
}

// merge puts the texts of an overlay into the plan. What is translated twice, or belongs to nothing, is an error.
func (v *voices) merge(p *Plan, tag string, plan Text, from *voice) {
	if plan.Title != "" || plan.Note != "" {
		if !put(&p.Translations, tag, plan) {
			from.r.fault("title", "plans.translated_twice", "language", tag)
		}
	}
	themes := make(map[string]*Theme, len(p.Themes))
	for i := range p.Themes {
		themes[p.Themes[i].Key] = &p.Themes[i]
	}
	for _, t := range from.themes {
		if theme, ok := themes[t.name]; !ok {
			from.r.fault(t.path, "plans.unknown_theme", "theme", shorten(t.name))
		} else if !put(&theme.Translations, tag, t.Text) {
			from.r.fault(t.path, "plans.translated_twice", "language", tag)
		}
	}
	for _, t := range from.steps {
		if i, ok := v.steps[t.name]; !ok {
			from.r.fault(t.path, "plans.unknown_step", "code", shorten(t.name))
		} else if !put(&p.Steps[i].Translations, tag, t.Text) {
			from.r.fault(t.path, "plans.translated_twice", "language", tag)
		} else {
			v.hear(tag, t.name, t.Text.Aliases, from.r, t.path+".aliases")
		}
	}
}

// put adds a text unless there is one in this language.
func put(into *map[string]Text, tag string, t Text) bool {
	if _, there := (*into)[tag]; there {
		return false
	}
	if *into == nil {
		*into = map[string]Text{}
	}
	(*into)[tag] = t
	return true
}
