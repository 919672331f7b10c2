package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ServeHTTP answers one request. Whatever happens in it, the answer is one of this API: what no operation answers, and
// what panics, becomes a problem too.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := s.Now()
	x := s.exchange(w, r)
	defer func() {
		took := s.Now().Sub(started)
		s.logRequest(r.Context(), x, took)
		s.observe(r.Context(), x, took)
	}()
	defer func() {
		if fault := recover(); fault != nil {
			x.recovered(fault)
		}
	}()
	x.serve(r.Context())
	x.finish()
}

func (s *Server) exchange(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{under: w, server: s, request: r, id: requestID(r), address: s.addressOf(r)}
	x.language = r.Header.Get("Accept-Language")
	x.printer = s.Catalogue.Printer(x.language)
	h := w.Header()
	h.Set("X-Request-ID", x.id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept, Accept-Encoding, Accept-Language, Authorization, Origin")
	return x
}

// requestID is that of the client, if it is one, so that one can follow a request through several logs.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-ID"); id != "" && len(id) <= 64 && strings.Trim(id, idLetters) == "" {
		return id
	}
	return uuid.NewString()
}

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

func (x *exchange) serve(ctx context.Context) {
	if !x.withinLimits() || x.cors() {
		return
	}
	if encoding := x.request.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		x.answer(x.trouble(http.StatusUnsupportedMediaType, "unsupported_media_type", "api.unsupported_encoding"))
		return
	}
	x.withDigest()
	x.route(ctx)
}

// route finds the operation. The mux alone would answer in plain text, and redirect what is not clean.
func (x *exchange) route(ctx context.Context) {
	r := x.request
	if cleaned := path.Clean("/" + r.URL.Path); cleaned != r.URL.Path || strings.ContainsRune(r.URL.Path, 0) {
		x.answer(x.trouble(http.StatusNotFound, "not_found", "api.no_such_address"))
		return
	}
	handler, pattern := x.server.mux.Handler(r)
	if pattern != "" {
		ctx, cancel := context.WithTimeout(ctx, 11*x.server.options.Timeout)
		defer cancel()
		x.request = r.WithContext(ctx)
		x.server.mux.ServeHTTP(x, x.request)
		return
	}
	refused := &refusal{header: http.Header{}}
	handler.ServeHTTP(refused, r)
	if refused.status == http.StatusMethodNotAllowed {
		x.Header().Set("Allow", refused.header.Get("Allow"))
		x.answer(x.trouble(http.StatusMethodNotAllowed, "method_not_allowed", "api.method_not_allowed", "methods", refused.header.Get("Allow")))
		return
	}
	x.answer(x.trouble(http.StatusNotFound, "not_found", "api.no_such_address"))
}

// refusal takes what the mux says of a request that it has no handler for.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) Write(p []byte) (int, error) { return len(p), nil }
func (r *refusal) WriteHeader(status int)      { r.status = status }

// recovered answers a panic with a problem that says nothing of it. An answer that has begun is cut.
func (x *exchange) recovered(fault any) {
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(fault)
	}
	x.server.Log.Error("panic", "request", x.id, "operation", x.operation, "kind", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
	if x.streamed {
		panic(http.ErrAbortHandler)
	}
	x.discard()
	x.answer(x.trouble(http.StatusInternalServerError, "internal", "api.internal", "request", x.id))
	x.finish()
}

// logRequest notes a request without anything personal: no address, no token, no search, no text.
func (s *Server) logRequest(ctx context.Context, x *exchange, took time.Duration) {
	operation := x.operation
	if operation == "" {
		operation = "-"
	}
	signed := "-"
	if x.token.Live(s.Now()) {
		signed = x.token.ID.String()
	}
	level := slog.LevelInfo
	if x.status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	s.Log.Log(ctx, level, "request", "request", x.id, "method", method(x.request.Method), "operation", operation,
		"status", x.status, "bytes", x.sent, "took", took.Round(time.Microsecond).String(), "token", signed)
}

// method keeps what a client makes up out of the log.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}
