package app

import (
	"fmt"

	"github.com/accord-tracker/accord/internal/plans"
)

// difference prints what an import of a plan changes, one list after the other.
func (h *house) difference(p Program, d plans.Difference) {
	if d.Empty() {
		h.say(p, "plans.difference.none")
		return
	}
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(p.Out, format+"\n", args...) }
	if len(d.Plan) > 0 {
		h.say(p, "plans.difference.plan")
		for _, f := range d.Plan {
			line("  %s: %q → %q", f.Field, f.Old, f.New)
		}
	}
	if len(d.Themes) > 0 {
		h.say(p, "plans.difference.themes")
		for _, t := range d.Themes {
			line("  %s", t.Key)
			h.fieldChanges(line, t.Fields)
		}
	}
	for _, list := range []struct {
		key   string
		steps []plans.StepChange
	}{
		{"plans.difference.added", d.Added},
		{"plans.difference.renumbered", d.Renumbered},
		{"plans.difference.renamed", d.Renamed},
		{"plans.difference.moved", d.Moved},
		{"plans.difference.changed", d.Changed},
		{"plans.difference.retired", d.Retired},
		{"plans.difference.reinstated", d.Reinstated},
	} {
		if len(list.steps) == 0 {
			continue
		}
		line("%s", h.printer.Plural(list.key, len(list.steps)))
		for _, s := range list.steps {
			h.stepChange(line, s)
		}
	}
	if len(d.Translations) > 0 {
		h.say(p, "plans.difference.translations")
		for _, t := range d.Translations {
			line("  %s: %d", t.Language, t.Texts)
		}
	}
}

func (h *house) stepChange(line func(string, ...any), s plans.StepChange) {
	note := ""
	if s.Held {
		note = " (" + h.printer.Sentence("plans.difference.held") + ")"
	}
	line("  %s %s%s", s.Code, s.Title, note)
	h.fieldChanges(line, s.Fields)
}

func (h *house) fieldChanges(line func(string, ...any), fields []plans.FieldChange) {
	for _, f := range fields {
		line("    %s: %q → %q", f.Field, f.Old, f.New)
	}
}
