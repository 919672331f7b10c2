package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/config"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// tracing sends a span for each request to a collector, by OTLP over HTTP.
type tracing struct{ provider *sdk.TracerProvider }

// newTracing sends to a collector at its base address, as OTEL_EXPORTER_OTLP_ENDPOINT has it.
func newTracing(ctx context.Context, endpoint string, log *slog.Logger) (*tracing, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("--tracing: %q is not an http or https address", endpoint)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(u.JoinPath("v1", "traces").String()))
	if err != nil {
		return nil, fmt.Errorf("--tracing: %w", err)
	}
	return &tracing{sdk.NewTracerProvider(
		sdk.WithBatcher(discreet{exporter, log}),
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "accord-api"), attribute.String("service.version", config.Version()),
		)),
	)}, nil
}

// around makes every request a span. Whoever asks cannot choose what is traced: their own trace is only linked.
func (t *tracing) around(next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, "request", otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithPropagators(propagation.TraceContext{}), otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }),
		otelhttp.WithSpanNameFormatter(func(string, *http.Request) string { return "request" }))
}

// observe names the span of a request once it is known which operation answered it.
func (t *tracing) observe(ctx context.Context, o api.Observed) {
	span := trace.SpanFromContext(ctx)
	if o.Route == "" {
		return
	}
	span.SetName(o.Method + " " + o.Route)
	span.SetAttributes(attribute.String("http.route", o.Route), attribute.String("accord.operation", o.Operation))
}

// stop sends what is left, for a few seconds at most.
func (t *tracing) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // a collector that is away is no reason not to stop
}

// discreet lets only those attributes out of the house that say nothing of people: no addresses of clients, no paths with
// what somebody typed or with a secret in them, no programs that somebody uses.
type discreet struct {
	sdk.SpanExporter
	log *slog.Logger
}

// ExportSpans is sdk.SpanExporter's. A collector that is away is noted and no trouble to anybody.
func (d discreet) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	plain := make([]sdk.ReadOnlySpan, len(spans))
	for i, span := range spans {
		plain[i] = discreetSpan{span}
	}
	if err := d.SpanExporter.ExportSpans(ctx, plain); err != nil {
		d.log.Warn("traces were not taken", "spans", len(spans), "error", err)
	}
	return nil
}

type discreetSpan struct{ sdk.ReadOnlySpan }

// Attributes are those that are named here.
func (s discreetSpan) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool {
		switch string(a.Key) {
		case "http.route", "http.request.method", "http.response.status_code", "http.response.body.size", "url.scheme",
			"network.protocol.version", "accord.operation":
			return false
		}
		return true
	})
}

// Events are left out: they carry texts of errors.
func (discreetSpan) Events() []sdk.Event { return nil }

// Links are those to traces of clients, without what they say of themselves.
func (s discreetSpan) Links() []sdk.Link {
	links := slices.Clone(s.ReadOnlySpan.Links())
	for i := range links {
		links[i].Attributes = nil
		links[i].SpanContext = links[i].SpanContext.WithTraceState(trace.TraceState{})
	}
	return links
}

// Status keeps the code and leaves out the words.
func (s discreetSpan) Status() sdk.Status { return sdk.Status{Code: s.ReadOnlySpan.Status().Code} }
