package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// slackWorld is a Slack, a database with an organisation whose members are all in Slack, and bin/bot serve as processes
// between them.
type slackWorld struct {
	t        testing.TB
	database storetest.Database
	server   *fakeslack.Server
	store    *store.Store
	service  *commitments.Service
	plan     *plans.Plan
	socket   bool   // Socket Mode; else Slack posts
	through  string // the address at which programs find the database; empty: the database's own
	programs []*botProgram
}

// retries are quicker than Slack's, and as many as it takes for a program to be started again.
func retries() []time.Duration {
	list := []time.Duration{50 * time.Millisecond, 200 * time.Millisecond}
	for range 60 {
		list = append(list, time.Second)
	}
	return list
}

func newSlackWorld(t testing.TB, d storetest.Database) *slackWorld {
	t.Helper()
	w := &slackWorld{t: t, database: d}
	w.server = fakeslack.New(t, fakeslack.Options{Now: time.Now, Retries: retries()})
	box, err := seal.Parse(storetest.SecretKey)
	w.must(err)
	w.store, err = store.Open(t.Context(), d.Address, store.Options{Program: "accord test", Box: box})
	w.must(err)
	t.Cleanup(func() { _ = w.store.Close() })
	w.service = commitments.NewService(w.store, time.Now)
	documents, err := plans.BuiltIn()
	w.must(err)
	w.do(administrator, commitments.ImportPlan{Document: documents[0]})
	w.plan, err = w.store.PlanBySlug(t.Context(), documents[0].Slug)
	w.must(err)
	w.do(administrator, commitments.ListOrganisations{Plan: w.plan.Slug, Organisations: []people.Organisation{{Handle: "ndi", Name: "National Democratic Institute", Acronym: "NDI", Kind: "ngo"}}})
	w.do(administrator, commitments.Endorse{Plan: w.plan.Slug, Organisation: "ndi"})
	return w
}

func (w *slackWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *slackWorld) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	w.t.Helper()
	outcome, err := w.service.Do(w.t.Context(), by, command)
	if err != nil {
		w.t.Fatalf("%s: %v", command.Verb(), err)
	}
	return outcome
}

// member is a focal point of the organisation, in Slack under that id.
func (w *slackWorld) member(id string) {
	w.t.Helper()
	w.server.Person(fakeslack.User{ID: id, Name: strings.ToLower(id), RealName: id, Zone: "UTC"})
	code := w.do(administrator, commitments.Invite{Plan: w.plan.Slug, Organisation: "ndi", Role: people.FocalPoint}).Code
	w.do(commitments.Origin{}, commitments.Join{Code: code, Identity: w.identity(id), Name: id})
}

func (w *slackWorld) identity(id string) people.Identity {
	return people.Identity{Platform: people.Slack, Realm: w.server.Team(), Subject: id}
}

// commitment registers one.
func (w *slackWorld) commitment(by string) string {
	w.t.Helper()
	actor, err := w.store.ActorByIdentity(w.t.Context(), w.identity(by), w.plan.ID, civil.DateOf(time.Now(), time.UTC))
	w.must(err)
	return w.do(commitments.Origin{Actor: actor, Via: commitments.ViaConsole}, commitments.Register{
		Plan: w.plan.Slug, Title: "Joint paper", Lead: "ndi", Steps: []string{"25"}, DueOn: "2099-03-31",
	}).Commitment
}

// notes are the notes of progress of which the journal has one, with how often it has them.
func (w *slackWorld) notes() map[string]int {
	w.t.Helper()
	found := map[string]int{}
	entries, err := w.store.JournalFrom(w.t.Context(), w.plan.ID, 0, 100_000)
	w.must(err)
	for i := range entries {
		if entries[i].Kind == commitments.KindProgress {
			found[entries[i].Note]++
		}
	}
	return found
}

func (w *slackWorld) wait(what string, most time.Duration, holds func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), most)
	defer cancel()
	if err := w.server.Wait(ctx, what, holds); err != nil {
		for _, p := range w.programs {
			w.t.Logf("%s said: %s", p.listen, last(p.said.String(), 3000))
		}
		w.t.Fatal(err)
	}
}

func last(text string, most int) string { return text[max(len(text)-most, 0):] }

// botProgram is bin/bot serve as a process.
type botProgram struct {
	world   *slackWorld
	listen  string
	command *exec.Cmd
	said    *spoken
	ended   chan struct{}
}

// spoken is what processes have written, one after the other.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spoken) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(text)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// program makes a program that runs until the end of the test.
func (w *slackWorld) program() *botProgram {
	w.t.Helper()
	p := &botProgram{world: w, listen: freeAddress(w.t), said: &spoken{}}
	w.programs = append(w.programs, p)
	w.t.Cleanup(func() { p.kill() })
	p.start()
	return p
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// start starts the process. It may be started again after a kill.
func (p *botProgram) start() {
	w := p.world
	w.t.Helper()
	p.command = exec.Command(os.Args[0], "serve", "--listen", p.listen)
	p.command.Env = append(os.Environ(), asBot+"=1", "ACCORD_DATABASE="+w.address(), "ACCORD_SECRET_KEY="+storetest.SecretKey,
		"ACCORD_SLACK_API_URL="+w.server.APIURL(), "ACCORD_SLACK_BOT_TOKEN="+w.server.BotToken(), "ACCORD_LOG_LEVEL=debug")
	if w.socket {
		p.command.Env = append(p.command.Env, "ACCORD_SLACK_APP_TOKEN="+fakeslack.AppToken)
	} else {
		p.command.Env = append(p.command.Env, "ACCORD_SLACK_SIGNING_SECRET="+fakeslack.SigningSecret)
	}
	p.command.Stdout, p.command.Stderr = p.said, p.said
	w.must(p.command.Start())
	ended := make(chan struct{})
	p.ended = ended
	command := p.command
	go func() {
		defer close(ended)
		_ = command.Wait()
	}()
}

func (w *slackWorld) address() string {
	if w.through != "" {
		return w.through
	}
	return w.database.Address
}

// kill kills it, as a power cut would.
func (p *botProgram) kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// stop tells it to stop, and waits until it has.
func (p *botProgram) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	<-p.ended
}

// ready waits until Slack can reach it.
func (p *botProgram) ready() {
	w := p.world
	w.t.Helper()
	if w.socket {
		w.wait("two connections", 60*time.Second, func() bool { open, _ := w.server.Connections(); return open >= 2 })
		return
	}
	w.wait("an answer at "+p.listen, 60*time.Second, func() bool {
		conn, err := net.DialTimeout("tcp", p.listen, time.Second)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// reach tells Slack where the programs are.
func (w *slackWorld) reach() {
	if w.socket {
		return
	}
	var all []fakeslack.Addresses
	for _, p := range w.programs {
		at := "http://" + p.listen + "/slack/"
		all = append(all, fakeslack.Addresses{Events: at + "events", Commands: at + "commands", Interactions: at + "interactivity"})
	}
	all[0].Others = all[1:]
	w.server.OverHTTP(all[0])
}

// answersWith counts the bot's messages that say something.
func (w *slackWorld) answersWith(text string) int {
	n := 0
	for _, m := range w.server.Posted() {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// overBoth runs a test over both transports on every database.
func overBoth(t *testing.T, test func(w *slackWorld)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, d storetest.Database) {
		for _, socket := range []bool{false, true} {
			t.Run(fmt.Sprintf("socket=%t", socket), func(t *testing.T) {
				own := d
				if socket {
					own = anotherDatabase(t, d)
				}
				w := newSlackWorld(t, own)
				w.socket = socket
				test(w)
			})
		}
	})
}

// anotherDatabase is another empty one of the same kind.
func anotherDatabase(t testing.TB, d storetest.Database) storetest.Database {
	t.Helper()
	if d.Dialect == "sqlite" {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t, d.Address)
}

// administrator is whoever sits at the machine.
var administrator = commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
