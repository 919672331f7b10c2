package slack_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
)

// transport is the way over which the fake server tells the bot what people do.
type transport string

const (
	overHTTP   transport = "http"
	overSocket transport = "socket"
)

// transports are both, since everything must go the same over either (S-17).
func transports() []transport { return []transport{overHTTP, overSocket} }

// stage is a bot with everything that belongs to Slack, as bin/bot serve puts it together, before a fake Slack.
type stage struct {
	t      testing.TB
	world  *chattest.World
	server *fakeslack.Server
	over   transport

	queue         *queue.Queue
	output        *slack.Output
	ingress       *slack.Ingress
	installations *slack.Installations
	sockets       *slack.Sockets
	log           *logged
	stop          func()

	noted chan queue.Noted
	hand  hand
}

// onSlack puts the bot of a world on Slack.
func onSlack(over transport) chattest.Stage {
	return func(t testing.TB, w *chattest.World) chattest.Platform { return newStage(t, w, over) }
}

func newStage(t testing.TB, w *chattest.World, over transport) *stage {
	t.Helper()
	s := &stage{t: t, world: w, over: over, noted: make(chan queue.Noted, 1000), log: newLogged(t), hand: newHand()}
	s.server = fakeslack.New(t, fakeslack.Options{
		Now: w.Now, AckTime: 3 * time.Second, Retries: []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond},
	})
	t.Cleanup(func() {
		for _, found := range wordsInLogs(s.log.String(), s.hand.said) {
			t.Errorf("a log has %s", found)
		}
	})
	s.build()
	s.start()
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// build makes the parts of one program.
func (s *stage) build() {
	s.t.Helper()
	kept, log := s.world.Store(), slog.New(s.log)
	box, err := kept.Box(s.t.Context())
	s.must(err)
	chance := func() float64 { return 0 }
	s.queue = queue.New(queue.Parts{Store: kept, Now: s.world.Now, Chance: chance, Log: log, Note: s.note})
	s.installations = slack.NewInstallations(slack.InstallationParts{
		Store: kept, Leases: kept, Now: s.world.Now, Log: log, API: s.server.APIURL(), Holder: uuid.NewString(),
		ClientID: fakeslack.ClientID, ClientSecret: people.Hidden(fakeslack.ClientSecret),
	})
	_, err = s.installations.Adopt(s.t.Context(), people.Hidden(s.server.BotToken()))
	s.must(err)
	accounts := slack.NewAccounts(s.installations, s.world.Now, slack.GuestsRead)
	s.output = slack.NewOutput(slack.OutputParts{
		Workspaces: s.installations, Persons: accounts, Bot: stageBot{s}, Store: kept, Queue: s.queue, Catalogue: s.world.Catalogue(),
		Box: box, Now: s.world.Now, Chance: chance, Token: uuid.NewString, Log: log, Domain: "accord.example",
	})
	s.ingress = slack.NewIngress(slack.IngressParts{Inbox: s.queue, Forms: s.output, Now: s.world.Now, Log: log})
	handler := slack.NewHandler(slack.HandlerParts{
		Installations: s.installations, Accounts: accounts, Output: s.output, Bot: stageBot{s}, Rooms: kept,
		Catalogue: s.world.Catalogue(), Now: s.world.Now, Log: log,
	})
	s.sockets = slack.NewSockets(slack.SocketParts{
		Ingress: s.ingress, Token: people.Hidden(fakeslack.AppToken), API: s.server.APIURL(), Now: s.world.Now, Chance: chance, Log: log,
		Waits: slack.Waits{
			Hello: 5 * time.Second, Quiet: time.Minute, Linger: 5 * time.Second, First: 10 * time.Millisecond, Most: 100 * time.Millisecond,
			Renewal: time.Hour,
		},
	})
	s.run(handler)
}

// run lets the workers work until stop.
func (s *stage) run(handler *slack.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() {
		_ = s.queue.Handle(ctx, queue.Handling{Platform: "slack", Handle: handler.Handle, GivenUp: handler.GivenUp})
	})
	group.Go(func() { _ = s.queue.Send(ctx, queue.Delivery{Platform: "slack", Send: s.output.Send}) })
	if s.over == overSocket {
		group.Go(func() { _ = s.sockets.Run(ctx) })
	}
	var once sync.Once
	s.stop = func() {
		once.Do(func() {
			cancel()
			group.Wait()
			s.ingress.Wait()
		})
	}
	s.t.Cleanup(s.stop)
}

// start lets Slack reach the program.
func (s *stage) start() {
	s.t.Helper()
	if s.over == overSocket {
		s.wait("two connections", func() bool { open, _ := s.server.Connections(); return open == 2 })
		return
	}
	s.server.OverHTTP(s.listen())
}

// listen answers what Slack posts.
func (s *stage) listen() fakeslack.Addresses {
	mux := http.NewServeMux()
	for pattern, handler := range (slack.HTTP{Ingress: s.ingress, Secret: people.Hidden(fakeslack.SigningSecret)}).Routes() {
		mux.Handle(pattern, handler)
	}
	app := httptest.NewServer(mux)
	s.t.Cleanup(app.Close)
	return fakeslack.Addresses{
		Events: app.URL + "/slack/events", Commands: app.URL + "/slack/commands", Interactions: app.URL + "/slack/interactivity",
	}
}

func (s *stage) note(n queue.Noted) {
	select {
	case s.noted <- n:
	default:
	}
}

func (s *stage) wait(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.server.Wait(ctx, what, holds); err != nil {
		s.t.Fatal(err)
	}
}

// settle waits until everything that was said has been handled and everything has been sent. When something waits for its
// turn, the clock goes on.
func (s *stage) settle() {
	s.t.Helper()
	over := time.After(30 * time.Second)
	for !s.settled() {
		select {
		case n := <-s.noted:
			if n.Outcome == queue.OutcomeDelayed || n.Outcome == queue.OutcomeFailed || n.Outcome == queue.OutcomeUnknown {
				s.world.Forward(time.Second)
			}
		case <-time.After(100 * time.Millisecond):
		case <-over:
			s.t.Fatalf("nothing settles: %s", s.waiting())
		}
	}
}

func (s *stage) settled() bool {
	for _, d := range s.hand.deliveries {
		if !d.Over() {
			return false
		}
	}
	s.hand.deliveries = nil
	s.ingress.Wait()
	return s.waiting() == ""
}

// waiting is what waits in the inbox and the outbox; empty: nothing.
func (s *stage) waiting() string {
	s.t.Helper()
	list, err := s.world.Store().Waiting(context.Background())
	s.must(err)
	said := ""
	for _, b := range list {
		if b.Waiting > 0 && b.Platform == "slack" {
			said += fmt.Sprintf("%s inbox=%t %d; ", b.Platform, b.Inbox, b.Waiting)
		}
	}
	return said
}

// stageBot is the world's bot, whichever that is by now.
type stageBot struct{ *stage }

func (b stageBot) Handle(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return b.world.Bot().Handle(ctx, m)
}

func (b stageBot) Form(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return b.world.Bot().Form(ctx, m)
}

func (b stageBot) Overview(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return b.world.Bot().Overview(ctx, m)
}

func (b stageBot) Once(say string) bool { return b.world.Bot().Once(say) }
