package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
)

func (s *Server) commitmentRoutes() {
	read := []access.Action{access.ReadPublic}
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/commitments", id: "list-commitments", tag: "commitments", actions: read,
		summary:     "Find commitments",
		description: "Every parameter narrows the list. What whoever asks may not see is not found, not counted and not paged over. A commitment whose organisations are not shown is not found by organisation or country.",
	}, listCommitments)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/steps/{step}/commitments", id: "list-step-commitments", tag: "commitments", actions: read,
		summary:     "Who works on a step",
		description: "The commitments on one step. An empty list is an answer: nobody yet.",
	}, listStepCommitments)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/commitments/{commitment}", id: "show-commitment", tag: "commitments", actions: read,
		summary: "Show a commitment", description: "With include=entries, its whole journal beside it.",
	}, showCommitment)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/commitments/{commitment}/entries", id: "list-entries", tag: "journal", actions: read,
		summary: "List the journal of a commitment", description: "In the order of seq, from the registration on.",
	}, listEntries)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/commitments/{commitment}/milestones", id: "list-milestones", tag: "commitments", actions: read,
		summary: "List the milestones of a commitment",
	}, listMilestones)
}

// PlanPath names a plan in the path.
type PlanPath struct {
	Plan string `path:"plan" maxLength:"64" example:"hres-2018" doc:"Slug of the plan."`
}

// CommitmentPath names a commitment in the path.
type CommitmentPath struct {
	PlanPath
	Commitment string `path:"commitment" maxLength:"16" example:"C-12" doc:"Ref of the commitment."`
}

// PageQuery asks for one page of a list.
type PageQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" example:"20" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"1000" doc:"Where to go on: next of the page before."`
}

// ListFilter narrows a list of commitments.
type ListFilter struct {
	Status    []commitments.Status `query:"status,explode" enum:"planned,in_progress,mostly_done,completed,paused,withdrawn" maxItems:"6" doc:"In any of these."`
	Open      bool                 `query:"open" doc:"Only those that still ask for work."`
	Country   string               `query:"country" pattern:"^[A-Z]{2}$" example:"KE" doc:"ISO 3166-1 alpha-2."`
	DueFrom   string               `query:"due_from" format:"date" example:"2027-01-01" doc:"Due on this day or later."`
	DueTo     string               `query:"due_to" format:"date" example:"2027-03-31" doc:"Due on this day or earlier."`
	Overdue   bool                 `query:"overdue" doc:"Only those that are overdue today."`
	Stale     bool                 `query:"stale" doc:"Only those that are open and had no news for 90 days."`
	Text      string               `query:"q" maxLength:"200" example:"consultation" doc:"Words to be found in title, description, measure and notes."`
	Sort      string               `query:"sort" enum:"ref,due_on,last_news,newest_news,best_match" doc:"By ref (the default), the earliest due, the longest without news, the latest news, the best match of q."`
	Organised string               `query:"organisation" maxLength:"64" example:"ndi" doc:"Handle of its lead or a partner."`
	OfSteps   []string             `query:"step,explode" maxItems:"20" doc:"Codes: on any of these steps."`
	OfTheme   string               `query:"theme" maxLength:"64" doc:"Key of a theme."`
}

type commitmentsInput struct {
	Call
	PlanPath
	PageQuery
	ListFilter
}

type commitmentsOutput struct {
	Link string `header:"Link"`
	Body List[Commitment]
}

func listCommitments(x *exchange, in *commitmentsInput) (*commitmentsOutput, error) {
	return x.find(in.ListFilter, in.PageQuery)
}

type stepCommitmentsInput struct {
	Call
	PlanPath
	Step string `path:"step" maxLength:"16" example:"25" doc:"Code of the step."`
	PageQuery
	Open bool   `query:"open" doc:"Only those that still ask for work."`
	Sort string `query:"sort" enum:"ref,due_on,last_news,newest_news" doc:"As in the list of commitments."`
}

func listStepCommitments(x *exchange, in *stepCommitmentsInput) (*commitmentsOutput, error) {
	step, ok := x.plan.Step(in.Step)
	if !ok {
		return nil, problem.New(problem.NotFound, "step.unknown", "step", in.Step).At("step")
	}
	return x.find(ListFilter{OfSteps: []string{step.Code}, Open: in.Open, Sort: in.Sort}, in.PageQuery)
}

func (x *exchange) find(f ListFilter, page PageQuery) (*commitmentsOutput, error) {
	filter, err := x.filter(f, page)
	if err != nil {
		return nil, err
	}
	found, err := x.server.Store.Find(x.context(), filter)
	if err != nil {
		return nil, err
	}
	today := x.today()
	list := List[Commitment]{
		Items: listOf(found.Commitments, func(c *commitments.Commitment) Commitment { return commitmentOf(c, today) }),
		Total: &found.Total, Next: sealed(found.Next, filter),
	}
	return &commitmentsOutput{Link: x.nextLink(list.Next), Body: list}, nil
}

func (x *exchange) filter(f ListFilter, page PageQuery) (commitments.Filter, error) {
	filter := commitments.Filter{
		Plan: x.plan.ID, Reader: x.reader(), Theme: f.OfTheme, Organisation: f.Organised, Statuses: f.Status, Open: f.Open,
		Country: f.Country, DueFrom: civil.Date(f.DueFrom), DueTo: civil.Date(f.DueTo), Text: f.Text, Limit: page.Limit,
		Order: orderOf(f.Sort),
	}
	for _, code := range f.OfSteps {
		if step, ok := x.plan.Step(code); ok {
			code = step.Code
		}
		filter.Steps = append(filter.Steps, code)
	}
	if f.Overdue {
		filter.OverdueOn = x.today()
	}
	if f.Stale {
		filter.StaleOn = x.today()
	}
	var err error
	filter.After, err = x.unsealed(page.Cursor, filter)
	return filter, err
}

func orderOf(sort string) commitments.Order {
	if sort == "ref" {
		return commitments.ByNumber
	}
	return commitments.Order(sort)
}

// sealed makes the cursor of a list that only that list takes: the same question by a reader who sees the same. There is
// nothing secret in it, and what a reader may not see is not shown by any cursor.
func sealed(cursor string, filter commitments.Filter) string {
	if cursor == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(mark(filter), cursor...))
}

func (x *exchange) unsealed(cursor string, filter commitments.Filter) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= markBytes || string(raw[:markBytes]) != string(mark(filter)) {
		return "", x.at("query.cursor", x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_cursor"))
	}
	return string(raw[markBytes:]), nil
}

const markBytes = 9

func mark(filter commitments.Filter) []byte {
	filter.After, filter.Limit = "", 0
	text, err := json.Marshal(filter)
	if err != nil {
		panic(fmt.Sprintf("api: a filter has no JSON: %v", err)) // cannot be
	}
	sum := sha256.Sum256(text)
	return sum[:markBytes]
}

// nextLink is the address of the next page (RFC 8288).
func (x *exchange) nextLink(cursor string) string {
	if cursor == "" {
		return ""
	}
	query := x.request.URL.Query()
	query.Set("cursor", cursor)
	return "<" + (&url.URL{Path: x.request.URL.Path, RawQuery: query.Encode()}).String() + `>; rel="next"`
}

type commitmentInput struct {
	Call
	CommitmentPath
}

type showInput struct {
	Call
	CommitmentPath
	Include string `query:"include" enum:"entries" doc:"What else to show."`
}

// CommitmentWithEntries is a commitment, and its journal if that was asked for.
type CommitmentWithEntries struct {
	Commitment
	Entries []Entry `json:"entries,omitempty"`
}

type showOutput struct {
	ETag string `header:"ETag"`
	Body CommitmentWithEntries
}

func showCommitment(x *exchange, in *showInput) (*showOutput, error) {
	c, err := x.commitment(in.Commitment)
	if err != nil {
		return nil, err
	}
	out := &showOutput{Body: CommitmentWithEntries{Commitment: commitmentOf(&c, x.today())}}
	if in.Include != "" {
		entries, err := x.server.Store.Entries(x.context(), x.plan.ID, c.Ref, x.reader())
		if err != nil {
			return nil, err
		}
		out.Body.Entries = listOf(entries, entryOf)
	}
	out.ETag, err = tagOf(c.Version, out.Body)
	return out, err
}

// commitment is what whoever asks may see of it.
func (x *exchange) commitment(ref string) (commitments.Commitment, error) {
	c, err := x.server.Store.Commitment(x.context(), x.plan.ID, ref, x.reader())
	if errors.Is(err, commitments.ErrNotFound) {
		return c, problem.New(problem.NotFound, "commitment.unknown", "ref", ref).At("commitment")
	}
	return c, err
}

// tagOf is the ETag of a commitment: its version, which If-Match reads, and a digest of what is shown of it, because
// that depends on the day and on the reader too.
func tagOf(version int, shown any) (string, error) {
	text, err := json.Marshal(shown)
	if err != nil {
		return "", fmt.Errorf("write a commitment: %w", err)
	}
	sum := sha256.Sum256(text)
	return fmt.Sprintf(`"%d-%x"`, version, sum[:6]), nil
}

func listEntries(x *exchange, in *commitmentInput) (*answerOf[List[Entry]], error) {
	entries, err := x.entries(in.Commitment)
	if err != nil {
		return nil, err
	}
	return &answerOf[List[Entry]]{whole(listOf(entries, entryOf))}, nil
}

func (x *exchange) entries(ref string) ([]commitments.Entry, error) {
	entries, err := x.server.Store.Entries(x.context(), x.plan.ID, ref, x.reader())
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, problem.New(problem.NotFound, "commitment.unknown", "ref", ref).At("commitment")
	}
	return entries, err
}

func listMilestones(x *exchange, in *commitmentInput) (*answerOf[List[Milestone]], error) {
	c, err := x.commitment(in.Commitment)
	if err != nil {
		return nil, err
	}
	return &answerOf[List[Milestone]]{whole(listOf(c.Milestones, milestoneOf))}, nil
}

// handles are written in lower case.
func handleIn(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
