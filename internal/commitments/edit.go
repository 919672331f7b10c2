package commitments

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// Edit changes what a commitment says of itself. A nil member stays as it is. Cadence and ref never change, and the
// lead changes by HandOver.
type Edit struct {
	Plan        string // slug
	Ref         string
	Version     int
	Title       *string
	Description *string
	Partners    *[]string
	Steps       *[]string
	Countries   *[]string
	StartsOn    *civil.Date
	DueOn       *civil.Date
	Measure     *string
	Visibility  *access.Visibility
	Note        string
	EffectiveOn civil.Date // zero: today
}

func (Edit) Verb() string   { return "edit" }
func (c Edit) plan() string { return c.Plan }

func (c Edit) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment)
}

func (c Edit) run(ctx context.Context, w *work) error {
	var clean cleaner
	changes := c.changes(&clean, &w.about.State)
	e := Entry{Kind: KindEdited, Changes: changes, Note: clean.text("note", c.Note, MaxNote), EffectiveOn: c.EffectiveOn}
	if clean.err != nil {
		return clean.err
	}
	if len(changes) == 0 {
		return problem.New(problem.Invalid, "edit.nothing", "ref", w.about.Ref)
	}
	return w.record(ctx, e)
}

func (c Edit) changes(clean *cleaner, s *State) Changes {
	changes := Changes{}
	if c.Title != nil {
		changes.SetText(FieldTitle, s.Title, clean.text("title", *c.Title, MaxTitle))
	}
	if c.Description != nil {
		changes.SetText(FieldDescription, s.Description, clean.text("description", *c.Description, MaxDescription))
	}
	if c.Measure != nil {
		changes.SetText(FieldMeasure, s.Measure, clean.text("measure", *c.Measure, MaxMeasure))
	}
	if c.Visibility != nil {
		changes.SetText(FieldVisibility, string(s.Visibility), string(*c.Visibility))
	}
	if c.StartsOn != nil {
		changes.SetDate(FieldStartsOn, s.StartsOn, *c.StartsOn)
	}
	if c.DueOn != nil {
		changes.SetDate(FieldDueOn, s.DueOn, *c.DueOn)
	}
	if c.Partners != nil {
		changes.SetList(FieldPartners, s.Partners, partners(*c.Partners, s.Lead))
	}
	if c.Steps != nil {
		changes.SetList(FieldSteps, s.Steps, unique(*c.Steps))
	}
	if c.Countries != nil {
		changes.SetList(FieldCountries, s.Countries, unique(*c.Countries))
	}
	return changes
}
