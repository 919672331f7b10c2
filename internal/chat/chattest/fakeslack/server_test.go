package fakeslack_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

func newServer(t *testing.T) (*fakeslack.Server, *clocktest.Clock) {
	t.Helper()
	c := clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	return fakeslack.New(t, fakeslack.Options{Now: c.Now, AckTime: 300 * time.Millisecond, Retries: []time.Duration{0, time.Millisecond}}), c
}

// call calls a method as the bot does, and returns the word for what was wrong, or "ok".
func call(t *testing.T, s *fakeslack.Server, method string, args map[string]string) string {
	t.Helper()
	_, word := answer(t, s, method, args)
	return word
}

func answer(t *testing.T, s *fakeslack.Server, method string, args map[string]string) (body map[string]any, word string) {
	t.Helper()
	form := url.Values{"token": {s.BotToken()}}
	for name, value := range args {
		form.Set(name, value)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, "cut"
	}
	defer got.Body.Close()
	if err := json.NewDecoder(got.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	if body["ok"] == true {
		return body, "ok"
	}
	word, _ = body["error"].(string)
	return body, word
}

func wait(t *testing.T, s *fakeslack.Server, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Wait(ctx, what, holds); err != nil {
		t.Fatal(err)
	}
}

func TestMessagesAreKeptOrRefusedAsSlackDoes(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	s.Room(fakeslack.Channel{ID: "C0001"})
	s.Room(fakeslack.Channel{ID: "C0002", BotOut: true})
	long := strings.Repeat("x", 3001)
	for _, c := range []struct {
		name, method, want string
		args               map[string]string
	}{
		{"a message", "chat.postMessage", "ok", map[string]string{"channel": "C0001", "text": "hello"}},
		{"nowhere", "chat.postMessage", "channel_not_found", map[string]string{"channel": "C9999", "text": "hello"}},
		{"where the bot is not", "chat.postMessage", "not_in_channel", map[string]string{"channel": "C0002", "text": "hello"}},
		{"nothing", "chat.postMessage", "no_text", map[string]string{"channel": "C0001"}},
		{"no JSON", "chat.postMessage", "invalid_blocks_format", map[string]string{"channel": "C0001", "text": "x", "blocks": "{"}},
		{"a long section", "chat.postMessage", "invalid_blocks", map[string]string{"channel": "C0001", "text": "x", "blocks": `[{"type":"section","text":{"type":"mrkdwn","text":"` + long + `"}}]`}},
		{"an input in a message", "chat.postMessage", "invalid_blocks", map[string]string{"channel": "C0001", "text": "x", "blocks": `[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}]`}},
		{"an edit of nothing", "chat.update", "message_not_found", map[string]string{"channel": "C0001", "ts": "1.0", "text": long + long}},
		{"to somebody who is not there", "chat.postEphemeral", "user_not_in_channel", map[string]string{"channel": "C0001", "user": "U1", "text": "x"}},
		{"a file for a person", "files.completeUploadExternal", "invalid_arguments", map[string]string{"channel_id": "U1", "files": `[{"id":"F1"}]`}},
		{"a method that is none", "chat.shout", "unknown_method", nil},
	} {
		if got := call(t, s, c.method, c.args); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if got := s.Seen("C0001"); len(got) != 1 || got[0].Text != "hello" || !got[0].UnfurlLinks {
		t.Errorf("Seen: got %+v", got)
	}
}

func TestAMessageTellsWhatComesToLife(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    fakeslack.Message
		want []string
	}{
		{fakeslack.Message{Text: "&lt;!here&gt; @here"}, nil},
		{fakeslack.Message{Text: "x <!here> <@U1>"}, []string{"<!here>", "<@U1>"}},
		{fakeslack.Message{Text: "x @here", NamesAlive: true}, []string{"@here"}},
		{fakeslack.Message{Blocks: json.RawMessage(`[{"type":"section","text":{"type":"mrkdwn","text":"@here"}}]`)}, []string{"@here"}},
		{fakeslack.Message{Blocks: json.RawMessage(`[{"type":"section","text":{"type":"mrkdwn","text":"@here","verbatim":true}}]`)}, nil},
		{fakeslack.Message{Blocks: json.RawMessage(`[{"type":"section","text":{"type":"plain_text","text":"<!here> @here"}}]`)}, nil},
		{fakeslack.Message{Blocks: json.RawMessage(`[{"type":"rich_text","elements":[{"type":"broadcast","range":"here"}]}]`)}, []string{`{"range":"here","type":"broadcast"}`}},
	} {
		if diff := cmp.Diff(c.want, c.m.Alive()); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.m, diff)
		}
	}
}

func TestACallMayBeDoneAndItsAnswerLost(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	s.Room(fakeslack.Channel{ID: "C0001"})
	s.Break(fakeslack.Fault{Method: "chat.postMessage", Cut: true, Times: 1})
	if got := call(t, s, "chat.postMessage", map[string]string{"channel": "C0001", "text": "x"}); got != "cut" {
		t.Errorf("got %s", got)
	}
	if got := len(s.Seen("C0001")); got != 1 {
		t.Errorf("messages: got %d", got)
	}
	s.LimitPosts(1, 1)
	var words []string
	for range 2 {
		words = append(words, call(t, s, "chat.postMessage", map[string]string{"channel": "C0001", "text": "x"}))
	}
	if diff := cmp.Diff([]string{"ok", "ratelimited"}, words); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATriggerOpensOneViewWithinThreeSeconds(t *testing.T) {
	t.Parallel()
	s, c := newServer(t)
	view := `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}`
	first, second := s.Commands("U1", "C0001", "commit"), s.Commands("U1", "C0001", "commit")
	opening := func(d *fakeslack.Delivery) (map[string]any, string) {
		return answer(t, s, "views.open", map[string]string{"trigger_id": d.Trigger, "view": view})
	}
	body, word := opening(first)
	opened, _ := body["view"].(map[string]any)
	_, again := opening(first)
	c.Forward(4 * time.Second)
	_, late := opening(second)
	if diff := cmp.Diff([]string{"ok", "exchanged_trigger_id", "expired_trigger_id"}, []string{word, again, late}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	id, _ := opened["id"].(string)
	hash, _ := opened["hash"].(string)
	update := map[string]string{"view_id": id, "hash": hash, "view": view}
	if got := call(t, s, "views.update", update); got != "ok" {
		t.Errorf("update: got %s", got)
	}
	if got := call(t, s, "views.update", update); got != "hash_conflict" {
		t.Errorf("second update: got %s", got)
	}
}

func TestARefreshTokenIsGoodOnce(t *testing.T) {
	t.Parallel()
	s, c := newServer(t)
	app := map[string]string{"client_id": fakeslack.ClientID, "client_secret": fakeslack.ClientSecret}
	app["code"] = s.Allow(fakeslack.Consent{Rotating: true})
	granted, word := answer(t, s, "oauth.v2.access", app)
	if word != "ok" || granted["expires_in"] != 43200.0 {
		t.Fatalf("access: got %s, %v", word, granted)
	}
	delete(app, "code")
	app["grant_type"] = "refresh_token"
	app["refresh_token"], _ = granted["refresh_token"].(string)
	one, _ := answer(t, s, "oauth.v2.access", app)
	same, _ := answer(t, s, "oauth.v2.access", app)
	if one["access_token"] == granted["access_token"] || one["access_token"] != same["access_token"] {
		t.Errorf("within the grace: got %v, then %v", one, same)
	}
	c.Forward(time.Hour)
	if got := call(t, s, "oauth.v2.access", app); got != "invalid_refresh_token" {
		t.Errorf("an hour later: got %s", got)
	}
}

func TestAnEventComesAgainUntilItIsTaken(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	var mu sync.Mutex
	var heard []string
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		good := r.Header.Get("X-Slack-Signature") == fakeslack.Signature(fakeslack.SigningSecret, r.Header.Get("X-Slack-Request-Timestamp"), body)
		heard = append(heard, r.Header.Get("X-Slack-Retry-Num")+" "+r.Header.Get("X-Slack-Retry-Reason"))
		if !good || len(heard) < 3 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(app.Close)
	s.OverHTTP(fakeslack.Addresses{Events: app.URL, Commands: app.URL, Interactions: app.URL})
	d := s.Says("U1", s.Private("U1"), "who 25")
	wait(t, s, "the acknowledgement", d.Over)
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff([]string{" ", "1 http_error", "2 http_error"}, heard); diff != "" || !d.Acked() {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnEnvelopeThatIsNotTakenGoesOverAnotherConnection(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	connections := []*websocket.Conn{dial(t, s), dial(t, s)}
	wait(t, s, "both connections", func() bool { open, _ := s.Connections(); return open == 2 })
	d := s.Says("U1", s.Private("U1"), "who 25")
	var seen []string
	for _, k := range connections {
		var e struct {
			EnvelopeID string `json:"envelope_id"`
		}
		if err := k.ReadJSON(&e); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, e.EnvelopeID)
	}
	if seen[0] != seen[1] {
		t.Errorf("envelopes: got %v", seen)
	}
	if err := connections[0].WriteJSON(map[string]string{"envelope_id": seen[0]}); err != nil {
		t.Fatal(err)
	}
	wait(t, s, "the acknowledgement", d.Acked)
	s.Disconnect(fakeslack.LinkDisabled, 0)
	if _, word := open(t, s); word != "link_disabled" {
		t.Errorf("after link_disabled: got %s", word)
	}
}

func open(t *testing.T, s *fakeslack.Server) (address, word string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"apps.connections.open", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+fakeslack.AppToken)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	var body struct{ URL, Error string }
	if err := json.NewDecoder(got.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return body.URL, body.Error
}

func dial(t *testing.T, s *fakeslack.Server) *websocket.Conn {
	t.Helper()
	address, _ := open(t, s)
	conn, response, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	var hello struct{ Type string }
	if err := conn.ReadJSON(&hello); err != nil || hello.Type != "hello" {
		t.Fatalf("hello: got %q, %v", hello.Type, err)
	}
	return conn
}
