package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/prometheus/client_golang/prometheus"
)

// botSettings are those of bin/bot serve. Each thing that can be configured has a struct of its own in its own file, and
// one line here.
type botSettings struct {
	Listen string        `help:"Where to answer /healthz, /readyz and /metrics, and what platforms post. Anything but the loopback lets others in." default:"127.0.0.1:8081" placeholder:"ADDRESS" env:"ACCORD_BOT_LISTEN"`
	Grace  time.Duration `help:"How long what runs may go on once the program is told to stop." default:"20s" env:"ACCORD_BOT_GRACE"`

	Slack   slackSettings   `embed:"" prefix:"slack-"`
	Matrix  matrixSettings  `embed:"" prefix:"matrix-"`
	Notices noticesSettings `embed:""`
	Mail    mailSettings    `embed:"" prefix:"smtp-"`
}

// partsOf are what is configured. Each has one line here:
//
//	slackParts, matrixParts, noticeParts, mailParts: func(ctx context.Context, b *botHouse) ([]part, error)
//
// which gives nothing where nothing of its own is configured, and an error with a sentence where that makes no sense.
func partsOf(ctx context.Context, b *botHouse) ([]part, error) {
	var parts []part
	for _, some := range []func(context.Context, *botHouse) ([]part, error){
		slackParts,
		matrixParts,
		noticeParts,
		followParts,
		mailParts,
	} {
		more, err := some(ctx, b)
		if err != nil {
			return nil, err
		}
		parts = append(parts, more...)
	}
	return parts, nil
}

// part is something that runs in bin/bot serve beside others.
type part struct {
	name   string                          // "slack", "matrix", "notices", …: in logs and in what /healthz says
	run    func(ctx context.Context) error // until the context is done, then nil. After an error it is run again a while later
	routes map[string]http.Handler         // what it answers, by the patterns of http.ServeMux: "POST /slack/events"
	well   func() error                    // what /healthz asks besides whether it runs; nil: nothing
}

// botHouse is what the parts stand in: an open house, the queue that all share, and the bot.
type botHouse struct {
	*house
	settings *botSettings
	queue    *queue.Queue     // hand this to adapters as their Store: its workers are woken at once
	talker   *talker          // answers messages
	unasked  notices.Whole    // what is told without having been asked for is kept there
	follows  *notices.Follows // tells those who follow something, and what their digests say
	registry *prometheus.Registry
	log      *slog.Logger
}

type botServeCommand struct {
	botSettings `embed:""`
}

// Run runs everything that is configured until the context is done, which a signal does.
func (c *botServeCommand) Run(ctx context.Context, p Program, cli *botCLI) error {
	debug.SetGCPercent(60) // it waits more than it works, and runs for months beside other things
	var options store.Options
	if c.Slack.configured() {
		options.Reception = slack.GatheredAtOnce
	}
	h, err := openFurnished(ctx, p, cli.Common, options)
	if err != nil {
		return err
	}
	return h.run(func(h *house) error {
		b, err := furnishBot(ctx, h, &c.botSettings, p.logger(cli.Common))
		if err != nil {
			return err
		}
		parts, err := partsOf(ctx, b)
		if err != nil {
			return err
		}
		if len(parts) == 0 {
			return saidError{errors.New("nothing is configured"), h.printer.Sentence("bot.nothing_configured")}
		}
		var listening net.ListenConfig
		listener, err := listening.Listen(ctx, "tcp", c.Listen)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		if _, err := b.store.TakeBack(ctx, b.now()); err != nil {
			return err
		}
		return b.serve(ctx, listener, append(parts, b.keeper()))
	})
}

// furnishBot refuses to go on without the keys that something in the database was sealed with.
func furnishBot(ctx context.Context, h *house, settings *botSettings, log *slog.Logger) (*botHouse, error) {
	box, err := h.box(ctx)
	if err != nil {
		return nil, err
	}
	lacking, err := h.lacking(ctx, box)
	if err != nil {
		return nil, err
	}
	if len(lacking) > 0 {
		return nil, saidError{errors.New("keys are missing"), h.printer.Sentence("bot.keys_missing", "keys", strings.Join(lacking, ", "))}
	}
	b := &botHouse{
		house: h, settings: settings, log: log, registry: prometheus.NewRegistry(),
	}
	if b.talker, err = newTalker(ctx, h, settings.platforms()); err != nil {
		return nil, err
	}
	b.unasked = b.storeForNotices()
	b.follows = newFollows(b)
	b.queue = queue.New(queue.Parts{
		Store: h.store, Now: h.now, Chance: rand.Float64, Log: log, Note: newQueueMetrics(b).note,
	})
	return b, nil
}

// serve runs the parts beside each other, and answers at the listener. It returns when all of them have ended.
func (b *botHouse) serve(ctx context.Context, listener net.Listener, parts []part) error {
	watched := newWatch(b, parts)
	server := &http.Server{
		Handler: watched.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	running, stop := context.WithCancel(ctx)
	defer stop()
	ended := watched.start(running)
	b.log.Info("serving", "address", listener.Addr().String(), "database", b.store.Dialect(), "parts", watched.names())
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed: // nobody can reach it any more
	}
	stop()
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.settings.Grace)
	defer cancel()
	err = errors.Join(err, server.Shutdown(patience))
	select {
	case <-ended:
	case <-patience.Done():
		err = errors.Join(err, errors.New("something did not end in time"))
	}
	return err
}
