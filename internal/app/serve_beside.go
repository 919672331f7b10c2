package app

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/webhooks"
)

// besideSettings are those of what runs beside the API: webhooks, metrics, traces.
type besideSettings struct {
	PublicURL    string        `name:"public-url" help:"How this server is called from outside. Links in feeds and calendars are whole with it." placeholder:"URL" env:"ACCORD_PUBLIC_URL"`
	Webhooks     bool          `help:"Post entries to webhooks." default:"true" negatable:"" env:"ACCORD_WEBHOOKS"`
	WebhookAllow []string      `help:"Private networks that webhooks may be in." placeholder:"NETWORK" env:"ACCORD_WEBHOOK_ALLOW"`
	WebhookHTTP  bool          `name:"webhook-http" help:"Let webhooks have http addresses." env:"ACCORD_WEBHOOK_HTTP"`
	WebhookTime  time.Duration `name:"webhook-timeout" help:"How long the receiver of a webhook has to answer." default:"15s" env:"ACCORD_WEBHOOK_TIMEOUT"`
	Metrics      string        `help:"Where to serve /metrics for Prometheus. Without it nowhere." placeholder:"ADDRESS" env:"ACCORD_METRICS"`
	Tracing      string        `help:"Collector to send traces to (OTLP over HTTP). Without it none are made." placeholder:"URL" env:"ACCORD_TRACING,OTEL_EXPORTER_OTLP_ENDPOINT"`
}

func (s besideSettings) addTo(o *api.Options) error {
	o.Webhooks = webhooks.Options{Plain: s.WebhookHTTP, Timeout: s.WebhookTime}
	var err error
	if o.Webhooks.Allowed, err = networks("--webhook-allow", s.WebhookAllow); err != nil {
		return err
	}
	o.PublicURL = strings.TrimRight(s.PublicURL, "/")
	if u, err := url.Parse(o.PublicURL); err != nil || (s.PublicURL != "" && (u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"))) {
		return fmt.Errorf("--public-url: %q is not an http or https address", s.PublicURL)
	}
	return nil
}

// beside is what runs beside the API, and what it wants to be told.
type beside struct {
	observers []func(context.Context, api.Observed)
	around    func(http.Handler) http.Handler
	stops     []func()
}

// start begins all that is asked for. What it returns is to be stopped, also after an error.
func (s besideSettings) start(ctx context.Context, h *house, options webhooks.Options, log *slog.Logger) (*beside, error) {
	b := &beside{}
	if s.Metrics != "" {
		m := newMetrics(h)
		stop, err := m.serve(ctx, s.Metrics, log)
		if err != nil {
			return b, err
		}
		b.stops = append(b.stops, stop)
		b.observers = append(b.observers, func(_ context.Context, o api.Observed) { m.observe(o) })
	}
	if s.Tracing != "" {
		t, err := newTracing(ctx, s.Tracing, log)
		if err != nil {
			return b, err
		}
		b.around, b.stops = t.around, append(b.stops, t.stop)
		b.observers = append(b.observers, t.observe)
	}
	if s.Webhooks {
		b.stops = append(b.stops, deliverWebhooks(ctx, h, options, log))
	}
	return b, nil
}

// deliverWebhooks begins to deliver. The function it returns waits until what is being sent has ended.
func deliverWebhooks(ctx context.Context, h *house, options webhooks.Options, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	worker := webhooks.New(webhooks.Parts{
		Store: h.store, Shape: api.MessageShape, Now: h.now, Chance: rand.Float64, Log: log, Agent: "Accord/" + config.Version(),
	}, options)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		worker.Run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

func (b *beside) observe(ctx context.Context, o api.Observed) {
	for _, observer := range b.observers {
		observer(ctx, o)
	}
}

func (b *beside) stop() {
	for _, stop := range slices.Backward(b.stops) {
		stop()
	}
}
