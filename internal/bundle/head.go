package bundle

import (
	"time"

	"github.com/accord-tracker/accord/internal/plans"
)

// head is the first record: what the file is, and the plan it is about.
type head struct {
	at         place
	exportedAt time.Time
	plan       plans.Plan
	cutoffSaid bool // the bundle names cutoff_days

	zoneUnknown bool // the one that it names
}

// defaultCutoffDays is what a plan has that names no number (domain.md).
const defaultCutoffDays = 14

func (d *decoder) readHead(n *node) *head {
	h := &head{at: d.at}
	var format string
	var version *int
	var planSaid bool
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "format":
			format = d.text(name, n)
		case "format_version":
			version = d.number(name, n)
		case "exported_at":
			h.exportedAt = d.instant(name, n)
		case "plan":
			planSaid = n.shape == isObject
			d.within(name, func() { h.readPlan(d, n) })
		default:
			return false
		}
		return true
	})
	if format != Format {
		d.wrong("format", "bundle.unknown_format", "format", shortened(format), "want", Format)
	}
	if version == nil || *version != Version {
		d.wrong("format_version", "bundle.unknown_version", "want", Version)
	}
	if !planSaid {
		d.wrong("plan", "bundle.missing", "field", "plan")
	}
	return h
}

func (h *head) readPlan(d *decoder, n *node) {
	p := &h.plan
	p.Standing, p.CutoffDays, p.ReportingPeriod = plans.Endorsable, defaultCutoffDays, "quarter"
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "slug":
			p.Slug = d.text(name, n)
		case "title":
			p.Title = d.text(name, n)
		case "edition":
			p.Edition = d.text(name, n)
		case "language":
			p.Language = d.text(name, n)
		case "time_zone":
			p.TimeZone = d.text(name, n)
		case "reporting_period":
			word(d, name, n, func(s string) bool { return s == "quarter" })
		case "cutoff_days":
			h.readCutoff(d, n)
		case "themes":
			d.each(name, n, func(_ int, n *node) { p.Themes = append(p.Themes, d.theme(n)) })
		case "steps":
			d.each(name, n, func(_ int, n *node) { p.Steps = append(p.Steps, d.step(n)) })
		default:
			return false
		}
		return true
	})
	d.needed("slug", p.Slug)
	h.checkPlan(d)
}

func (h *head) readCutoff(d *decoder, n *node) {
	days := d.number("cutoff_days", n)
	if days == nil {
		return
	}
	if *days < 0 || *days > 366 {
		d.wrong("cutoff_days", "bundle.not_days", "days", *days)
		return
	}
	h.plan.CutoffDays, h.cutoffSaid = *days, true
}

func (d *decoder) theme(n *node) plans.Theme {
	var t plans.Theme
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "key":
			t.Key = d.text(name, n)
		case "position":
			t.Position = d.count(name, n)
		case "title":
			t.Title = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("key", t.Key)
	return t
}

func (d *decoder) step(n *node) plans.Step {
	var s plans.Step
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "code":
			s.Code = d.text(name, n)
		case "parent":
			s.Parent = d.text(name, n)
		case "theme":
			s.Theme = d.text(name, n)
		case "position":
			s.Position = d.count(name, n)
		case "title":
			s.Title = d.text(name, n)
		case "cadence":
			s.Cadence = word(d, name, n, knownCadence)
		case "actionable":
			s.Actionable = d.flag(name, n)
		case "added_on":
			s.AddedOn = d.date(name, n)
		case "retired_on":
			s.RetiredOn = d.date(name, n)
		case "superseded_by":
			s.SupersededBy = d.text(name, n)
		default:
			return false
		}
		return true
	})
	d.needed("code", s.Code)
	return s
}

// checkPlan says what in the plan contradicts itself: a zone nobody knows, keys and codes that stand twice, or that
// are pointed at and do not stand.
func (h *head) checkPlan(d *decoder) {
	p := &h.plan
	if p.TimeZone == "Local" || !zoneKnown(p) {
		d.wrong("time_zone", "bundle.unknown_zone", "zone", shortened(p.TimeZone))
		p.TimeZone, h.zoneUnknown = "", true
	}
	themes, codes := map[string]bool{"": true}, map[string]bool{"": true}
	for i, t := range p.Themes {
		if themes[t.Key] && t.Key != "" {
			d.wrong(indexed("themes", i, "key"), "bundle.twice", "value", shortened(t.Key))
		}
		themes[t.Key] = true
	}
	for i, s := range p.Steps {
		if codes[s.Code] && s.Code != "" {
			d.wrong(indexed("steps", i, "code"), "bundle.twice", "value", shortened(s.Code))
		}
		codes[s.Code] = true
	}
	for i, s := range p.Steps {
		if !themes[s.Theme] {
			d.wrong(indexed("steps", i, "theme"), "bundle.unknown_theme", "theme", shortened(s.Theme))
		}
		if !codes[s.Parent] {
			d.wrong(indexed("steps", i, "parent"), "step.unknown", "step", shortened(s.Parent))
		}
		if !codes[s.SupersededBy] {
			d.wrong(indexed("steps", i, "superseded_by"), "step.unknown", "step", shortened(s.SupersededBy))
		}
	}
}

func zoneKnown(p *plans.Plan) bool {
	_, err := p.Zone()
	return err == nil
}
