package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// document begins the OpenAPI document, and huma with it.
func (s *Server) document() {
	config := huma.DefaultConfig("Accord", s.version())
	config.CreateHooks = nil // no $schema fields, no links to schemas
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{"application/json": compactJSON(), "json": compactJSON()}
	config.DefaultFormat = "application/json"
	config.Transformers = []huma.Transformer{ourProblem}
	config.Info.Description = about
	config.Info.License = &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"}
	config.Info.Contact = &huma.Contact{Name: "Accord", URL: "https://github.com/accord-tracker/accord"}
	config.Servers = []*huma.Server{{URL: "/", Description: "This server"}}
	config.Tags = tags()
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", BearerFormat: "acc_…", Description: "A token made by `bin/api token create` or `POST /v1/plans/{plan}/tokens`."},
	}
	s.api = humago.New(s.mux, config)
	s.api.UseMiddleware(s.enter)
}

func (s *Server) version() string {
	if s.Version == "" {
		return "devel"
	}
	return s.Version
}

const about = `Accord tracks the commitments that organisations make under a published plan of action.

Public data is read without a token. Everything else needs one: ` + "`Authorization: Bearer acc_…`" + `.
Dates are plain (2027-03-31), instants are RFC 3339 in UTC; what is empty is left out.
Lists come in pages: follow ` + "`Link: <…>; rel=\"next\"`" + `, or pass ` + "`next`" + ` as ` + "`cursor`" + `.
Every write takes an ` + "`Idempotency-Key`" + `: the same key and body get the same answer and act once.
Changes of a commitment need ` + "`If-Match`" + ` with its version, as ` + "`ETag`" + ` gives it (or ` + "`*`" + ` for any).
What goes wrong is a problem (RFC 9457) in the language of ` + "`Accept-Language`" + `: en, fr, es or ar.`

func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: "plans", Description: "Plans, their themes and steps."},
		{Name: "organisations", Description: "Organisations, endorsements, and their people."},
		{Name: "commitments", Description: "What organisations have promised, and how it goes."},
		{Name: "journal", Description: "Every entry ever recorded, and the chain of digests through them."},
		{Name: "calendar", Description: "The shared calendar of a plan."},
		{Name: "reports", Description: "Quarterly reports, figures, and the matrix of who does what."},
		{Name: "data", Description: "Export and import of everything about a plan."},
		{Name: "access", Description: "Who one is, and tokens."},
		{Name: "operation", Description: "Whether the server lives and can do its work."},
	}
}

// compactJSON writes without spaces and reads one value and nothing behind it.
func compactJSON() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			encoder := json.NewEncoder(w)
			encoder.SetEscapeHTML(false)
			return encoder.Encode(v)
		},
		Unmarshal: json.Unmarshal,
	}
}

// operation is one line of the document: what huma cannot know from the types.
type operation struct {
	method, path string
	id           string // also in logs
	tag          string
	summary      string
	description  string
	// scope that a token needs; empty: public.
	scope people.Scope
	// actions that the permission table is asked; any of them will do.
	actions []access.Action
	status  int   // of success; 0: 200, or 204 without a body
	fails   []int // statuses of problems, besides those that every operation has
	maxBody int64
	body    *huma.RequestBody // where it is not JSON
	answers map[string]*huma.MediaType
}

// actionsOf is where an operation says what the permission table is asked.
const actionsOf = "actions"

// asks is what an operation's input knows: its exchange.
type asks[I any] interface {
	*I
	exchange() *exchange
}

// add makes an operation of a function. What the function returns as an error becomes a problem.
func add[I, O any, P asks[I]](s *Server, o operation, do func(*exchange, *I) (*O, error)) {
	op := s.described(o)
	huma.Register(s.api, op, func(_ context.Context, in *I) (*O, error) {
		x := P(in).exchange()
		if err := x.sound(in); err != nil {
			return nil, x.problemOf(err)
		}
		out, err := do(x, in)
		if err != nil {
			return nil, x.problemOf(err)
		}
		return out, nil
	})
	if o.body != nil {
		// Only now, so that huma describes the body and leaves it to the operation to read.
		s.api.OpenAPI().Paths[o.path].Post.RequestBody = o.body
	}
}

func (s *Server) described(o operation) huma.Operation {
	op := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Tags: []string{o.tag}, Summary: o.summary,
		Description: o.description, DefaultStatus: o.status, MaxBodyBytes: maxBody + 1,
		BodyReadTimeout: s.options.Timeout,
		Metadata:        map[string]any{scopeOf: o.scope, actionsOf: o.actions},
		Responses:       map[string]*huma.Response{},
	}
	if op.Description == "" {
		op.Description = o.summary + "."
	}
	if o.maxBody > 0 {
		op.MaxBodyBytes = o.maxBody + 1
	}
	if o.answers != nil {
		op.Responses["200"] = &huma.Response{Description: "OK", Content: o.answers}
	}
	if o.method == http.MethodGet {
		op.Responses["304"] = &huma.Response{Description: http.StatusText(http.StatusNotModified)}
	}
	for _, status := range s.failures(o) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Ref: s.problemResponse(status)}
	}
	op.Security = []map[string][]string{{"token": {}}}
	if o.scope == "" {
		op.Security = append([]map[string][]string{{}}, op.Security...)
	}
	return op
}

// failures are the statuses of problems that an operation may answer with.
func (s *Server) failures(o operation) []int {
	all := append([]int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}, o.fails...)
	if o.method != http.MethodGet && o.method != http.MethodDelete {
		all = append(all, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if o.method != http.MethodGet {
		all = append(all, http.StatusConflict)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// problemResponse is where the document describes the problems with a status, once for all operations.
func (s *Server) problemResponse(status int) string {
	components := s.api.OpenAPI().Components
	if components.Responses == nil {
		components.Responses = map[string]*huma.Response{}
	}
	name := "Problem" + strconv.Itoa(status)
	components.Responses[name] = &huma.Response{
		Description: http.StatusText(status),
		Content: map[string]*huma.MediaType{problemType: {
			Schema: components.Schemas.Schema(typeOf[Problem](), true, "Problem"), Example: problemExample(status),
		}},
	}
	return "#/components/responses/" + name
}

// served is the document in both its forms, made once.
type served struct{ json, yaml []byte }

func (s *Server) serveDocument() error {
	document, err := s.api.OpenAPI().MarshalJSON()
	yaml, yamlErr := s.api.OpenAPI().YAML()
	if err := errors.Join(err, yamlErr); err != nil {
		return err
	}
	both := served{document, yaml}
	s.page("GET /openapi.json", "application/openapi+json", both.json)
	s.page("GET /openapi.yaml", "application/openapi+yaml", both.yaml)
	return nil
}

// page serves bytes that never change while the program runs.
func (s *Server) page(pattern, contentType string, content []byte) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(content)
	})
}
