package plans

import (
	"slices"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
)

// Difference is what an import changes, for the dry run and for the record. A step may be in several lists; each is in
// the order of the newer edition, and retired steps that it does not have in that of the older.
type Difference struct {
	Plan         []FieldChange // of the plan itself: title, edition, …
	Themes       []ThemeChange
	Added        []StepChange
	Renumbered   []StepChange // another code, the same step: Was has the former one
	Renamed      []StepChange // another title
	Moved        []StepChange // another theme or parent, or another place among the steps that stay
	Changed      []StepChange // anything else that the step says
	Retired      []StepChange // no longer in the newer edition, or marked there
	Reinstated   []StepChange // retired in the older edition and not in the newer
	Translations []TextChange
}

// StepChange is a step that differs. Code and Title are the newer edition's, and the older one's for a step that the
// newer lacks.
type StepChange struct {
	Code   string
	Title  string
	Was    string        // former code, of a renumbered step
	Fields []FieldChange // what differs, as far as the list is about it
	On     civil.Date    // day of retirement, where one is set
	Held   bool          // the step holds commitments; only Apply knows
}

// ThemeChange is a theme that differs. One that is added has a title with no Old, one that is left out with no New.
type ThemeChange struct {
	Key    string
	Fields []FieldChange
}

// TextChange counts the texts of a language that were added, changed or left out.
type TextChange struct {
	Language string
	Texts    int
}

// FieldChange has a value before and after, lists joined by commas.
type FieldChange struct{ Field, Old, New string }

// Empty says whether there is no difference at all.
func (d Difference) Empty() bool {
	return len(d.Plan)+len(d.Themes)+len(d.Added)+len(d.Renumbered)+len(d.Renamed)+len(d.Moved)+len(d.Changed)+
		len(d.Retired)+len(d.Reinstated)+len(d.Translations) == 0
}

// Diff compares two editions of a plan. A step is the same if it has the same code, or names the former one (was).
func Diff(older, newer *Plan) Difference {
	d := Difference{Plan: diffPlan(older, newer), Themes: diffThemes(older, newer), Translations: diffTexts(older, newer)}
	pairs := pairUp(older, newer)
	strayed := outOfOrder(pairs)
	stays := map[*Step]bool{}
	for _, pair := range pairs {
		if pair.before == nil {
			d.Added = append(d.Added, StepChange{Code: pair.after.Code, Title: pair.after.Title})
			continue
		}
		stays[pair.before] = true
		d.compare(pair, strayed[pair.after])
	}
	for i := range older.Steps {
		if s := &older.Steps[i]; !stays[s] && s.RetiredOn.IsZero() {
			d.Retired = append(d.Retired, StepChange{Code: s.Code, Title: s.Title})
		}
	}
	return d
}

func (d *Difference) compare(p pair, strayed bool) {
	change := StepChange{Code: p.after.Code, Title: p.after.Title}
	list := func(into *[]StepChange, fields []FieldChange) {
		if len(fields) > 0 {
			c := change
			c.Fields = fields
			*into = append(*into, c)
		}
	}
	if p.before.Code != p.after.Code {
		c := change
		c.Was = p.before.Code
		d.Renumbered = append(d.Renumbered, c)
	}
	list(&d.Renamed, differing(FieldChange{"title", p.before.Title, p.after.Title}))
	list(&d.Moved, moves(p, strayed))
	list(&d.Changed, changes(p))
	change.On = p.after.RetiredOn
	switch was, is := !p.before.RetiredOn.IsZero(), !p.after.RetiredOn.IsZero(); {
	case is && !was:
		d.Retired = append(d.Retired, change)
	case was && !is:
		d.Reinstated = append(d.Reinstated, change)
	}
}

func moves(p pair, strayed bool) []FieldChange {
	parent := p.before.Parent
	if p.parent != "" {
		parent = p.parent
	}
	fields := differing(FieldChange{"theme", p.before.Theme, p.after.Theme}, FieldChange{"parent", parent, p.after.Parent})
	if strayed {
		fields = append(fields, FieldChange{"position", strconv.Itoa(p.before.Position), strconv.Itoa(p.after.Position)})
	}
	return fields
}

func changes(p pair) []FieldChange {
	a, b := p.before, p.after
	fields := differing(
		FieldChange{"summary", a.Summary, b.Summary},
		FieldChange{"cite", a.Cite, b.Cite},
		FieldChange{"note", a.Note, b.Note},
		FieldChange{"audience", commas(a.Audience), commas(b.Audience)},
		FieldChange{"cadence", string(a.Cadence), string(b.Cadence)},
		FieldChange{"actionable", strconv.FormatBool(a.Actionable), strconv.FormatBool(b.Actionable)},
		FieldChange{"aliases", commas(a.Aliases), commas(b.Aliases)},
		FieldChange{"keywords", commas(a.Keywords), commas(b.Keywords)},
		FieldChange{"instruments", commas(a.Instruments), commas(b.Instruments)},
		FieldChange{"superseded_by", a.SupersededBy, b.SupersededBy},
	)
	known := append([]string{a.Code, b.Code}, a.Was...)
	was := slices.DeleteFunc(slices.Clone(b.Was), func(code string) bool { return slices.Contains(known, code) })
	fields = append(fields, differing(FieldChange{"was", "", commas(was)})...)
	if !a.RetiredOn.IsZero() && !b.RetiredOn.IsZero() {
		fields = append(fields, differing(FieldChange{"retired_on", string(a.RetiredOn), string(b.RetiredOn)})...)
	}
	return fields
}

func differing(fields ...FieldChange) []FieldChange {
	return slices.DeleteFunc(fields, func(f FieldChange) bool { return f.Old == f.New })
}

func commas(list []string) string { return strings.Join(list, ", ") }
