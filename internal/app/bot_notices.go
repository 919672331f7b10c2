package app

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
)

// noticesSettings are those of what people are told unasked.
type noticesSettings struct {
	Notices string        `help:"Whether people are reminded: ${enum}. With log it is only logged who would be told of what." enum:"on,log,off" default:"on" env:"ACCORD_NOTICES"`
	Every   time.Duration `name:"notices-every" help:"How often it is looked whether something is due." default:"30s" env:"ACCORD_NOTICES_EVERY"`
}

// The values of noticesSettings.Notices.
const (
	noticesOff = "off"
	noticesLog = "log"
)

// platforms are those on which people can be written to without their asking, the one that is used first for those who
// have several first.
func (s *botSettings) platforms() []people.Platform {
	var all []people.Platform
	for _, one := range []struct {
		platform   people.Platform
		configured bool
	}{
		{people.Slack, s.Slack.configured()},
		{people.Matrix, s.Matrix.Homeserver != ""},
		{notices.Mail, s.Mail.configured()},
	} {
		if one.configured {
			all = append(all, one.platform)
		}
	}
	return all
}

// storeForNotices is the store, or with the setting log one on which nothing is written.
func (b *botHouse) storeForNotices() notices.Whole {
	if b.settings.Notices.Notices != noticesLog {
		return b.store
	}
	return notices.NewDry(b.store, func(s queue.Sending) {
		b.log.Info("would be sent", "key", s.Key, "platform", s.Platform)
	})
}

// noticeSources know the kinds of notices that rules of time do not cover.
func (b *botHouse) noticeSources() []notices.Source {
	return []notices.Source{b.follows, notices.NewEvents(b.unasked)}
}

// noticeParts remind people, where there is a platform to do it on.
func noticeParts(_ context.Context, b *botHouse) ([]part, error) {
	set := b.settings.Notices
	platforms := b.settings.platforms()
	if set.Notices == noticesOff || len(platforms) == 0 {
		return nil, nil
	}
	if set.Every < time.Second || set.Every > time.Hour {
		return nil, saidError{fmt.Errorf("notices every %v", set.Every), b.printer.Sentence("notices.bad_every")}
	}
	options := notices.Options{
		Home: notices.Home{Zone: time.UTC, Platforms: platforms, Plan: b.common.Plan}, Now: b.now,
	}
	if set.Notices == noticesLog {
		options.Show = b.logNotice
	}
	ticker := notices.New(notices.Parts{Store: b.unasked, Catalogue: b.catalogue, Sources: b.noticeSources()}, options)
	r := &reminding{botHouse: b, ticker: ticker, holder: uuid.NewString(), metrics: newNoticeMetrics(b.registry)}
	return []part{{name: "notices", run: r.run}}, nil
}

// logNotice logs who would be told of what: ids, and none of the text.
func (b *botHouse) logNotice(p *notices.Person, d *notices.Decision, _ reply.Reply) {
	var about []string
	for i := range d.Lines {
		if l := &d.Lines[i]; l.Silent == "" {
			about = append(about, string(l.Notice.Kind)+" "+l.Item.Ref)
		}
	}
	b.log.Info("would be sent", "key", d.Key, "member", p.Key, "platform", p.Channel.Platform, "language", p.Language, "lines", about)
}

// reminding ticks. One program at a time does, by a lease, to spare the others the work; if two did, the same would be
// sent as if one had (U-14).
type reminding struct {
	*botHouse
	ticker  *notices.Ticker
	holder  string
	metrics *noticeMetrics
}

// noticesLease is the name of the lease; it lasts for some ticks, so that a program that has died is soon replaced.
const noticesLease = "notices"

func (r *reminding) run(ctx context.Context) error {
	defer func() {
		_ = r.store.ReleaseLease(context.WithoutCancel(ctx), noticesLease, r.holder) // it runs out by itself
	}()
	timer := time.NewTicker(r.settings.Notices.Every)
	defer timer.Stop()
	for {
		if err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("reminders wait", "error", err)
			r.metrics.failures.Inc()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
	}
}

func (r *reminding) once(ctx context.Context) error {
	now := r.now()
	held, err := r.store.HoldLease(ctx, noticesLease, r.holder, now, now.Add(4*r.settings.Notices.Every))
	if err != nil || !held {
		return err
	}
	counts, err := r.ticker.Tick(ctx)
	r.metrics.note(counts)
	if counts.Sent > 0 && r.settings.Notices.Notices != noticesLog {
		r.log.Info("reminded", "messages", counts.Sent, "silent", counts.Silent, "later", counts.Later)
	}
	return err
}

// noticeMetrics are what /metrics says of reminders.
type noticeMetrics struct {
	decided  *prometheus.CounterVec
	failures prometheus.Counter
}

func newNoticeMetrics(registry *prometheus.Registry) *noticeMetrics {
	m := &noticeMetrics{
		decided: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "accord_notices_total",
			Help: "What became of notices: messages sent, notices silent or put off, and messages kept back by the ceiling of one a person and day.",
		}, []string{"outcome"}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "accord_notices_failures_total", Help: "Ticks that ended in an error.",
		}),
	}
	registry.MustRegister(m.decided, m.failures)
	return m
}

func (m *noticeMetrics) note(c notices.Counts) {
	for outcome, n := range map[string]int{"sent": c.Sent, "silent": c.Silent, "later": c.Later, "ceiling": c.Ceiling} {
		m.decided.WithLabelValues(outcome).Add(float64(n))
	}
}
