package reports

import (
	"encoding/json"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"pgregory.net/rapid"
)

// World is a random plan with commitments, for tests of whole roads: as a bundle, and as a source in memory.
type World struct {
	Bundle []byte
	Source Source
}

// Worlds makes the world of a seed.
func Worlds(seed int) World {
	m := rapid.Custom(anyWorld).Example(seed)
	return World{Bundle: bundleOf(m), Source: m}
}

// bundleOf writes a source as a bundle without a chain.
func bundleOf(m *memory) []byte {
	steps := []any{}
	for i, s := range m.plan.Steps {
		steps = append(steps, map[string]any{
			"code": s.Code, "theme": s.Theme, "position": i + 1, "title": "Step " + s.Code, "cadence": "continuing", "actionable": s.Actionable,
		})
	}
	themes := []any{}
	for _, t := range m.plan.Themes {
		themes = append(themes, map[string]any{"key": t.Key, "position": t.Position, "title": "Theme " + t.Key})
	}
	b := map[string]any{
		"format": "accord-bundle", "format_version": 1, "exported_at": "2027-02-01T00:00:00Z",
		"plan": map[string]any{
			"slug": m.plan.Slug, "title": "A small plan", "edition": m.plan.Edition, "language": "en", "time_zone": m.plan.TimeZone,
			"reporting_period": "quarter", "cutoff_days": m.plan.CutoffDays, "themes": themes, "steps": steps,
		},
		"members": []any{map[string]any{"key": "m-1"}},
	}
	var organisations, endorsements, refs, entries []any
	for _, o := range m.organisations {
		organisations = append(organisations, map[string]any{"handle": o.Handle, "name": o.Name, "kind": "ngo"})
	}
	for _, e := range m.endorsements {
		endorsements = append(endorsements, map[string]any{"organisation": e.Organisation, "endorsed_on": e.EndorsedOn})
	}
	for _, j := range m.journals {
		refs = append(refs, map[string]any{"ref": j.ref})
		for i := range j.entries {
			entries = append(entries, recordOf(&j.entries[i]))
		}
	}
	b["organisations"], b["endorsements"], b["commitments"], b["entries"] = organisations, endorsements, refs, entries
	text, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	return text
}

func recordOf(e *commitments.Entry) map[string]any {
	changes := map[commitments.Field]any{}
	for field, change := range e.Changes {
		if field.IsList() {
			changes[field] = map[string]any{"new": append([]string{}, change.New.List...)}
		} else {
			changes[field] = map[string]any{"new": change.New.Text}
		}
	}
	record := map[string]any{
		"commitment": e.Commitment, "seq": e.Seq, "kind": e.Kind, "note": e.Note, "status": e.Status, "percent": e.Percent,
		"confidence": e.Confidence, "effective_on": e.EffectiveOn, "recorded_at": e.RecordedAt.Format(time.RFC3339),
		"member": "m-1", "via": "web", "takes_back": e.TakesBack, "to_member": e.ToMember,
	}
	if e.Corrects != 0 {
		record["corrects"] = e.Corrects
	}
	if len(changes) > 0 {
		record["changes"] = changes
	}
	if e.Milestone != nil {
		record["milestone"] = map[string]any{"key": e.Milestone.Key, "title": e.Milestone.Title}
	}
	return record
}

// Quarters are the periods that histories of Worlds touch.
func Quarters() []civil.Quarter {
	return []civil.Quarter{{Year: 2025, N: 4}, {Year: 2026, N: 1}, {Year: 2026, N: 2}, {Year: 2026, N: 3}}
}
