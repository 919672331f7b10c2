package commitments

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Register makes a commitment: "we will do this, for these steps, by then".
type Register struct {
	Plan        string // slug
	Title       string
	Description string
	Lead        string   // handle
	Partners    []string // handles
	Steps       []string // codes; the first is primary
	Countries   []string
	Cadence     plans.Cadence // empty: one_off if there is a due date, else as the primary step
	StartsOn    civil.Date
	DueOn       civil.Date
	Measure     string
	Visibility  access.Visibility // empty: public
	Status      Status            // empty: planned, or in_progress if continuing
	Percent     *int
	Confidence  Confidence
	Note        string
	EffectiveOn civil.Date // zero: today
	// Request names the written request of an organisation on whose behalf a convener registers.
	Request string
}

func (Register) Verb() string   { return "register" }
func (c Register) plan() string { return c.Plan }

func (c Register) permit(_ context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.Register, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	refused := w.mayIn(access.Register, c.Lead)
	if refused == nil || w.mayIn(access.RegisterOnRequest, c.Lead) != nil {
		return refused
	}
	if strings.TrimSpace(c.Request) == "" {
		return problem.New(problem.Invalid, "register.needs_request", "organisation", c.Lead).At("request")
	}
	return nil
}

func (c Register) run(ctx context.Context, w *work) error {
	e, err := c.entry(w)
	if err != nil {
		return err
	}
	tail, err := w.Tail(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("find the end of the journal: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	number := tail.LastNumber + 1
	w.about = &subject{Commitment: Commitment{
		ID: id, CreatedAt: w.now, PlanID: w.plan.ID, Number: number, Ref: fmt.Sprintf("C-%d", number),
	}}
	return w.record(ctx, e)
}

func (c Register) entry(w *work) (Entry, error) {
	var clean cleaner
	c.Title = clean.text("title", c.Title, MaxTitle)
	c.Description = clean.text("description", c.Description, MaxDescription)
	c.Measure = clean.text("measure", c.Measure, MaxMeasure)
	c.Note = clean.text("note", c.Note, MaxNote)
	c.Request = clean.text("request", c.Request, MaxNote)
	if clean.err != nil {
		return Entry{}, clean.err
	}
	if c.Request != "" {
		c.Note = strings.TrimSpace(c.Note + "\n" + c.Request)
	}
	return Entry{
		Kind: KindRegistered, Changes: c.initial(w), EffectiveOn: c.EffectiveOn,
		Status: c.Status, Percent: c.Percent, Confidence: c.Confidence, Note: c.Note,
	}, nil
}

// initial are the values that a registration states: always title, lead, steps, cadence and visibility, the others
// where they are given.
func (c Register) initial(w *work) Changes {
	changes := Changes{
		FieldTitle:      {New: Value{Text: c.Title}},
		FieldLead:       {New: Value{Text: c.Lead}},
		FieldSteps:      {New: Value{List: unique(c.Steps)}},
		FieldCadence:    {New: Value{Text: string(c.cadence(w.plan))}},
		FieldVisibility: {New: Value{Text: string(c.visibility())}},
	}
	changes.SetText(FieldDescription, "", c.Description)
	changes.SetText(FieldMeasure, "", c.Measure)
	changes.SetDate(FieldStartsOn, "", c.StartsOn)
	changes.SetDate(FieldDueOn, "", c.DueOn)
	changes.SetList(FieldPartners, nil, partners(c.Partners, c.Lead))
	changes.SetList(FieldCountries, nil, unique(c.Countries))
	return changes
}

func (c Register) visibility() access.Visibility {
	if c.Visibility == "" {
		return access.VisiblePublic
	}
	return c.Visibility
}

func (c Register) cadence(plan *plans.Plan) plans.Cadence {
	switch {
	case c.Cadence != "":
		return c.Cadence
	case !c.DueOn.IsZero() || c.Percent != nil || len(c.Steps) == 0:
		return plans.OneOff
	}
	if step, ok := plan.Step(c.Steps[0]); ok {
		return step.Cadence
	}
	return plans.OneOff
}

// unique keeps the first of each; nil stays nil.
func unique(values []string) []string {
	var kept []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// partners are the others: the lead is not its own partner.
func partners(handles []string, lead string) []string {
	return slices.DeleteFunc(unique(handles), func(handle string) bool { return handle == lead })
}
