package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics says: of requests as they are answered, of the database whenever somebody asks.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(h *house) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "accord_http_requests_total", Help: "Requests that were answered, by route.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "accord_http_request_seconds", Help: "How long requests took, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"method", "route"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "accord_build_info", Help: "The version of the program; always 1.", ConstLabels: prometheus.Labels{"version": config.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, build, newStoreMetrics(h), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts a request under its route, never under what somebody typed.
func (m *metrics) observe(o api.Observed) {
	route := o.Route
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(o.Method, route, strconv.Itoa(o.Status)).Inc()
	m.seconds.WithLabelValues(o.Method, route).Observe(o.Took.Seconds())
}

// serve answers /metrics at an address of its own until the context is done.
func (m *metrics) serve(ctx context.Context, address string, log *slog.Logger) (stop func(), err error) {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for --metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second}))
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	log.Info("metrics", "address", listener.Addr().String())
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

// storeMetrics asks the database when somebody asks for metrics.
type storeMetrics struct {
	house    *house
	up       *prometheus.Desc
	position *prometheus.Desc
	queued   *prometheus.Desc
	oldest   *prometheus.Desc
	hooks    *prometheus.Desc
}

func newStoreMetrics(h *house) *storeMetrics {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &storeMetrics{
		house:    h,
		up:       describe("accord_database_up", "1 if the database answers."),
		position: describe("accord_journal_position", "The last position of a plan's journal.", "plan"),
		queued:   describe("accord_webhook_deliveries", "Messages to webhooks that have not arrived.", "plan", "state"),
		oldest:   describe("accord_webhook_oldest_seconds", "How long the oldest message that is still tried has waited.", "plan"),
		hooks:    describe("accord_webhooks", "Webhooks.", "plan", "state"),
	}
}

// Describe is prometheus.Collector's.
func (s *storeMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.up, s.position, s.queued, s.oldest, s.hooks} {
		out <- d
	}
}

// Collect is prometheus.Collector's. What the database does not say is left out, and accord_database_up is 0.
func (s *storeMetrics) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	up := 1.0
	if err := s.collect(ctx, out); err != nil {
		up = 0
	}
	out <- prometheus.MustNewConstMetric(s.up, prometheus.GaugeValue, up)
}

func (s *storeMetrics) collect(ctx context.Context, out chan<- prometheus.Metric) error {
	if err := s.house.store.Ping(ctx); err != nil {
		return err
	}
	plans, err := s.house.store.Plans(ctx)
	if err != nil {
		return err
	}
	for _, plan := range plans {
		head, err := s.house.store.Head(ctx, plan.ID)
		if err != nil {
			return err
		}
		backlogs, err := s.house.store.Backlogs(ctx, plan.ID)
		if err != nil {
			return err
		}
		hooks, err := s.house.store.WebhooksOf(ctx, plan.ID)
		if err != nil {
			return err
		}
		gauge := func(d *prometheus.Desc, value float64, labels ...string) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, append([]string{plan.Slug}, labels...)...)
		}
		gauge(s.position, float64(head.Position))
		var waiting, dead, ended int
		var oldest time.Duration
		for _, b := range backlogs {
			waiting, dead = waiting+b.Waiting, dead+b.Dead
			if !b.Oldest.IsZero() {
				oldest = max(oldest, s.house.now().Sub(b.Oldest))
			}
		}
		for i := range hooks {
			if hooks[i].Ended() {
				ended++
			}
		}
		gauge(s.queued, float64(waiting), "waiting")
		gauge(s.queued, float64(dead), "dead")
		gauge(s.oldest, oldest.Seconds())
		gauge(s.hooks, float64(len(hooks)-ended), "active")
		gauge(s.hooks, float64(ended), "ended")
	}
	return nil
}
