package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reports"
	"github.com/accord-tracker/accord/internal/reports/render"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

func (s *Server) reportRoutes() {
	read, manage := []access.Action{access.ReadPublic}, []access.Action{access.ManagePlan}
	const reportsPath, drafts = "/v1/plans/{plan}/reports", "/v1/plans/{plan}/drafts/{period}"
	add(s, operation{method: "GET", path: reportsPath, id: "list-reports", tag: "reports", actions: read, summary: "List published reports", description: "The latest first, those for your audience."}, listReports)
	add(s, operation{
		method: "GET", path: reportsPath + "/{report}", id: "show-report", tag: "reports", actions: read, answers: s.formats(Report{}),
		summary:     "Show a published report",
		description: "In the format that Accept asks for or that the address ends with: .html .pdf .docx .xlsx .csv .md, and .json for the figures byte for byte, as they were hashed.",
	}, showReport)
	add(s, operation{
		method: "GET", path: reportsPath + "/{report}/verification", id: "verify-report", tag: "reports", actions: read, summary: "Verify a published report",
		description: "Compares the hash, and computes every figure anew.",
	}, verifyReport)
	add(s, operation{
		method: "POST", path: reportsPath, id: "publish-report", tag: "reports", scope: people.AdminScope, actions: manage, status: http.StatusCreated,
		summary: "Publish a report", description: "Freezes the figures of the period. With erratum_of it mends a published report, and note says what changed.",
	}, publishReport)
	add(s, operation{
		method: "GET", path: drafts, id: "draft-report", tag: "reports", scope: people.ReadScope, actions: manage, answers: s.formats(figures{}),
		summary:     "Draft a report",
		description: "The figures of a period that has ended, as they would be published now; in the format that Accept asks for or that the address ends with.",
	}, draftReport)
	add(s, operation{
		method: "GET", path: drafts + "/completeness", id: "show-completeness", tag: "reports", scope: people.ReadScope, actions: manage,
		summary: "Show who has reported, who has not, and what is unclear",
	}, showCompleteness)
	add(s, operation{
		method: "GET", path: "/v1/plans/{plan}/matrix/{period}", id: "show-matrix", tag: "reports", actions: read, summary: "Show who does what",
		description: "Organisations against steps at the end of a period that has ended. Unattributed commitments stand in one last row without a handle.",
	}, showMatrix)
}

// formats are the bodies of a report: its own JSON, and the formats for people.
func (s *Server) formats(own any) map[string]*huma.MediaType {
	schemas := s.api.OpenAPI().Components.Schemas
	answers := map[string]*huma.MediaType{}
	for _, f := range render.Formats() {
		answers[mediaType(f.MediaType)] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}, Example: "…"}
	}
	schema := schemas.Schema(typeOf[Report](), true, "")
	if _, ok := own.(figures); ok {
		schema = figures{}.Schema(schemas)
	}
	answers["application/json"] = &huma.MediaType{Schema: schema}
	return answers
}

// figures are a figures document, as it is.
type figures json.RawMessage

// MarshalJSON is the document.
func (f figures) MarshalJSON() ([]byte, error) { return f, nil }

// Schema says that docs/bundle.md describes it.
func (figures) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true, Description: "A figures document: docs/figures.md.",
		Examples: []any{map[string]any{"format": reports.Format, "format_version": reports.FormatVersion, "period": "2026-Q3"}},
	}
}

// Report that was published.
type Report struct {
	ID          uuid.UUID       `json:"id" format:"uuid"`
	Period      string          `json:"period" pattern:"^[0-9]{4}-Q[1-4]$" example:"2026-Q3"`
	Cutoff      time.Time       `json:"cutoff"`
	Audience    access.Audience `json:"audience" enum:"public,endorsers,conveners" example:"public"`
	State       string          `json:"state" enum:"published" example:"published"`
	SHA256      string          `json:"sha256" pattern:"^[0-9a-f]{64}$" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" doc:"Of the figures document, byte for byte: of what .json gives."`
	Position    int64           `json:"position" minimum:"0" example:"1024" doc:"Of the head of the chain when it was published."`
	Digest      string          `json:"digest" pattern:"^[0-9a-f]{64}$" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b" doc:"The head of the chain."`
	PublishedAt time.Time       `json:"published_at"`
	PublishedBy string          `json:"published_by" example:"m-9f520f6f3c1b2a44" doc:"Key of a convener."`
	ErratumOf   string          `json:"erratum_of,omitempty" format:"uuid" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"The report that it mends."`
	MendedBy    string          `json:"mended_by,omitempty" format:"uuid" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"The erratum that mends it."`
	Note        string          `json:"note,omitempty" example:"C-8 was counted as completed." doc:"Of an erratum: what changed."`
	Figures     *figures        `json:"figures,omitempty"`
}

func reportOf(r *commitments.Report) Report {
	report := Report{
		ID: r.ID, Period: r.Period.String(), Cutoff: r.Cutoff.UTC(), Audience: r.Audience, State: "published", SHA256: r.SHA256,
		Position: r.Position, Digest: r.Digest, PublishedAt: r.PublishedAt.UTC(), PublishedBy: r.PublishedBy, Note: r.Note,
	}
	if r.ErratumOf != uuid.Nil {
		report.ErratumOf = r.ErratumOf.String()
	}
	return report
}

// for whoever asks: a report for an audience of which they are.
func (x *exchange) mayRead(audience access.Audience) bool {
	reads := x.reader().Audience.Reads()
	return len(audience.Reads()) <= len(reads)
}

func listReports(x *exchange, _ *planInput) (*answerOf[List[Report]], error) {
	list, err := x.reports()
	if err != nil {
		return nil, err
	}
	return &answerOf[List[Report]]{whole(list)}, nil
}

// reports lists those that whoever asks may read, each with the erratum that mends it.
func (x *exchange) reports() ([]Report, error) {
	all, err := x.server.Store.Reports(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	mendedBy := map[string]string{}
	list := []Report{}
	for i := range all {
		if !x.mayRead(all[i].Audience) {
			continue
		}
		report := reportOf(&all[i])
		report.MendedBy = mendedBy[report.ID.String()]
		mendedBy[report.ErratumOf] = report.ID.String()
		list = append(list, report)
	}
	return list, nil
}

type reportInput struct {
	Call
	PlanPath
	Report string `path:"report" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the report, with .html and so on for a format."`
	Accept string `header:"Accept" hidden:"true"`
}

func showReport(x *exchange, in *reportInput) (*huma.StreamResponse, error) {
	id, format := formatOf(in.Report, in.Accept)
	frozen, report, err := x.report(id)
	if err != nil {
		return nil, err
	}
	if format == "" {
		report.Figures = new(figures(frozen.Figures))
		return x.reply(report)
	}
	if format == "json" {
		return x.bytes("application/json", frozen.Figures), nil
	}
	written, err := render.Find(format)
	if err != nil {
		return nil, err
	}
	document, err := reports.Parse(frozen.Figures)
	if err != nil {
		return nil, err
	}
	arguments := reports.Arguments{Plan: x.plan.Slug, Period: frozen.Period, Cutoff: frozen.Cutoff, Audience: frozen.Audience}
	return x.rendered(arguments, written, func(r *render.Report) {
		r.Document, r.Figures = document, frozen.Figures
		r.Publication = &render.Publication{
			ID: report.ID.String(), At: report.PublishedAt, ErratumOf: report.ErratumOf, Note: report.Note, MendedBy: report.MendedBy,
		}
	})
}

// report finds one that whoever asks may read.
func (x *exchange) report(text string) (commitments.Report, Report, error) {
	unknown := problem.New(problem.NotFound, "report.unknown").At("report")
	id, err := uuid.Parse(text)
	if err != nil {
		return commitments.Report{}, Report{}, unknown
	}
	frozen, err := x.server.Store.Report(x.context(), id)
	if errors.Is(err, commitments.ErrNotFound) || (err == nil && (frozen.PlanID != x.plan.ID || !x.mayRead(frozen.Audience))) {
		return frozen, Report{}, unknown
	}
	if err != nil {
		return frozen, Report{}, err
	}
	list, err := x.reports()
	if err != nil {
		return frozen, Report{}, err
	}
	for _, report := range list {
		if report.ID == id {
			return frozen, report, nil
		}
	}
	return frozen, Report{}, unknown
}

// formatOf is the format that the end of an address or Accept asks for; empty is JSON as this API writes it.
func formatOf(name, accept string) (rest, format string) {
	for _, f := range render.Formats() {
		if rest, ok := strings.CutSuffix(name, "."+f.Name); ok {
			return rest, f.Name
		}
	}
	for each := range strings.SplitSeq(accept, ",") {
		asked := mediaType(strings.TrimSpace(each))
		for _, f := range render.Formats() {
			if f.Name != "json" && asked == mediaType(f.MediaType) {
				return name, f.Name
			}
		}
		if asked == "application/json" || asked == "*/*" {
			break
		}
	}
	return name, ""
}

// reply answers with JSON from where the format is chosen.
func (x *exchange) reply(v any) (*huma.StreamResponse, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return x.bytes("application/json", append(text, '\n')), nil
}

func (x *exchange) bytes(contentType string, content []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(huma.Context) {
		x.Header().Set("Content-Type", contentType)
		_, _ = x.Write(content)
	}}
}

// rendered answers with a report in a format for people. The names in it are those of today.
func (x *exchange) rendered(arguments reports.Arguments, format render.Format, fill func(*render.Report)) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(huma.Context) {
		err := x.heavily(func() error {
			document, names, err := x.draw(arguments)
			if err != nil {
				return err
			}
			report := &render.Report{Document: document, Names: names, Printer: x.printer.In(x.zone())}
			fill(report)
			name := "accord-" + x.plan.Slug + "-" + arguments.Period.String() + format.Extension
			return x.stream(format.MediaType, name, func(w io.Writer) error { return format.Render(x.context(), report, w) })
		})
		if err != nil {
			x.discard()
			x.answer(x.problemOf(err))
		}
	}}, nil
}

// Verified is what came of verifying a report.
type Verified struct {
	Sound       bool         `json:"sound" example:"true"`
	HashHolds   bool         `json:"hash_holds" example:"true" doc:"The stored hash is that of the stored figures."`
	Differences []Difference `json:"differences,omitempty" doc:"Figures that would be computed otherwise today."`
}

// Difference is one figure that is now another one.
type Difference struct {
	Path string `json:"path" example:"overall.live"`
	Was  string `json:"was,omitempty" example:"12"`
	Is   string `json:"is,omitempty" example:"13"`
}

type verifyReportInput struct {
	Call
	PlanPath
	Report string `path:"report" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the report."`
}

func verifyReport(x *exchange, in *verifyReportInput) (*answerOf[Verified], error) {
	frozen, _, err := x.report(in.Report)
	if err != nil {
		return nil, err
	}
	out := new(answerOf[Verified])
	err = x.heavily(func() error {
		found, err := reports.Verify(x.context(), x.server.Store, frozen)
		out.Body = Verified{
			Sound: found.Sound(), HashHolds: found.HashHolds,
			Differences: listOf(found.Differences, func(d *reports.Difference) Difference { return Difference(*d) }),
		}
		return err
	})
	return out, err
}

// NewReport says which report to publish.
type NewReport struct {
	Period    string          `json:"period" pattern:"^[0-9]{4}-Q[1-4]$" example:"2026-Q3"`
	Cutoff    *time.Time      `json:"cutoff,omitempty" doc:"Without it: the default one of the plan."`
	Audience  access.Audience `json:"audience,omitempty" enum:"public,endorsers,conveners" example:"public" doc:"Without it: public."`
	ErratumOf string          `json:"erratum_of,omitempty" format:"uuid" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"The published report that it mends."`
	Note      string          `json:"note,omitempty" maxLength:"4000" example:"C-8 was counted as completed." doc:"Of an erratum: what changed."`
}

type publishInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewReport
}

type publishOutput struct {
	Location string `header:"Location"`
	Body     Report
}

func publishReport(x *exchange, in *publishInput) (*publishOutput, error) {
	if err := x.mayManage(); err != nil {
		return nil, err
	}
	frozen, err := x.freeze(in.Body)
	if err != nil {
		return nil, err
	}
	outcome, err := x.do(in.WriteHeaders, commitments.PublishReport{Plan: x.plan.Slug, Report: frozen})
	if err != nil {
		return nil, err
	}
	_, report, err := x.report(outcome.Subject)
	if err != nil {
		return nil, err
	}
	report.MendedBy = "" // by now, perhaps; not when it was published
	return &publishOutput{"/v1/plans/" + x.plan.Slug + "/reports/" + outcome.Subject, report}, nil
}

// freeze computes what is to be published.
func (x *exchange) freeze(asked NewReport) (commitments.Report, error) {
	arguments, err := x.arguments(asked.Period, asked.Audience, asked.Cutoff)
	if err != nil {
		return commitments.Report{}, err
	}
	var document *reports.Document
	err = x.heavily(func() error {
		document, _, err = x.draw(arguments)
		return err
	})
	if err != nil {
		return commitments.Report{}, err
	}
	if asked.ErratumOf == "" {
		return reports.Freeze(document), nil
	}
	earlier, _, err := x.report(asked.ErratumOf)
	if err != nil {
		return commitments.Report{}, err
	}
	frozen, _, err := reports.Erratum(earlier, document)
	frozen.Note = asked.Note
	return frozen, err
}

func (x *exchange) arguments(period string, audience access.Audience, cutoff *time.Time) (reports.Arguments, error) {
	quarter, err := civil.ParseQuarter(period)
	if err != nil {
		return reports.Arguments{}, problem.New(problem.Invalid, "figures.period_unknown", "period", period).At("period")
	}
	arguments := reports.Arguments{Plan: x.plan.Slug, Period: quarter, Audience: audience}
	if audience == "" {
		arguments.Audience = access.ToPublic
	}
	if cutoff != nil {
		arguments.Cutoff = *cutoff
	}
	return arguments, nil
}
