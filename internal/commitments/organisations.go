package commitments

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// ListOrganisations adds organisations to the directory. Those whose handle is listed already stay as they are.
// Being listed is no endorsement.
type ListOrganisations struct {
	Plan          string // slug of the plan whose convener asks
	Organisations []people.Organisation
}

func (ListOrganisations) Verb() string   { return "list_organisations" }
func (c ListOrganisations) plan() string { return c.Plan }

func (c ListOrganisations) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c ListOrganisations) run(ctx context.Context, w *work) error {
	for _, o := range c.Organisations {
		if err := w.list(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) list(ctx context.Context, o people.Organisation) error {
	var clean cleaner
	o.Name = clean.text("name", o.Name, MaxTitle)
	o.Acronym = clean.text("acronym", o.Acronym, MaxTitle)
	switch {
	case clean.err != nil:
		return clean.err
	case !people.ValidHandle(o.Handle):
		return problem.New(problem.Invalid, "organisation.handle", "organisation", o.Handle).At("handle")
	case o.Name == "":
		return problem.New(problem.Invalid, "organisation.no_name", "organisation", o.Handle).At("name")
	case !o.Kind.Known():
		return problem.New(problem.Invalid, "organisation.kind", "organisation", o.Handle, "kind", string(o.Kind)).At("kind")
	case o.Country != "" && !isCountry(o.Country):
		return problem.New(problem.Invalid, "country.unknown", "country", o.Country).At("country")
	}
	_, err := w.Organisation(ctx, o.Handle)
	if err == nil {
		return nil
	}
	if !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("look up organisation %s: %w", o.Handle, err)
	}
	if o.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	o.CreatedAt = w.now
	return w.AddOrganisation(ctx, o)
}

// Endorse notes that an organisation endorses the plan, from a day that is not in the past, so that figures of past
// periods do not change (decision 22).
type Endorse struct {
	Plan         string // slug
	Organisation string // handle
	EndorsedOn   civil.Date
	Note         string
}

func (Endorse) Verb() string   { return "endorse" }
func (c Endorse) plan() string { return c.Plan }

func (c Endorse) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c Endorse) run(ctx context.Context, w *work) error {
	if c.EndorsedOn.IsZero() {
		c.EndorsedOn = w.today()
	}
	if err := w.notPast(c.EndorsedOn, "endorsed_on"); err != nil {
		return err
	}
	endorsements, err := w.endorsements(ctx, c.Plan, c.Organisation)
	if err != nil {
		return err
	}
	for _, e := range endorsements {
		if e.EndedOn.IsZero() || e.EndedOn > c.EndorsedOn {
			return problem.New(problem.Conflict, "endorse.already", "organisation", c.Organisation, "date", e.EndorsedOn)
		}
	}
	saved, err := w.endorsementFrom(c.EndorsedOn, endorsements)
	if err != nil {
		return err
	}
	var clean cleaner
	saved.Organisation, saved.Note = c.Organisation, clean.text("note", c.Note, MaxNote)
	if clean.err != nil {
		return clean.err
	}
	w.outcome.Subject = c.Organisation
	return w.SaveEndorsement(ctx, saved)
}

// endorsementFrom is a new endorsement from a day on; if one from that day was ended before it held, that one.
func (w *work) endorsementFrom(day civil.Date, endorsements []people.Endorsement) (people.Endorsement, error) {
	for _, e := range endorsements {
		if e.EndorsedOn == day {
			e.EndedOn = ""
			return e, nil
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return people.Endorsement{}, fmt.Errorf("make an id: %w", err)
	}
	return people.Endorsement{ID: id, CreatedAt: w.now, PlanID: w.plan.ID, EndorsedOn: day}, nil
}

// EndEndorsement notes the first day on which an organisation endorses no more: not a day in the past, and after the
// last on which it took a commitment on, for the journal would say that it did so without endorsing.
type EndEndorsement struct {
	Plan         string // slug
	Organisation string // handle
	EndedOn      civil.Date
}

func (EndEndorsement) Verb() string   { return "end_endorsement" }
func (c EndEndorsement) plan() string { return c.Plan }

func (c EndEndorsement) permit(_ context.Context, w *work) error { return w.mayManage(c.Plan) }

func (c EndEndorsement) run(ctx context.Context, w *work) error {
	if c.EndedOn.IsZero() {
		c.EndedOn = w.today()
	}
	if err := w.notPast(c.EndedOn, "ended_on"); err != nil {
		return err
	}
	endorsements, err := w.endorsements(ctx, c.Plan, c.Organisation)
	if err != nil {
		return err
	}
	if err := w.tookOnNothing(ctx, c.Organisation, c.EndedOn); err != nil {
		return err
	}
	for _, e := range endorsements {
		if e.EndedOn.IsZero() && e.EndorsedOn <= c.EndedOn {
			e.EndedOn = c.EndedOn
			w.outcome.Subject = c.Organisation
			return w.SaveEndorsement(ctx, e)
		}
	}
	return problem.New(problem.Conflict, "endorse.not_endorsing", "organisation", c.Organisation)
}

// tookOnNothing refuses if the organisation took a commitment on at that day or later.
func (w *work) tookOnNothing(ctx context.Context, organisation string, from civil.Date) error {
	recent, err := w.justRecorded(ctx)
	if err != nil {
		return err
	}
	for _, e := range recent {
		if e.EffectiveOn >= from && e.Changes.takeOn(organisation) {
			return problem.New(problem.Conflict, "endorse.took_on",
				"organisation", organisation, "date", e.EffectiveOn, "earliest", e.EffectiveOn.AddDays(1), "say", string(e.EffectiveOn.AddDays(1))).At("ended_on")
		}
	}
	return nil
}

// justRecorded are the entries that may be about today or a later day: an entry is about the day after it was recorded at
// the latest.
func (w *work) justRecorded(ctx context.Context) ([]Entry, error) {
	recent, err := w.Recent(ctx, w.plan.ID, w.today().AddDays(-2).Start(w.zone))
	if err != nil {
		return nil, fmt.Errorf("look for what was recorded just now: %w", err)
	}
	return recent, nil
}

func (w *work) notPast(day civil.Date, field string) error {
	switch {
	case !day.Valid():
		return problem.New(problem.Invalid, "date.unknown", "date", string(day)).At(field)
	case day < w.today():
		return problem.New(problem.Invalid, "date.past", "date", day, "today", w.today()).At(field)
	}
	return nil
}

// endorsements of an organisation that is listed.
func (w *work) endorsements(ctx context.Context, plan, handle string) ([]people.Endorsement, error) {
	if err := w.needPlan(plan); err != nil {
		return nil, err
	}
	if err := w.listed(ctx, handle); err != nil {
		return nil, err
	}
	endorsements, err := w.Endorsements(ctx, w.plan.ID, handle)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("list endorsements of %s: %w", handle, err)
	}
	return endorsements, nil
}

// listed refuses a handle that no organisation has.
func (w *work) listed(ctx context.Context, handle string) error {
	_, err := w.Organisation(ctx, handle)
	if errors.Is(err, ErrNotFound) {
		return problem.New(problem.NotFound, "organisation.unknown", "organisation", handle).At("organisation")
	}
	if err != nil {
		return fmt.Errorf("look up organisation %s: %w", handle, err)
	}
	return nil
}
