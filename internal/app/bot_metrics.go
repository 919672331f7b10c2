package app

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// queueMetrics are what /metrics of bin/bot says of the queue: of what workers finish as they do, of what waits whenever
// somebody asks.
type queueMetrics struct {
	house   *house
	done    *prometheus.CounterVec
	waited  *prometheus.HistogramVec
	took    *prometheus.HistogramVec
	up      *prometheus.Desc
	waiting *prometheus.Desc
	oldest  *prometheus.Desc
	given   *prometheus.Desc
}

func newQueueMetrics(b *botHouse) *queueMetrics {
	buckets := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	m := &queueMetrics{
		house: b.house,
		done: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "accord_queue_total", Help: "What was handled or sent, by what came of it.",
		}, []string{"platform", "side", "outcome"}),
		waited: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "accord_queue_wait_seconds", Help: "How long it had waited when it was taken up.", Buckets: buckets,
		}, []string{"platform", "side"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "accord_queue_work_seconds", Help: "How long handling or sending took.", Buckets: buckets,
		}, []string{"platform", "side"}),
		up:      describe("accord_database_up", "1 if the database answers."),
		waiting: describe("accord_queue_waiting", "Rows that wait.", "platform", "side"),
		oldest:  describe("accord_queue_late_seconds", "How long the first that could be taken up has waited.", "platform", "side"),
		given:   describe("accord_queue_given_up", "Rows that were given up and are still kept.", "platform", "side"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "accord_build_info", Help: "The version of the program; always 1.", ConstLabels: prometheus.Labels{"version": config.Version()},
	})
	build.Set(1)
	b.registry.MustRegister(m.done, m.waited, m.took, m, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *queueMetrics) note(n queue.Noted) {
	labels := []string{n.Platform, side(n.Inbox)}
	m.done.WithLabelValues(append(labels, string(n.Outcome))...).Inc()
	m.waited.WithLabelValues(labels...).Observe(max(n.Waited, 0).Seconds())
	m.took.WithLabelValues(labels...).Observe(max(n.Took, 0).Seconds())
}

// Describe is prometheus.Collector's.
func (m *queueMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.up, m.waiting, m.oldest, m.given} {
		out <- d
	}
}

// Collect is prometheus.Collector's. What the database does not say is left out, and accord_database_up is 0.
func (m *queueMetrics) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	waiting, err := m.house.store.Waiting(ctx)
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if err != nil {
		gauge(m.up, 0)
		return
	}
	gauge(m.up, 1)
	for _, b := range waiting {
		late := time.Duration(0)
		if !b.Due.IsZero() {
			late = max(late, m.house.now().Sub(b.Due))
		}
		gauge(m.waiting, float64(b.Waiting), b.Platform, side(b.Inbox))
		gauge(m.oldest, late.Seconds(), b.Platform, side(b.Inbox))
		gauge(m.given, float64(b.GivenUp), b.Platform, side(b.Inbox))
	}
}
