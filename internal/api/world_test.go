package api_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
)

const slug = plans.DefaultSlug

// world is a server over a plan with two endorsing organisations and one that does not endorse, on a clock that tests
// set. People are named in roles; everybody has a token.
type world struct {
	testing.TB
	store   *store.Store
	service *commitments.Service
	server  *api.Server
	web     *httptest.Server
	clock   *clocktest.Clock
	keys    map[string]string // of members, by name
	tokens  map[string]string // secrets, by name
	log     *logged
	fresh   string // ref of a commitment that nothing is done to
	report  string // id of one that was published, once there is one
	hook    string // id of the webhook that a test made last
	lead    string // of a benchmark's commitments
	prism   string // the address of a proxy that compares all with the document; empty: none
}

// logged is what the server logged.
type logged struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

func operator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

// meaning is what internal/app tells the API of errors of the store.
func meaning(err error) api.Meaning {
	switch {
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrFull):
		return api.Unavailable
	case errors.Is(err, store.ErrCursor):
		return api.BadCursor
	case errors.Is(err, store.ErrText):
		return api.BadText
	}
	return api.Unexplained
}

// freely lets tests ask as often as they like.
func freely() api.Options { return api.Options{PerAddress: -1, PerToken: -1} }

func newWorld(t testing.TB, s *store.Store, options api.Options) *world {
	t.Helper()
	return newWorldAt(t, s, options, time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
}

func newWorldAt(t testing.TB, s *store.Store, options api.Options, now time.Time) *world {
	t.Helper()
	w := &world{
		TB: t, store: s, clock: clocktest.At(now),
		keys: map[string]string{}, tokens: map[string]string{}, log: &logged{},
	}
	w.service = commitments.NewService(s, w.clock.Now)
	w.found()
	w.server = newServer(t, s, w.service, w.clock.Now, w.log, options)
	w.web = httptest.NewServer(w.server)
	t.Cleanup(w.web.Close)
	return w
}

func newServer(t testing.TB, s *store.Store, service *commitments.Service, now func() time.Time, log io.Writer, options api.Options) *api.Server {
	t.Helper()
	server, err := serverOf(s, service, now, log, options, func(language, key string) { t.Errorf("catalogue: %s lacks %s", language, key) })
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func serverOf(s *store.Store, service *commitments.Service, now func() time.Time, log io.Writer, options api.Options, missing ...func(string, string)) (*api.Server, error) {
	catalogue, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	for _, hook := range missing {
		catalogue = catalogue.WhenMissing(hook)
	}
	return api.New(api.Parts{
		Store: s, Service: service, Catalogue: catalogue, Meaning: meaning, Now: now,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, options), nil
}

func (w *world) found() {
	w.Helper()
	documents, err := plans.BuiltIn()
	if err != nil {
		w.Fatal(err)
	}
	for _, document := range documents {
		w.must(operator(), commitments.ImportPlan{Document: document})
	}
	w.must(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{
		{Handle: "ndi", Name: "National Democratic Institute", Acronym: "NDI", Kind: "ngo"},
		{Handle: "anfrel", Name: "Asian Network for Free Elections", Acronym: "ANFREL", Kind: "ngo"},
		{Handle: "outside", Name: "Not an Endorser", Kind: "ngo"},
	}})
	for _, handle := range []string{"ndi", "anfrel"} {
		w.must(operator(), commitments.Endorse{Plan: slug, Organisation: handle})
	}
	w.joins("ana", "ndi", people.FocalPoint)
	w.joins("dan", "ndi", people.Deputy)
	w.joins("cleo", "ndi", people.Contributor)
	w.joins("olga", "ndi", people.Observer)
	w.joins("ben", "anfrel", people.FocalPoint)
	w.keys["kim"] = w.member(w.must(operator(), commitments.Introduce{Identity: identity("kim"), Name: "kim"}))
	w.must(operator(), commitments.AppointConvener{Plan: slug, Member: w.keys["kim"]})
	for name := range w.keys {
		scope := people.WriteScope
		if name == "kim" {
			scope = people.AdminScope
		}
		w.tokens[name] = w.token(name, scope, "")
	}
}

// must gives a command that has to succeed.
func (w *world) must(by commitments.Origin, cmd commitments.Command) commitments.Outcome {
	w.Helper()
	outcome, err := w.service.Do(context.Background(), by, cmd)
	if err != nil {
		w.Fatalf("%s: %v", cmd.Verb(), err)
	}
	return outcome
}

func identity(name string) people.Identity {
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

// joins makes a member with a role in an organisation.
func (w *world) joins(name, organisation string, role people.Role) {
	w.Helper()
	code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: organisation, Role: role}).Code
	w.keys[name] = w.member(w.must(commitments.Origin{}, commitments.Join{Code: code, Identity: identity(name), Name: name}))
}

func (w *world) member(outcome commitments.Outcome) string {
	w.Helper()
	m, err := w.store.Member(context.Background(), outcome.Member)
	if err != nil {
		w.Fatal(err)
	}
	return m.Key
}

// as is somebody speaking, with the rights of this moment.
func (w *world) as(name string) commitments.Origin {
	w.Helper()
	plan, err := w.store.PlanBySlug(context.Background(), slug)
	if err != nil {
		w.Fatal(err)
	}
	actor, err := w.store.ActorByIdentity(context.Background(), identity(name), plan.ID, civil.DateOf(w.clock.Now(), time.UTC))
	if err != nil {
		w.Fatalf("who is %s: %v", name, err)
	}
	return commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Language: "en"}
}

// token issues one for a member, and returns its secret.
func (w *world) token(name string, scope people.Scope, organisation string) string {
	w.Helper()
	return w.must(operator(), commitments.IssueToken{
		Plan: slug, Member: w.keys[name], Scope: scope, Organisation: organisation, Label: "of " + name,
	}).Code
}

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request as somebody; as nobody if the name is empty. The headers alternate names and values.
func (w *world) ask(as, method, path, body string, headers ...string) answer {
	w.Helper()
	base := w.web.URL
	if w.prism != "" {
		base = w.prism
	}
	r, err := http.NewRequestWithContext(context.Background(), method, base+path, strings.NewReader(body))
	if err != nil {
		w.Fatalf("%s %s: %v", method, path, err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+w.tokens[as])
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.send(r)
}

func (w *world) send(r *http.Request) answer {
	w.Helper()
	response, err := w.web.Client().Do(r)
	if err != nil {
		w.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		w.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// registers makes a commitment of ndi and returns its ref.
func (w *world) registers() string {
	w.Helper()
	return w.registersFor("ndi")
}

func (w *world) registersFor(lead string) string {
	w.Helper()
	got := w.ask("ana", "POST", "/v1/plans/hres-2018/commitments",
		`{"title": "Joint paper on the update", "lead": "`+lead+`", "steps": ["25"], "due_on": "2027-03-31"}`)
	if got.status != http.StatusCreated {
		w.Fatalf("register: got %d %s", got.status, got.body)
	}
	_, ref, _ := strings.Cut(got.header.Get("Location"), "/commitments/")
	return ref
}
