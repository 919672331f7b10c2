package webhooks_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/accord-tracker/accord/internal/webhooks"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const slug = plans.DefaultSlug

// world is a plan with two endorsing organisations, ana and cleo in one of them, ben in the other, kim who convenes, and a
// receiver.
type world struct {
	testing.TB
	store    *store.Store
	service  *commitments.Service
	plan     *plans.Plan
	clock    *clocktest.Clock
	keys     map[string]string
	receiver *receiver
	options  webhooks.Options
	worker   *webhooks.Worker
}

// local lets receivers be on this machine.
func local() webhooks.Options {
	return webhooks.Options{
		Plain: true, Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 5 * time.Second, Lease: time.Minute,
	}
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{
		TB: t, store: s, clock: clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)), keys: map[string]string{},
		options: local(),
	}
	w.service = commitments.NewService(s, w.clock.Now)
	documents, err := plans.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	w.must(operator(), commitments.ImportPlan{Document: documents[0]})
	if w.plan, err = s.PlanBySlug(t.Context(), slug); err != nil {
		t.Fatal(err)
	}
	w.must(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{
		{Handle: "ndi", Name: "National Democratic Institute", Kind: "ngo"}, {Handle: "anfrel", Name: "ANFREL", Kind: "ngo"},
	}})
	for _, handle := range []string{"ndi", "anfrel"} {
		w.must(operator(), commitments.Endorse{Plan: slug, Organisation: handle})
	}
	w.joins("ana", "ndi", people.FocalPoint)
	w.joins("cleo", "ndi", people.Contributor)
	w.joins("ben", "anfrel", people.FocalPoint)
	kim := w.must(operator(), commitments.Introduce{Identity: identity("kim"), Name: "kim"}).Member
	m, err := s.Member(t.Context(), kim)
	if err != nil {
		t.Fatal(err)
	}
	w.must(operator(), commitments.AppointConvener{Plan: slug, Member: m.Key})
	w.receiver = newReceiver(t)
	w.worker = w.another(s)
	return w
}

// another worker on the same database, or on what stands for it.
func (w *world) another(s webhooks.Store) *webhooks.Worker {
	return webhooks.New(webhooks.Parts{
		Store: s, Shape: shape, Now: w.clock.Now, Chance: func() float64 { return 1 },
		Log: slog.New(slog.DiscardHandler), Agent: "accord test",
	}, w.options)
}

func shape(_ *plans.Plan, e *commitments.Entry, c *commitments.Commitment, _ time.Time) webhooks.Shape {
	return webhooks.Shape{
		Entry:      map[string]any{"seq": e.Seq, "note": e.Note, "member": e.Member},
		Commitment: map[string]any{"ref": c.Ref, "title": c.Title, "lead": c.Lead},
	}
}

func operator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

func identity(name string) people.Identity {
	return people.Identity{Platform: people.Console, Realm: "local", Subject: name}
}

func (w *world) must(by commitments.Origin, cmd commitments.Command) commitments.Outcome {
	w.Helper()
	outcome, err := w.service.Do(context.Background(), by, cmd)
	if err != nil {
		w.Fatalf("%s: %v", cmd.Verb(), err)
	}
	return outcome
}

func (w *world) joins(name, organisation string, role people.Role) {
	w.Helper()
	code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: organisation, Role: role}).Code
	joined := w.must(commitments.Origin{}, commitments.Join{Code: code, Identity: identity(name), Name: name})
	m, err := w.store.Member(context.Background(), joined.Member)
	if err != nil {
		w.Fatal(err)
	}
	w.keys[name] = m.Key
}

func (w *world) as(name string) commitments.Origin {
	w.Helper()
	actor, err := w.store.ActorByIdentity(context.Background(), identity(name), w.plan.ID, civil.DateOf(w.clock.Now(), time.UTC))
	if err != nil {
		w.Fatalf("who is %s: %v", name, err)
	}
	return commitments.Origin{Actor: actor, Via: commitments.ViaConsole, Language: "en"}
}

func (w *world) registers(by, lead, title string, visibility access.Visibility) string {
	w.Helper()
	return w.must(w.as(by), commitments.Register{
		Plan: slug, Title: title, Lead: lead, Steps: []string{"25"}, Visibility: visibility,
	}).Commitment
}

func (w *world) logs(by, ref, note string) {
	w.Helper()
	w.must(w.as(by), commitments.Log{Plan: slug, Ref: ref, Note: note})
}

// subscribes adds a webhook to the receiver, and returns its id and secret.
func (w *world) subscribes(by string, cmd commitments.AddWebhook) (uuid.UUID, string) {
	w.Helper()
	cmd.Plan, cmd.Plain = slug, true
	if cmd.URL == "" {
		cmd.URL = w.receiver.URL
	}
	outcome := w.must(w.as(by), cmd)
	return uuid.MustParse(outcome.Subject), outcome.Code
}

func (w *world) pass() {
	w.Helper()
	if err := w.worker.Pass(context.Background()); err != nil {
		w.Fatalf("pass: %v", err)
	}
}

func (w *world) webhook(id uuid.UUID) commitments.Webhook {
	w.Helper()
	hook, err := w.store.Webhook(context.Background(), w.plan.ID, id)
	if err != nil {
		w.Fatal(err)
	}
	return hook
}

func (w *world) deliveries(id uuid.UUID, dead bool) []commitments.Delivery {
	w.Helper()
	list, err := w.store.DeliveriesOf(context.Background(), w.plan.ID, id, dead, 1000)
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// receiver is an HTTP server that keeps what it is sent, and answers as the test says: 204 unless told otherwise.
type receiver struct {
	*httptest.Server
	mutex  sync.Mutex
	got    []arrival
	answer func(w http.ResponseWriter, a arrival)
}

type arrival struct {
	id     string
	header http.Header
	body   []byte
	said   said
}

type said struct {
	Type string
	Data struct {
		Position int64
		Entry    struct {
			Seq          int
			Note, Member string
		}
		Commitment struct{ Ref, Title, Lead string }
	}
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	a := arrival{id: q.Header.Get("webhook-id"), header: q.Header.Clone(), body: body}
	_ = json.Unmarshal(body, &a.said)
	r.mutex.Lock()
	r.got = append(r.got, a)
	answer := r.answer
	r.mutex.Unlock()
	if answer != nil {
		answer(w, a)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) answers(answer func(w http.ResponseWriter, a arrival)) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.answer = answer
}

func status(code int) func(http.ResponseWriter, arrival) {
	return func(w http.ResponseWriter, _ arrival) { w.WriteHeader(code) }
}

// arrivals so far; they are forgotten.
func (r *receiver) arrivals() []arrival {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	got := r.got
	r.got = nil
	return got
}

// told is what arrived in words, in order: "entry.progress C-1/2".
func told(list []arrival) []string {
	words := []string{}
	for _, a := range list {
		text := a.said.Type
		if c := a.said.Data.Commitment; c.Ref != "" {
			text += " " + c.Ref + "/" + string(rune('0'+a.said.Data.Entry.Seq))
		}
		words = append(words, text)
	}
	return words
}

func ids(list []arrival) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = list[i].id
	}
	return all
}

func of(list []arrival, ref string) []arrival {
	return slices.DeleteFunc(slices.Clone(list), func(a arrival) bool { return !strings.EqualFold(a.said.Data.Commitment.Ref, ref) })
}
