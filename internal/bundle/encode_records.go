package bundle

import (
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// The members of each record stand in the order of the table in bundle.md, so that the same store gives the same bytes.

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Second).Format(commitments.InstantLayout)
}

// plan writes the plan; lead is white space before each theme and step.
func (o *object) plan(p *plans.Plan, lead string) {
	o.text("slug", p.Slug)
	o.text("title", p.Title)
	o.text("edition", p.Edition)
	o.text("language", p.Language)
	o.text("time_zone", zoneName(p))
	o.text("reporting_period", p.ReportingPeriod)
	o.number("cutoff_days", int64(p.CutoffDays))
	o.objects("themes", lead, len(p.Themes), func(i int, o *object) {
		t := &p.Themes[i]
		o.text("key", t.Key)
		o.count("position", int64(t.Position))
		o.text("title", t.Title)
	})
	o.objects("steps", lead, len(p.Steps), func(i int, o *object) { o.step(&p.Steps[i]) })
}

func (o *object) step(s *plans.Step) {
	o.text("code", s.Code)
	o.text("parent", s.Parent)
	o.text("theme", s.Theme)
	o.count("position", int64(s.Position))
	o.text("title", s.Title)
	o.text("cadence", string(s.Cadence))
	o.flag("actionable", s.Actionable)
	o.text("added_on", string(s.AddedOn))
	o.text("retired_on", string(s.RetiredOn))
	o.text("superseded_by", s.SupersededBy)
}

func (o *object) organisation(org *people.Organisation) {
	o.text("handle", org.Handle)
	o.text("name", org.Name)
	o.text("acronym", org.Acronym)
	o.text("kind", string(org.Kind))
	o.text("region", org.Region)
	o.text("country", org.Country)
	o.text("website", org.Website)
}

func (o *object) endorsement(e *people.Endorsement) {
	o.text("organisation", e.Organisation)
	o.text("endorsed_on", string(e.EndorsedOn))
	o.text("ended_on", string(e.EndedOn))
	o.text("note", e.Note)
}

func (o *object) event(e *calendar.Event) {
	o.text("kind", string(e.Kind))
	o.text("title", e.Title)
	o.text("starts_on", string(e.StartsOn))
	o.text("ends_on", string(e.EndsOn))
	o.text("country", e.Country)
	o.text("organiser", e.Organiser)
	o.text("link", e.Link)
}

func (o *object) commitment(ref string, s *commitments.State) {
	o.text("ref", ref)
	if s.Undone {
		o.number("version", int64(s.Version))
		return
	}
	o.text("title", s.Title)
	o.text("description", s.Description)
	o.text("lead", s.Lead)
	o.texts("partners", s.Partners)
	o.texts("steps", s.Steps)
	o.texts("countries", s.Countries)
	o.text("cadence", string(s.Cadence))
	o.text("starts_on", string(s.StartsOn))
	o.text("due_on", string(s.DueOn))
	o.text("measure", s.Measure)
	o.text("visibility", string(s.Visibility))
	o.text("status", string(s.Status))
	o.percent(s.Percent)
	o.text("confidence", string(s.Confidence))
	o.number("version", int64(s.Version))
}

func (o *object) milestone(m *commitments.Milestone) {
	o.text("key", m.Key)
	o.text("title", m.Title)
	o.text("due_on", string(m.DueOn))
	o.text("done_on", string(m.DoneOn))
}

func (o *object) entry(e *commitments.Entry, entryDigest string) {
	o.text("commitment", e.Commitment)
	o.number("seq", int64(e.Seq))
	o.text("kind", string(e.Kind))
	o.text("note", e.Note)
	o.text("language", e.Language)
	o.text("status", string(e.Status))
	o.percent(e.Percent)
	o.text("confidence", string(e.Confidence))
	if len(e.Evidence) > 0 {
		o.objects("evidence", "", len(e.Evidence), func(i int, o *object) {
			o.text("url", e.Evidence[i].URL)
			o.text("title", e.Evidence[i].Title)
		})
	}
	o.text("effective_on", string(e.EffectiveOn))
	o.text("recorded_at", instantText(e.RecordedAt))
	o.text("member", e.Member)
	o.text("via", string(e.Via))
	o.text("source", e.Source)
	o.count("corrects", int64(e.Corrects))
	o.flag("takes_back", e.TakesBack)
	o.changes(e.Changes)
	if e.Milestone != nil {
		o.object("milestone", func(o *object) { o.milestone(e.Milestone) })
	}
	o.text("to_member", e.ToMember)
	o.number("position", e.Position)
	o.text("digest", e.Digest)
	o.text("salt", e.Salt)
	o.text("text_digest", e.TextDigest)
	o.text("entry_digest", entryDigest)
}

// changes are written in the order of the fields of a commitment. A field that becomes empty is named with nothing.
func (o *object) changes(changes commitments.Changes) {
	if changes == nil {
		return
	}
	o.object("changes", func(o *object) {
		for _, field := range commitments.Fields {
			change, ok := changes[field]
			if !ok {
				continue
			}
			o.object(string(field), func(o *object) {
				o.value("old", change.Old)
				o.value("new", change.New)
			})
		}
	})
}

func (o *object) value(name string, v commitments.Value) {
	if len(v.List) > 0 {
		o.texts(name, v.List)
		return
	}
	o.text(name, v.Text)
}
