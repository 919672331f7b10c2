package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/danielgtaylor/huma/v2"
)

// Problem is what an operation answers when it cannot do what was asked (RFC 9457). It never says what the program or
// the database stumbled over: that is in the log, under the request's id.
type Problem struct {
	Type      string      `json:"type" format:"uri-reference" example:"/docs#problem-invalid" doc:"What sort of problem it is. It is stable: programs compare it."`
	Title     string      `json:"title" example:"This makes no sense as it stands" doc:"The sort of problem in words, in the language of Accept-Language."`
	Status    int         `json:"status" minimum:"400" maximum:"599" example:"422" doc:"The HTTP status."`
	Detail    string      `json:"detail,omitempty" example:"60 percent means mostly done, not planned. Give one of the two, or both so that they agree." doc:"What was wrong, in words."`
	Code      string      `json:"code" example:"percent.contradicts" doc:"The key of the sentence in detail."`
	RequestID string      `json:"request_id" example:"6c5a3f0e-8f0b-4b60-9a53-7a9f6f2f3a11" doc:"The id of the request, also in X-Request-Id. Name it when you report a fault."`
	Errors    []Fault     `json:"errors,omitempty" doc:"Every value at fault, with its place."`
	Current   *Commitment `json:"current,omitempty" doc:"With 412: the commitment as it is now."`
}

// Fault is one value at fault.
type Fault struct {
	Location string `json:"location" example:"body.percent" doc:"Where it stands: body.percent, query.limit, path.commitment, header.If-Match."`
	Code     string `json:"code" example:"percent.contradicts" doc:"The key of the sentence in message."`
	Message  string `json:"message" example:"60 percent means mostly done, not planned. Give one of the two, or both so that they agree."`
}

// sorts are all types of problems.
var sorts = [...]string{
	"invalid", "unauthenticated", "refused", "not_found", "conflict", "exhausted", "precondition_failed",
	"precondition_required", "method_not_allowed", "too_large", "unsupported_media_type", "too_many_requests",
	"not_acceptable", "timeout", "internal", "unavailable",
}

func (p *Problem) Error() string  { return p.Code + ": " + p.Detail }
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is asked by huma.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// trouble makes a problem of the sort, with the sentence of the key.
func (x *exchange) trouble(status int, sort, key string, args ...any) *Problem {
	return x.sorted(status, sort, key, x.printer.Sentence(key, args...))
}

func (x *exchange) sorted(status int, sort, code, detail string) *Problem {
	return &Problem{
		Type: "/docs#problem-" + sort, Title: x.printer.Sentence("api.problem." + sort), Status: status,
		Detail: detail, Code: code, RequestID: x.id,
	}
}

// answer sends a problem from where huma does not write.
func (x *exchange) answer(p *Problem) {
	x.Header().Set("Content-Type", problemType)
	x.headersOf(p)
	x.WriteHeader(p.Status)
	if err := json.NewEncoder(x).Encode(p); err != nil {
		panic("api: a problem has no JSON: " + err.Error()) // cannot be
	}
}

func (x *exchange) headersOf(p *Problem) {
	switch p.Status {
	case http.StatusUnauthorized:
		x.Header().Set("WWW-Authenticate", `Bearer realm="accord"`)
	case http.StatusServiceUnavailable:
		x.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
}

// retryAfter is how many seconds a client waits for a database that does not answer.
const retryAfter = 2

// problemOf says an error to whoever asked. What nobody can explain is logged, and answered with the request's id.
func (x *exchange) problemOf(err error) *Problem {
	if own, ok := errors.AsType[*Problem](err); ok {
		x.headersOf(own)
		return own
	}
	p := x.meant(err)
	x.headersOf(p)
	return p
}

func (x *exchange) meant(err error) *Problem {
	if refused, ok := problem.Of(err); ok {
		return x.refusal(refused)
	}
	switch meaning := x.server.Meaning(err); {
	case errors.Is(err, context.Canceled):
		return x.trouble(http.StatusServiceUnavailable, "unavailable", "api.unavailable")
	case errors.Is(err, context.DeadlineExceeded):
		return x.trouble(http.StatusServiceUnavailable, "timeout", "api.timeout")
	case meaning == Unavailable:
		x.server.Log.Warn("unavailable", "request", x.id, "operation", x.operation, "error", err)
		return x.trouble(http.StatusServiceUnavailable, "unavailable", "api.unavailable")
	case meaning == BadCursor:
		return x.at("query.cursor", x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_cursor"))
	case meaning == BadText:
		return x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_text")
	case errors.Is(err, commitments.ErrNotFound):
		return x.trouble(http.StatusNotFound, "not_found", "api.not_found")
	case errors.Is(err, commitments.ErrConflict):
		return x.trouble(http.StatusConflict, "conflict", "api.conflict")
	}
	x.server.Log.Error("fault", "request", x.id, "operation", x.operation, "error", err)
	return x.trouble(http.StatusInternalServerError, "internal", "api.internal", "request", x.id)
}

// refusal is a problem of the middle as this API says it.
func (x *exchange) refusal(refused problem.Problem) *Problem {
	status, sort := statusOf(refused)
	if status == http.StatusForbidden && x.token.ID == [16]byte{} {
		status, sort = http.StatusUnauthorized, "unauthenticated"
	}
	p := x.sorted(status, sort, refused.Key, x.printer.Problem(refused))
	if refused.Field != "" {
		p.Errors = []Fault{{Location: x.place(refused.Field), Code: p.Code, Message: p.Detail}}
	}
	return p
}

func statusOf(refused problem.Problem) (status int, sort string) {
	switch refused.Kind {
	case problem.Refused:
		return http.StatusForbidden, "refused"
	case problem.NotFound:
		return http.StatusNotFound, "not_found"
	case problem.Conflict:
		if refused.Key == "cause.used" {
			return http.StatusUnprocessableEntity, "invalid"
		}
		return http.StatusConflict, "conflict"
	case problem.Exhausted:
		return http.StatusUnprocessableEntity, "exhausted"
	default:
		return http.StatusUnprocessableEntity, "invalid"
	}
}

// place of a field that the middle names: in the path if it is there, else in the body, or the query of what only reads.
func (x *exchange) place(field string) string {
	if x.request.PathValue(field) != "" {
		return "path." + field
	}
	if field == "version" {
		return "header.If-Match"
	}
	if x.reads() {
		return "query." + field
	}
	return "body." + field
}

func (x *exchange) at(location string, p *Problem) *Problem {
	p.Errors = []Fault{{Location: location, Code: p.Code, Message: p.Detail}}
	return p
}

// ourProblem makes a problem of what huma finds wrong with a request. It is a huma.Transformer.
func ourProblem(ctx huma.Context, _ string, v any) (any, error) {
	found, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	x := exchangeOf(ctx)
	x.Header().Set("Content-Type", problemType)
	p := x.unsound(found)
	x.headersOf(p)
	x.status = p.Status
	return p, nil
}

func (x *exchange) unsound(found *huma.ErrorModel) *Problem {
	switch found.Status {
	case http.StatusRequestEntityTooLarge:
		return x.trouble(found.Status, "too_large", "api.too_large")
	case http.StatusUnsupportedMediaType:
		return x.trouble(found.Status, "unsupported_media_type", "api.unsupported_media_type")
	case http.StatusRequestTimeout:
		return x.trouble(found.Status, "timeout", "api.body_timeout")
	case http.StatusNotAcceptable:
		return x.trouble(found.Status, "not_acceptable", "api.not_acceptable")
	case http.StatusInternalServerError:
		// The only one that huma makes itself: the client stopped sending its body.
		return x.trouble(http.StatusBadRequest, "invalid", "api.body_cut")
	}
	if len(found.Errors) == 0 {
		return x.trouble(http.StatusBadRequest, "invalid", "api.no_body")
	}
	if found.Status == http.StatusBadRequest {
		return x.at("body", x.trouble(found.Status, "invalid", "api.not_json"))
	}
	p := x.trouble(http.StatusUnprocessableEntity, "invalid", "api.unsound")
	for i, detail := range found.Errors {
		if i == mostFaults {
			break
		}
		key, args := explained(detail.Message)
		p.Errors = append(p.Errors, Fault{
			Location: cut(detail.Location), Code: key, Message: x.printer.Sentence(key, args...),
		})
	}
	return p
}

// mostFaults are told: enough for a form, and few enough for whoever sends nonsense.
const mostFaults = 50

func cut(location string) string {
	const most = 200
	if location = strings.ToValidUTF8(location, "�"); len(location) > most {
		return strings.ToValidUTF8(location[:most], "") + "…"
	}
	return location
}
