package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/config"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
)

// slackSettings are those of the app in Slack. Without a token or a signing secret there is no Slack.
type slackSettings struct {
	AppToken      config.Secret `help:"The app-level token (xapp-…) with connections:write: Slack is then asked by sockets, and no address is needed." env:"ACCORD_SLACK_APP_TOKEN"`
	BotToken      config.Secret `help:"The token (xoxb-…) of the bot in one workspace." env:"ACCORD_SLACK_BOT_TOKEN"`
	SigningSecret config.Secret `help:"With what Slack signs what it posts; needed without an app-level token." env:"ACCORD_SLACK_SIGNING_SECRET"`
	ClientID      string        `help:"Of the app, for installing it in several workspaces, and for tokens that end." placeholder:"ID" env:"ACCORD_SLACK_CLIENT_ID"`
	ClientSecret  config.Secret `help:"The secret that belongs to the client id." env:"ACCORD_SLACK_CLIENT_SECRET"`
	URL           string        `help:"The https address of this installation, as browsers reach it: the app is installed at /slack/oauth/start." placeholder:"URL" env:"ACCORD_SLACK_URL"`
	Connections   int           `help:"How many sockets are open at a time, 1 to 5." default:"2" env:"ACCORD_SLACK_CONNECTIONS"`
	Guests        string        `help:"What guests of a workspace may do: ${enum}. Read is what is public." enum:"read,act" default:"read" env:"ACCORD_SLACK_GUESTS"`
	Unfurl        string        `help:"The host of this installation’s pages: links to them then show what is behind them." placeholder:"HOST" env:"ACCORD_SLACK_UNFURL"`
	APIURL        string        `hidden:"" help:"Where Slack’s methods are." env:"ACCORD_SLACK_API_URL"`
}

func (s *slackSettings) configured() bool {
	return !s.AppToken.IsZero() || !s.BotToken.IsZero() || !s.SigningSecret.IsZero() || s.ClientID != ""
}

// check refuses what does not go together, with a sentence.
func (s *slackSettings) check(h *house) error {
	wrong := func(key string, args ...any) error {
		return saidError{errors.New(key), h.printer.Sentence(key, args...)}
	}
	for _, token := range []struct {
		setting, begins string
		secret          config.Secret
	}{{"ACCORD_SLACK_APP_TOKEN", "xapp-", s.AppToken}, {"ACCORD_SLACK_BOT_TOKEN", "xox", s.BotToken}} {
		if !token.secret.IsZero() && !strings.HasPrefix(token.secret.Reveal(), token.begins) {
			return wrong("slackin.wrong_token", "setting", token.setting, "begins", token.begins)
		}
	}
	half := (s.ClientID == "") != s.ClientSecret.IsZero()
	switch {
	case s.AppToken.IsZero() && s.SigningSecret.IsZero():
		return wrong("slackin.no_transport")
	case half || s.ClientID != "" && s.BotToken.IsZero() && s.URL == "":
		return wrong("slackin.half_client")
	case s.BotToken.IsZero() && s.ClientID == "":
		return wrong("slackin.no_bot_token")
	}
	return nil
}

func hidden(s config.Secret) people.Hidden { return people.Hidden(s.Reveal()) }

// installations are those that the database knows.
func (s *slackSettings) installations(h *house, b *botHouse) *slack.Installations {
	parts := slack.InstallationParts{
		Store: h.store, Leases: h.store, Now: h.now, API: s.APIURL, ClientID: s.ClientID, ClientSecret: hidden(s.ClientSecret),
		Holder: uuid.NewString(),
	}
	if b != nil {
		parts.Log = b.log
	}
	return slack.NewInstallations(parts)
}

// slackRun is the app in Slack as it runs.
type slackRun struct {
	house         *botHouse
	settings      *slackSettings
	installations *slack.Installations
	output        *slack.Output
	handler       *slack.Handler
	ingress       *slack.Ingress
	sockets       *slack.Sockets // nil: Slack posts

	realm string // of the bot's token in the settings; empty: there is none
	mutex sync.Mutex
	ill   error
}

// slackParts are the app in Slack, where it is configured.
func slackParts(ctx context.Context, b *botHouse) ([]part, error) {
	s := &b.settings.Slack
	if !s.configured() {
		return nil, nil
	}
	if err := s.check(b.house); err != nil {
		return nil, err
	}
	box, err := b.box(ctx)
	if err != nil {
		return nil, err
	}
	r := &slackRun{house: b, settings: s, installations: s.installations(b.house, b)}
	accounts := slack.NewAccounts(r.installations, b.now, slack.Guests(s.Guests))
	r.output = slack.NewOutput(slack.OutputParts{
		Workspaces: r.installations, Persons: accounts, Bot: b.talker, Store: b.store, Queue: b.queue, Catalogue: b.catalogue, Box: box,
		Now: b.now, Chance: mathrand.Float64, Token: rand.Text, Log: b.log, Domain: s.Unfurl,
	})
	r.handler = slack.NewHandler(slack.HandlerParts{
		Installations: r.installations, Accounts: accounts, Output: r.output, Bot: b.talker, Forget: b.talker.Forget, Rooms: b.store, Catalogue: b.catalogue,
		Now: b.now, Log: b.log,
	})
	r.ingress = slack.NewIngress(slack.IngressParts{Inbox: b.queue, Forms: r.output, Now: b.now, Log: b.log, Count: r.counter()})
	if !s.AppToken.IsZero() {
		r.sockets = slack.NewSockets(slack.SocketParts{
			Ingress: r.ingress, Token: hidden(s.AppToken), API: s.APIURL, Connections: s.Connections, Now: b.now, Chance: mathrand.Float64, Log: b.log,
		})
		r.countConnections()
	}
	return []part{{name: "slack", run: r.run, routes: r.routes(), well: r.health}}, nil
}

func (r *slackRun) routes() map[string]http.Handler {
	routes := map[string]http.Handler{}
	if !r.settings.SigningSecret.IsZero() {
		maps.Copy(routes, slack.HTTP{Ingress: r.ingress, Secret: hidden(r.settings.SigningSecret)}.Routes())
	}
	if r.settings.ClientID != "" && r.settings.URL != "" {
		maps.Copy(routes, slack.OAuth{
			Installations: r.installations, Catalogue: r.house.catalogue, Address: r.settings.URL, Unfurls: slack.Unfurls{Domain: r.settings.Unfurl},
			Word: rand.Text,
		}.Routes())
	}
	return routes
}

func (r *slackRun) counter() func(slack.What) {
	counted := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "accord_slack_received_total", Help: "What Slack has told us, by what became of it.",
	}, []string{"what"})
	r.house.registry.MustRegister(counted)
	return func(w slack.What) { counted.WithLabelValues(string(w)).Inc() }
}

func (r *slackRun) countConnections() {
	r.house.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "accord_slack_connections", Help: "Sockets to Slack that are up.",
	}, func() float64 { return float64(r.sockets.Connected()) }))
}

// run handles and sends until the context is done. A token that Slack refuses is not tried again: an administrator must
// see to it, and /healthz says so (S-15).
func (r *slackRun) run(ctx context.Context) error {
	if err := r.adopt(ctx); err != nil {
		return err
	}
	var group sync.WaitGroup
	group.Go(func() {
		_ = r.house.queue.Handle(ctx, queue.Handling{Platform: string(people.Slack), Handle: r.handler.Handle, GivenUp: r.handler.GivenUp})
	})
	group.Go(func() {
		_ = r.house.queue.Send(ctx, queue.Delivery{Platform: string(people.Slack), Send: r.output.Send})
	})
	group.Go(func() { r.installations.KeepTokens(ctx) })
	group.Go(func() { r.forget(ctx) })
	group.Go(func() { r.look(ctx) })
	if r.sockets != nil {
		group.Go(func() { _ = r.sockets.Run(ctx) }) // what stops them is in their Health
	}
	group.Wait()
	r.ingress.Wait()
	return nil
}

// adopt makes an installation of the bot's token in the settings.
func (r *slackRun) adopt(ctx context.Context) error {
	if r.settings.BotToken.IsZero() {
		return nil
	}
	i, err := r.installations.Adopt(ctx, hidden(r.settings.BotToken))
	if err != nil && slack.IsOver(err) {
		r.note(err)
		r.house.log.Error("Slack refuses the bot’s token: an administrator must see to it", "error", err)
		<-ctx.Done()
		return nil
	}
	if err != nil {
		return err
	}
	r.realm = i.Realm
	r.note(nil)
	return nil
}

// look says in /healthz which installations an administrator must see to: those whose tokens cannot be changed any more,
// and the one of the settings if Slack has ended it. That others take the app away is nothing unusual.
func (r *slackRun) look(ctx context.Context) {
	timer := time.NewTicker(keepEvery)
	defer timer.Stop()
	for {
		if all, err := r.house.store.Installations(ctx); err == nil {
			r.note(r.ended(all))
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

func (r *slackRun) ended(all []people.Installation) error {
	for _, i := range all {
		if i.State == people.InstallationBroken || i.Realm == r.realm && i.State != people.InstallationOn {
			return fmt.Errorf("the installation in %s is %s: %s", i.Realm, i.State, i.Why)
		}
	}
	return nil
}

// forget drops what buttons did that nobody can press any more.
func (r *slackRun) forget(ctx context.Context) {
	timer := time.NewTicker(pruneEvery)
	defer timer.Stop()
	for {
		more, err := r.house.store.ForgetSlackActions(ctx, r.house.now())
		if err != nil && ctx.Err() == nil {
			r.house.log.Warn("nothing of Slack’s is forgotten", "error", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

func (r *slackRun) note(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.ill = err
}

func (r *slackRun) health() error {
	r.mutex.Lock()
	ill := r.ill
	r.mutex.Unlock()
	if ill == nil && r.sockets != nil {
		return r.sockets.Health()
	}
	return ill
}
