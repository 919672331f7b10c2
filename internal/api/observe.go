package api

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// Observed is one request as metrics and traces may know it: nothing personal, and no more different values than there
// are operations.
type Observed struct {
	Method    string // "other" for what no operation has
	Route     string // pattern, "/v1/plans/{plan}"; empty: none
	Operation string // id; empty: none
	Status    int
	Took      time.Duration
}

// observe tells whoever wants to know of a request that was answered.
func (s *Server) observe(ctx context.Context, x *exchange, took time.Duration) {
	if s.Observe == nil {
		return
	}
	_, route, _ := strings.Cut(x.request.Pattern, " ")
	s.Observe(ctx, Observed{method(x.request.Method), route, x.operation, x.status, took})
}

// handler is what answers requests: the server, with what was put around it.
func (s *Server) handler() http.Handler {
	if s.Around == nil {
		return s
	}
	return s.Around(s)
}
