package api

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

func (s *Server) planRoutes() {
	read := []access.Action{access.ReadPublic}
	add(s, operation{method: "GET", path: "/v1/plans", id: "list-plans", tag: "plans", actions: read, summary: "List plans"}, listPlans)
	add(s, operation{method: "GET", path: "/v1/plans/{plan}", id: "show-plan", tag: "plans", actions: read, summary: "Show a plan"}, showPlan)
	add(s, operation{method: "GET", path: "/v1/plans/{plan}/themes", id: "list-themes", tag: "plans", actions: read, summary: "List the themes of a plan"}, listThemes)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/steps", id: "list-steps", tag: "plans", actions: read, summary: "List or find the steps of a plan",
		description: "In plan order; with q, the steps that a text means, best first: a code in any writing, an alias, or words, in any language of the plan.",
	}, listSteps)
	add(s, operation{method: "GET", path: "/v1/plans/{plan}/steps/{step}", id: "show-step", tag: "plans", actions: read, summary: "Show a step"}, showStep)
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/editions", id: "import-edition", tag: "plans", scope: people.AdminScope,
		actions: []access.Action{access.ManagePlan}, maxBody: maxPlan, summary: "Import another edition of a plan",
		description: "The body is a plan document (docs/plans.md). With dry_run it says what would change, and changes nothing. A step that holds commitments is retired, never deleted.",
		body: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString, MinLength: new(1)}, Example: "slug: hres-2018\ntitle: Plan of Action\n"},
		}},
	}, importEdition)
}

// Plan is a published text whose paragraphs hold action steps.
type Plan struct {
	ID              uuid.UUID      `json:"id" format:"uuid"`
	Slug            string         `json:"slug" example:"hres-2018"`
	Title           string         `json:"title" example:"Plan of Action"`
	Edition         string         `json:"edition,omitempty" example:"2018"`
	Published       string         `json:"published,omitempty" example:"2018"`
	Language        string         `json:"language" example:"en" doc:"Of the original text."`
	Standing        plans.Standing `json:"standing" enum:"plan,recommendations" example:"plan" doc:"recommendations: of experts, endorsed by nobody as a plan."`
	Conveners       []string       `json:"conveners,omitempty" example:"[\"OHCHR\"]" doc:"The bodies that issued it."`
	Source          PlanSource     `json:"source,omitzero"`
	TimeZone        string         `json:"time_zone" example:"UTC" doc:"The days of the plan begin there."`
	ReportingPeriod string         `json:"reporting_period" example:"quarter"`
	CutoffDays      int            `json:"cutoff_days" minimum:"0" example:"14"`
	Themes          int            `json:"themes" minimum:"0" example:"9" doc:"How many."`
	Steps           int            `json:"steps" minimum:"0" example:"58" doc:"How many that can be committed to today."`
}

// PlanSource says where a plan was published.
type PlanSource struct {
	Citation string `json:"citation,omitempty" example:"Summary report, 2018"`
	URL      string `json:"url,omitempty" example:"https://example.org/plan.pdf"`
}

func (x *exchange) planOf(p *plans.Plan) Plan {
	zone := p.TimeZone
	if zone == "" {
		zone = "UTC"
	}
	standing := p.Standing
	if standing == "" {
		standing = plans.Endorsable
	}
	return Plan{
		ID: p.ID, Slug: p.Slug, Title: p.TitleIn(x.printer.Language()), Edition: p.Edition, Published: p.Published, Language: p.Language,
		Standing: standing, Conveners: p.Conveners, Source: PlanSource{Citation: p.Source.Citation, URL: p.Source.URL},
		TimeZone: zone, ReportingPeriod: p.ReportingPeriod, CutoffDays: p.CutoffDays,
		Themes: len(p.Themes), Steps: len(p.Actionable(x.dayOf(p))),
	}
}

func (x *exchange) dayOf(p *plans.Plan) civil.Date {
	zone, err := p.Zone()
	if err != nil {
		return x.today()
	}
	return civil.DateOf(x.server.Now(), zone)
}

type plansInput struct{ Call }

func listPlans(x *exchange, _ *plansInput) (*answerOf[List[Plan]], error) {
	all, err := x.server.Store.Plans(x.context())
	if err != nil {
		return nil, err
	}
	return &answerOf[List[Plan]]{whole(listOf(all, func(p **plans.Plan) Plan { return x.planOf(*p) }))}, nil
}

type planInput struct {
	Call
	PlanPath
}

func showPlan(x *exchange, _ *planInput) (*answerOf[Plan], error) {
	return &answerOf[Plan]{x.planOf(x.plan)}, nil
}

// Theme is a section of a plan.
type Theme struct {
	Key        string `json:"key" example:"cooperation"`
	Position   int    `json:"position" minimum:"0" example:"1"`
	Title      string `json:"title" example:"Cooperation"`
	Paragraphs string `json:"paragraphs,omitempty" example:"24-29"`
}

func listThemes(x *exchange, _ *planInput) (*answerOf[List[Theme]], error) {
	return &answerOf[List[Theme]]{whole(listOf(x.plan.Themes, func(t *plans.Theme) Theme {
		return Theme{Key: t.Key, Position: t.Position, Title: t.TitleIn(x.printer.Language()), Paragraphs: t.Paragraphs}
	}))}, nil
}

// Step is a numbered paragraph that asks for action, or introduces others that do.
type Step struct {
	ID           uuid.UUID     `json:"id" format:"uuid"`
	Code         string        `json:"code" example:"25"`
	Parent       string        `json:"parent,omitempty" example:"29" doc:"Code of the step that introduces it."`
	Theme        string        `json:"theme" example:"cooperation" doc:"Key."`
	Position     int           `json:"position" minimum:"0" example:"12"`
	Title        string        `json:"title" example:"Update General Comment 25"`
	Summary      string        `json:"summary,omitempty" example:"Advocate for an update of General Comment 25."`
	Audience     []string      `json:"audience,omitempty" example:"[\"human_rights\"]"`
	Cadence      plans.Cadence `json:"cadence,omitempty" enum:"one_off,continuing" example:"one_off"`
	Actionable   bool          `json:"actionable" example:"true" doc:"It can be committed to."`
	Aliases      []string      `json:"aliases,omitempty" example:"[\"GC25 update\"]"`
	Instruments  []string      `json:"instruments,omitempty" example:"[\"ICCPR\"]"`
	AddedOn      civil.Date    `json:"added_on,omitempty" format:"date" example:"2018-01-01"`
	RetiredOn    civil.Date    `json:"retired_on,omitempty" format:"date" example:"2030-01-01"`
	SupersededBy string        `json:"superseded_by,omitempty" example:"25a"`
	Live         int           `json:"live" minimum:"0" example:"2" doc:"Commitments on it that are not withdrawn, as far as you may see."`
	Open         int           `json:"open" minimum:"0" example:"1" doc:"Those of them that still ask for work."`
	Certainty    string        `json:"certainty,omitempty" enum:"sure,unsure" example:"sure" doc:"With q: whether this is surely what was meant."`
}

func (x *exchange) stepOf(step *plans.Step, counts map[string]commitments.StepCount) Step {
	language := x.printer.Language()
	return Step{
		ID: step.ID, Code: step.Code, Parent: step.Parent, Theme: step.Theme, Position: step.Position, Title: step.TitleIn(language),
		Summary: step.SummaryIn(language), Audience: step.Audience, Cadence: step.Cadence, Actionable: step.Actionable,
		Aliases: step.Aliases, Instruments: step.Instruments, AddedOn: step.AddedOn, RetiredOn: step.RetiredOn,
		SupersededBy: step.SupersededBy, Live: counts[step.Code].Live, Open: counts[step.Code].Open,
	}
}

type stepsInput struct {
	Call
	PlanPath
	Text       string `query:"q" maxLength:"300" example:"GC25 update" doc:"What somebody calls the step."`
	Theme      string `query:"theme" maxLength:"64" doc:"Key of a theme."`
	Actionable bool   `query:"actionable" doc:"Only those that can be committed to today."`
	Gaps       bool   `query:"gaps" doc:"Only those that can be committed to today and hold no live commitment that you may see."`
	Retired    bool   `query:"retired" doc:"Also those that are retired."`
}

func listSteps(x *exchange, in *stepsInput) (*answerOf[List[Step]], error) {
	counts, err := x.server.Store.StepCounts(x.context(), x.plan.ID, x.reader())
	if err != nil {
		return nil, err
	}
	if in.Text != "" {
		return x.meantSteps(in.Text, counts), nil
	}
	today := x.today()
	var list []Step
	for i := range x.plan.Steps {
		step := &x.plan.Steps[i]
		can := step.Actionable && !step.RetiredBy(today)
		switch {
		case in.Theme != "" && step.Theme != in.Theme, !in.Retired && step.RetiredBy(today), (in.Actionable || in.Gaps) && !can,
			in.Gaps && counts[step.Code].Live > 0:
			continue
		}
		list = append(list, x.stepOf(step, counts))
	}
	return &answerOf[List[Step]]{whole(list)}, nil
}

// meantSteps are what a text means: all that are meant together if that is sure, else the nearest three.
func (x *exchange) meantSteps(text string, counts map[string]commitments.StepCount) *answerOf[List[Step]] {
	found := x.server.resolver.of(x.plan).Resolve(text)
	codes := found.Codes()
	list := make([]Step, 0, len(codes))
	for _, match := range found.Matches[:min(len(codes), len(found.Matches))] {
		step := x.stepOf(match.Step, counts)
		step.Certainty = string(found.Certainty)
		list = append(list, step)
	}
	return &answerOf[List[Step]]{whole(list)}
}

// stepFinder keeps a resolver for each plan as it stands: making one takes much longer than asking it.
type stepFinder struct {
	mutex sync.Mutex
	made  map[*plans.Plan]*plans.Resolver
}

const fewPlans = 16

func (f *stepFinder) of(plan *plans.Plan) *plans.Resolver {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if made, ok := f.made[plan]; ok {
		return made
	}
	if f.made == nil || len(f.made) >= fewPlans {
		f.made = map[*plans.Plan]*plans.Resolver{}
	}
	resolver := plans.NewResolver([]*plans.Plan{plan})
	f.made[plan] = resolver
	return resolver
}

type stepInput struct {
	Call
	PlanPath
	Step string `path:"step" maxLength:"16" example:"25" doc:"Code of the step, or one it had before."`
}

func showStep(x *exchange, in *stepInput) (*answerOf[Step], error) {
	step, ok := x.plan.Step(in.Step)
	if !ok {
		return nil, problem.New(problem.NotFound, "step.unknown", "step", in.Step).At("step")
	}
	counts, err := x.server.Store.StepCounts(x.context(), x.plan.ID, x.reader())
	if err != nil {
		return nil, err
	}
	return &answerOf[Step]{x.stepOf(step, counts)}, nil
}

// EditionChanges is what importing an edition changes, or would change.
type EditionChanges struct {
	DryRun     bool         `json:"dry_run" example:"true"`
	Plan       []FieldMoved `json:"plan,omitempty" doc:"Of the plan itself."`
	Added      []StepMoved  `json:"added,omitempty"`
	Renumbered []StepMoved  `json:"renumbered,omitempty"`
	Renamed    []StepMoved  `json:"renamed,omitempty"`
	Moved      []StepMoved  `json:"moved,omitempty"`
	Changed    []StepMoved  `json:"changed,omitempty"`
	Retired    []StepMoved  `json:"retired,omitempty"`
	Reinstated []StepMoved  `json:"reinstated,omitempty"`
}

// FieldMoved is a value before and after.
type FieldMoved struct {
	Field string `json:"field" example:"title"`
	Old   string `json:"old,omitempty" example:"Plan"`
	New   string `json:"new,omitempty" example:"Plan of Action"`
}

// StepMoved is a step that differs.
type StepMoved struct {
	Code   string       `json:"code" example:"25"`
	Title  string       `json:"title" example:"Update General Comment 25"`
	Was    string       `json:"was,omitempty" example:"24" doc:"Its former code."`
	On     civil.Date   `json:"on,omitempty" format:"date" example:"2026-11-25"`
	Fields []FieldMoved `json:"fields,omitempty"`
}

func fieldMoved(f *plans.FieldChange) FieldMoved { return FieldMoved(*f) }

func stepMoved(s *plans.StepChange) StepMoved {
	return StepMoved{Code: s.Code, Title: s.Title, Was: s.Was, On: s.On, Fields: listOf(s.Fields, fieldMoved)}
}

type editionInput struct {
	Call
	PlanPath
	WriteHeaders
	DryRun bool `query:"dry_run" doc:"Say what would change, and change nothing."`
}

func importEdition(x *exchange, in *editionInput) (*answerOf[EditionChanges], error) {
	if err := x.mayManage(); err != nil {
		return nil, err
	}
	document, err := x.edition()
	if err != nil {
		return nil, err
	}
	_, difference, err := plans.Apply(x.plan, document, func(string) bool { return true }, x.today())
	if err != nil {
		return nil, err
	}
	if !in.DryRun {
		if _, err := x.do(in.WriteHeaders, commitments.ImportPlan{Document: document}); err != nil {
			return nil, err
		}
	}
	return &answerOf[EditionChanges]{EditionChanges{
		DryRun: in.DryRun, Plan: listOf(difference.Plan, fieldMoved), Added: listOf(difference.Added, stepMoved),
		Renumbered: listOf(difference.Renumbered, stepMoved), Renamed: listOf(difference.Renamed, stepMoved),
		Moved: listOf(difference.Moved, stepMoved), Changed: listOf(difference.Changed, stepMoved),
		Retired: listOf(difference.Retired, stepMoved), Reinstated: listOf(difference.Reinstated, stepMoved),
	}}, nil
}

// edition reads the plan document in the body.
func (x *exchange) edition() (*plans.Plan, error) {
	if err := x.bodyIs("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(x.request.Body, maxPlan+1))
	switch {
	case err != nil:
		return nil, x.trouble(http.StatusBadRequest, "invalid", "api.body_cut")
	case len(text) > maxPlan:
		return nil, x.trouble(http.StatusRequestEntityTooLarge, "too_large", "api.too_large")
	}
	document, err := plans.Load(plans.File{Name: "edition.yaml", Text: text})
	if err != nil {
		return nil, x.planFaults(err)
	}
	if document.Slug != x.plan.Slug {
		return nil, problem.New(problem.Invalid, "api.another_plan", "plan", document.Slug).At("slug")
	}
	return document, nil
}

// planFaults says everything that is wrong with a plan document, each with its place.
func (x *exchange) planFaults(err error) error {
	var faults plans.Errors
	if !errors.As(err, &faults) {
		return err
	}
	p := x.trouble(http.StatusUnprocessableEntity, "invalid", "api.unsound")
	for _, fault := range faults[:min(len(faults), mostFaults)] {
		p.Errors = append(p.Errors, Fault{
			Location: "body." + cut(fault.Path), Code: fault.Problem.Key, Message: x.printer.Problem(fault.Problem),
		})
	}
	return p
}

// bodyIs refuses a body of another type, where huma does not read it.
func (x *exchange) bodyIs(types ...string) error {
	if given := mediaType(x.request.Header.Get("Content-Type")); !slices.Contains(types, given) {
		return x.trouble(http.StatusUnsupportedMediaType, "unsupported_media_type", "api.unsupported_media_type")
	}
	return nil
}

// mayManage asks whether whoever asks convenes the plan, for what does not go through a command, or shows something
// before it does.
func (x *exchange) mayManage() error {
	return access.May(x.actor, access.ManagePlan, access.Object{Plan: x.plan.ID})
}
