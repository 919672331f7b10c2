package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// slackEnd is the other end of the line: it answers calls as it is told to, and notes them.
type slackEnd struct {
	t     *testing.T
	http  *httptest.Server
	mutex sync.Mutex
	calls []called
	plays map[string][]answer // by method; the last one stays
	n     int
}

type called struct {
	method string
	form   url.Values
	body   string
}

// answer is what Slack says to a call: fields of a JSON object, a status, or a cut connection after the work.
type answer struct {
	fields map[string]any
	status int
	header map[string]string
	cut    bool
}

func ok(fields map[string]any) answer { return answer{fields: fields} }

func no(code string) answer { return answer{fields: map[string]any{"ok": false, "error": code}} }

func newSlackEnd(t *testing.T) *slackEnd {
	e := &slackEnd{t: t, plays: map[string][]answer{}}
	e.http = httptest.NewServer(e)
	t.Cleanup(e.http.Close)
	return e
}

// says lets a method answer so, one after the other; the last one for ever.
func (e *slackEnd) says(method string, answers ...answer) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.plays[method] = answers
}

// ServeHTTP answers a call.
func (e *slackEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	a := e.take(called{method, form, string(body)})
	if a.cut {
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = connection.Close()
		}
		return
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	if a.status != 0 {
		w.WriteHeader(a.status)
		return
	}
	_ = json.NewEncoder(w).Encode(a.fields)
}

func (e *slackEnd) take(c called) answer {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.calls = append(e.calls, c)
	e.n++
	a := answer{fields: map[string]any{}}
	if plays := e.plays[c.method]; len(plays) > 0 {
		a = plays[0]
		if len(plays) > 1 {
			e.plays[c.method] = plays[1:]
		}
	}
	fields := map[string]any{"ok": true, "channel": c.form.Get("channel"), "ts": fmt.Sprintf("1700000000.%06d", e.n)}
	switch c.method {
	case "conversations.open":
		fields["channel"] = map[string]any{"id": "D" + c.form.Get("users")}
	case "views.open", "views.update", "views.publish":
		fields["view"] = map[string]any{"id": "V1", "hash": "h1"}
	case "files.getUploadURLExternal":
		fields["upload_url"], fields["file_id"] = e.http.URL+"/upload", "F1"
	case "files.completeUploadExternal":
		fields["files"] = []any{map[string]any{"id": "F1"}}
	case "chat.getPermalink":
		fields["permalink"] = "https://example.slack.com/archives/C1/p1"
	}
	maps.Copy(fields, a.fields)
	a.fields = fields
	return a
}

// to are the calls of a method.
func (e *slackEnd) to(method string) []called {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	var list []called
	for _, c := range e.calls {
		if c.method == method {
			list = append(list, c)
		}
	}
	return list
}

// desk is an Output with a real store and a real bot, before a Slack that answers as it is told to.
type desk struct {
	t     *testing.T
	end   *slackEnd
	out   *Output
	store *store.Store
	world *chattest.World
	now   time.Time
	off   string // why the installation was turned off
	bars  map[string]problem.Problem
	keys  int
}

const workspace = "T1"

func newDesk(t *testing.T) *desk {
	t.Helper()
	kept := storetest.SQLite(t).Open(t)
	d := &desk{t: t, end: newSlackEnd(t), store: kept, now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), bars: map[string]problem.Problem{}}
	d.world = chattest.NewWorld(t, kept)
	d.world.Given(scene)
	box, err := seal.New(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	d.out = NewOutput(OutputParts{
		Workspaces: d, Persons: d, Bot: linked{d.world.Bot()}, Store: linkedStore{kept}, Queue: kept, Catalogue: catalogue(), Box: box,
		Now: func() time.Time { return d.now }, Chance: func() float64 { return 0 }, Token: tokens(), Domain: "accord.example",
	})
	return d
}

// Client is Workspaces'.
func (d *desk) Client(_ context.Context, realm string) (*slack.Client, error) {
	if realm != workspace || d.off != "" {
		return nil, commitments.ErrNotFound
	}
	return slack.New("xoxb-x", slack.OptionAPIURL(d.end.http.URL+"/api/")), nil
}

// TurnOff is Workspaces'.
func (d *desk) TurnOff(_ context.Context, _, why string) error {
	d.off = why
	return nil
}

// Complete is Persons': somebody of another workspace may not act.
func (d *desk) Complete(_ context.Context, m *chat.Message, home string) error {
	if t, barred := d.bars[m.Subject]; barred {
		return t
	}
	if home != "" && home != m.Realm {
		return problem.New(problem.Refused, "slack.button_not_yours")
	}
	return nil
}

// linked is the world's bot, to which the people of Slack are those of the world's console.
type linked struct{ *chat.Bot }

func asConsole(m chat.Message) chat.Message {
	m.Platform, m.Realm = people.Console, "local"
	return m
}

// linkedStore knows them likewise.
type linkedStore struct{ *store.Store }

func (l linkedStore) MemberByIdentity(ctx context.Context, who people.Identity) (people.Member, error) {
	return l.Store.MemberByIdentity(ctx, people.Identity{Platform: people.Console, Realm: "local", Subject: who.Subject})
}

func (l linked) Handle(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return l.Bot.Handle(ctx, asConsole(m))
}

func (l linked) Form(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return l.Bot.Form(ctx, asConsole(m))
}

func (l linked) Overview(ctx context.Context, m chat.Message) (chat.Answer, error) {
	return l.Bot.Overview(ctx, asConsole(m))
}

// letter is a sending that was claimed once.
func (d *desk) letter(l queue.Letter) *queue.Sending {
	d.t.Helper()
	payload, err := l.Payload()
	if err != nil {
		d.t.Fatal(err)
	}
	d.keys++
	return &queue.Sending{
		ID: uuid.New(), Key: fmt.Sprint("letter/", d.keys), Platform: platform, Realm: workspace, Conversation: "c", Kind: queue.KindLetter,
		Payload: payload, CreatedAt: d.now, Attempts: 1,
	}
}

// send sends and returns how it went, in short.
func (d *desk) send(s *queue.Sending) queue.Result {
	d.t.Helper()
	return d.out.Send(d.t.Context(), s)
}

// waiting are the sendings that wait in the outbox, claimed.
func (d *desk) waiting() []queue.Sending {
	d.t.Helper()
	var all []queue.Sending
	for {
		some, err := d.store.ClaimSendings(d.t.Context(), platform, d.now, d.now.Add(time.Minute), 100)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(some) == 0 {
			return all
		}
		for i := range some {
			all = append(all, some[i])
			if err := d.store.NoteSent(d.t.Context(), &some[i], d.now, ""); err != nil {
				d.t.Fatal(err)
			}
		}
	}
}

func sentence(text string) reply.Reply {
	return reply.Reply{Language: "en", Blocks: []reply.Block{reply.Paragraph{reply.Text(text)}}}
}

// press is a press of a button as Slack tells of it.
func (d *desk) press(who, token string, more map[string]any) *queue.Received {
	d.t.Helper()
	body := map[string]any{
		"type": "block_actions", "team": map[string]any{"id": workspace}, "user": map[string]any{"id": who, "name": who, "team_id": workspace},
		"channel": map[string]any{"id": "C1"}, "container": map[string]any{"type": "message", "channel_id": "C1", "message_ts": "1.1"},
		"message":      map[string]any{"ts": "1.1", "text": "text", "blocks": []any{}},
		"response_url": d.end.http.URL + "/answer", "trigger_id": "t" + fmt.Sprint(d.keys),
		"actions": []any{map[string]any{"action_id": "press:1:en", "value": token, "text": map[string]any{"text": "No change"}}},
	}
	maps.Copy(body, more)
	text, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.keys++
	return &queue.Received{
		ID: uuid.New(), Platform: platform, Realm: workspace, External: fmt.Sprint("press ", d.keys), Kind: "interaction", Payload: text, At: d.now,
	}
}

// handle handles an interaction and returns what is to be sent of it.
func (d *desk) handle(r *queue.Received) []queue.Sending {
	d.t.Helper()
	sendings, err := d.out.Interaction(d.t.Context(), r)
	if err != nil {
		d.t.Fatal(err)
	}
	return sendings
}

// words are the letters among the sendings, as text.
func (d *desk) words(sendings []queue.Sending) string {
	d.t.Helper()
	var all []string
	for _, s := range sendings {
		if s.Kind != queue.KindLetter {
			continue
		}
		l, err := queue.LetterOf(s)
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, reply.AsText(l.Reply, reply.Layout{Words: printerOf(l.Reply.Language)}))
	}
	return strings.Join(all, "\n")
}

func kinds(sendings []queue.Sending) string {
	var all []string
	for _, s := range sendings {
		all = append(all, s.Kind)
	}
	return strings.Join(all, " ")
}
