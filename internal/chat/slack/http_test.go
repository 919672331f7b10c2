package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// door is an ingress over HTTP, with what it was counted to have done.
type door struct {
	mux     *http.ServeMux
	ingress *Ingress
	mutex   sync.Mutex
	counts  map[What]int
}

// forms opens nothing, and finds something wrong with forms that say so.
type forms struct{ opened chan Pressed }

func (f forms) OpenForm(_ context.Context, p Pressed) error {
	f.opened <- p
	return nil
}

func (forms) CheckSubmission(raw []byte) []byte {
	if strings.Contains(string(raw), "wrong") {
		return []byte(`{"response_action":"errors","errors":{"title":"wrong"}}`)
	}
	return nil
}

func newDoor(inbox Inbox) (*door, forms) {
	d := &door{mux: http.NewServeMux(), counts: map[What]int{}}
	f := forms{make(chan Pressed, 1)}
	d.ingress = NewIngress(IngressParts{Inbox: inbox, Forms: f, Now: func() time.Time { return noon }, Count: func(w What) {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		d.counts[w]++
	}})
	for pattern, h := range (HTTP{Ingress: d.ingress, Secret: "secret"}).Routes() {
		d.mux.Handle(pattern, h)
	}
	return d, f
}

// request is signed as Slack signs.
func request(path, body string) *http.Request { return signedAt(path, body, noon) }

func signedAt(path, body string, at time.Time) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte("secret"))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

func (d *door) answers(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.mux.ServeHTTP(w, r)
	return w
}

// memory is an inbox that remembers.
type memory struct {
	mutex sync.Mutex
	rows  []queue.Received
	err   error
}

func (m *memory) Receive(_ context.Context, list []queue.Received, _ ...queue.Keepsake) ([]queue.Received, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	m.rows = append(m.rows, list...)
	return list, nil
}

func said1(id, kind, text string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":%q,"event_time":%d,
		"authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"UBOT","is_bot":true,"is_enterprise_install":false}],
		"event":{"type":%q,"user":"U1","text":%q,"ts":"1764072000.000100","channel":"C1","team":"T1"}}`, id, noon.Unix(), kind, text)
}

// S-08.
func TestOnlyWhatSlackHasJustSignedComesIn(t *testing.T) {
	t.Parallel()
	body := said1("Ev1", "app_mention", "<@UBOT> who 25")
	change := func(f func(r *http.Request)) *http.Request {
		r := request(PathEvents, body)
		f(r)
		return r
	}
	for name, c := range map[string]struct {
		request *http.Request
		want    int
	}{
		"as it should be":           {request(PathEvents, body), 200},
		"4:59 ago":                  {signedAt(PathEvents, body, noon.Add(-299*time.Second)), 200},
		"4:59 ahead":                {signedAt(PathEvents, body, noon.Add(299*time.Second)), 200},
		"5:01 ago":                  {signedAt(PathEvents, body, noon.Add(-301*time.Second)), 401},
		"5:01 ahead":                {signedAt(PathEvents, body, noon.Add(301*time.Second)), 401},
		"far ahead":                 {change(func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "9223372036854775807") }), 401},
		"no time":                   {change(func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }), 401},
		"no signature":              {change(func(r *http.Request) { r.Header.Del("X-Slack-Signature") }), 401},
		"no version":                {change(func(r *http.Request) { r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[3:]) }), 401},
		"another version":           {change(func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v1="+r.Header.Get("X-Slack-Signature")[3:]) }), 401},
		"a changed byte":            {change(func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body + " ")) }), 401},
		"too long":                  {request(PathEvents, body+strings.Repeat(" ", 1<<20)), 413},
		"another method":            {httptest.NewRequest(http.MethodGet, PathEvents, nil), 405},
		"a payload beside the body": {signedAt(PathInteractions+"?payload="+url.QueryEscape(`{"type":"block_actions"}`), "", noon), 200},
	} {
		inbox := &memory{}
		d, _ := newDoor(inbox)
		w := d.answers(c.request)
		if w.Code != c.want || w.Code != 405 && w.Body.Len() > 0 {
			t.Errorf("%s: got %d %q, want %d and nothing more", name, w.Code, w.Body, c.want)
		}
		if kept := len(inbox.rows) > 0; kept != (c.want == 200 && name != "a payload beside the body") {
			t.Errorf("%s: kept: %t", name, kept)
		}
	}
	if signed(http.Header{"X-Slack-Request-Timestamp": {strconv.FormatInt(noon.Unix(), 10)}, "X-Slack-Signature": {"v0="}}, nil, "", noon) {
		t.Error("without a secret something is signed")
	}
}

// S-07.
func TestQuestionsAboutTheAddressAreAnswered(t *testing.T) {
	t.Parallel()
	inbox := &memory{}
	d, _ := newDoor(inbox)
	w := d.answers(request(PathEvents, `{"type":"url_verification","token":"x","challenge":"3eZb<b>"}`))
	if w.Code != 200 || w.Body.String() != "3eZb<b>" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("challenge: got %d %q as %q", w.Code, w.Body, w.Header().Get("Content-Type"))
	}
	w = d.answers(request(PathCommands, "ssl_check=1&token=x"))
	if w.Code != 200 || w.Body.Len() > 0 || len(inbox.rows) > 0 {
		t.Errorf("ssl_check: got %d %q", w.Code, w.Body)
	}
	unsigned := request(PathEvents, `{"type":"url_verification","challenge":"x"}`)
	unsigned.Header.Del("X-Slack-Signature")
	if w := d.answers(unsigned); w.Code != 401 {
		t.Errorf("an unsigned question: got %d", w.Code)
	}
}

// S-04, S-06: only what could not be kept is to come again.
func TestWhatWillNeverBeHandledIsAcknowledged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, body string
		want       What
	}{
		"no JSON":                {PathEvents, "{", Unreadable},
		"a list":                 {PathEvents, "[]", Unreadable},
		"nothing":                {PathEvents, "", Unreadable},
		"an unknown event":       {PathEvents, said1("Ev1", "reaction_added", ""), Ignored},
		"an unknown envelope":    {PathEvents, `{"type":"new"}`, Ignored},
		"no event in it":         {PathEvents, `{"type":"event_callback","team_id":"T1","event_id":"Ev1"}`, Ignored},
		"too much":               {PathEvents, `{"type":"app_rate_limited","team_id":"T1"}`, RateLimited},
		"no payload":             {PathInteractions, "x=1", Unreadable},
		"a payload without JSON": {PathInteractions, "payload=x", Unreadable},
		"an unknown interaction": {PathInteractions, "payload=" + url.QueryEscape(`{"type":"view_closed","team":{"id":"T1"},"user":{"id":"U1"}}`), Ignored},
		"a command of nobody's":  {PathCommands, "command=/accord&text=help", Ignored},
		"a form that is no form": {PathCommands, "a=%zz", Unreadable},
		"talk about the bot":     {PathEvents, said1("Ev1", "app_mention", "let us ask <@UBOT> one day"), Ignored},
		"a message in a room":    {PathEvents, said1("Ev1", "message", "who 25"), Ignored},
	} {
		inbox := &memory{}
		d, _ := newDoor(inbox)
		if w := d.answers(request(c.path, c.body)); w.Code != 200 || d.counts[c.want] != 1 || len(inbox.rows) > 0 {
			t.Errorf("%s: got %d, counted %v, kept %d, want 200 and %s", name, w.Code, d.counts, len(inbox.rows), c.want)
		}
	}
	d, _ := newDoor(&memory{err: errors.New("the disk is full")})
	w := d.answers(request(PathEvents, said1("Ev1", "app_mention", "<@UBOT> who 25")))
	if w.Code != 500 || w.Header().Get("X-Slack-No-Retry") != "" || w.Body.Len() > 0 || d.counts[NotKept] != 1 {
		t.Errorf("not kept: got %d %v %q, counted %v", w.Code, w.Header(), w.Body, d.counts)
	}
}

// S-02, S-03: a delivery that comes four times, to two programs at once, and the other event of the same message, are one.
func TestAMessageIsReceivedOnceHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		one, _ := newDoor(s)
		other, _ := newDoor(s)
		var wait sync.WaitGroup
		for n := range 8 {
			id, kind := "Ev1", "app_mention"
			if n%2 == 1 {
				id, kind = "Ev2", "message"
			}
			d := []*door{one, other}[n/4]
			wait.Go(func() {
				r := request(PathEvents, said1(id, kind, "<@UBOT> who 25"))
				r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(n))
				if w := d.answers(r); w.Code != 200 {
					t.Errorf("delivery %d: got %d", n, w.Code)
				}
			})
		}
		wait.Wait()
		rows, err := s.ClaimReceived(t.Context(), platform, noon, noon.Add(time.Minute), 10)
		if err != nil || len(rows) != 1 || one.counts[Received]+other.counts[Received] != 1 {
			t.Errorf("received: got %d rows, %v, %v, %v, want 1", len(rows), err, one.counts, other.counts)
		}
	})
}

// S-10: the same command or press that somebody has caught and sends again is known; another one is not.
func TestACommandIsReceivedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, _ := newDoor(s)
		body := func(trigger string) string {
			return url.Values{
				"team_id": {"T1"}, "user_id": {"U1"}, "channel_id": {"C1"}, "command": {"/accord"}, "text": {"who 25"}, "trigger_id": {trigger},
				"response_url": {"https://hooks.slack.com/x"},
			}.Encode()
		}
		for _, trigger := range []string{"1.1", "1.1", "1.2"} {
			if w := d.answers(request(PathCommands, body(trigger))); w.Code != 200 || w.Body.Len() > 0 { // S-09, S-22
				t.Errorf("command: got %d %q, want an empty acknowledgement", w.Code, w.Body)
			}
		}
		if d.counts[Received] != 2 || d.counts[Known] != 1 {
			t.Errorf("counted %v, want 2 received and 1 known", d.counts)
		}
	})
}

// S-19, S-20.
func TestFormsAreOpenedAndCheckedBesideTheInbox(t *testing.T) {
	t.Parallel()
	inbox := &memory{}
	d, f := newDoor(inbox)
	interact := func(payload string) *httptest.ResponseRecorder {
		return d.answers(request(PathInteractions, "payload="+url.QueryEscape(payload)))
	}
	who := `"team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"}`
	w := interact(`{"type":"message_action","callback_id":"log_progress","trigger_id":"1",` + who + `}`)
	if p := <-f.opened; w.Code != 200 || p.Realm != "T1" || p.ID != "press 1" || len(inbox.rows) > 0 {
		t.Errorf("shortcut: got %d, opened %q of %q, kept %d", w.Code, p.ID, p.Realm, len(inbox.rows))
	}
	w = interact(`{"type":"view_submission",` + who + `,"view":{"id":"V1","callback_id":"wrong"}}`)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"errors"`) || len(inbox.rows) > 0 {
		t.Errorf("a wrong form: got %d %q, kept %d", w.Code, w.Body, len(inbox.rows))
	}
	w = interact(`{"type":"view_submission",` + who + `,"view":{"id":"V1"}}`)
	if w.Code != 200 || w.Body.Len() > 0 || len(inbox.rows) != 1 || inbox.rows[0].External != "view V1" {
		t.Errorf("a form: got %d %q, kept %v", w.Code, w.Body, inbox.rows)
	}
	d.ingress.Wait()
}

// S-43, S-47.
func TestTheRealmIsTheInstallations(t *testing.T) {
	t.Parallel()
	const message = `"event":{"type":"app_mention","user":"U1","text":"<@UBOT> help","ts":"1.1","channel":"C1"}`
	for name, c := range map[string]struct{ path, body, want string }{
		"a workspace":                  {PathEvents, `{"type":"event_callback","event_id":"E","team_id":"T9","authorizations":[{"team_id":"T1","user_id":"UBOT","is_bot":true}],` + message + `}`, "T1"},
		"a workspace of an enterprise": {PathEvents, `{"type":"event_callback","event_id":"E","team_id":"T1","authorizations":[{"enterprise_id":"E1","team_id":"T1","user_id":"UBOT","is_bot":true}],` + message + `}`, "T1"},
		"an enterprise":                {PathEvents, `{"type":"event_callback","event_id":"E","team_id":"T1","authorizations":[{"enterprise_id":"E1","team_id":null,"user_id":"UBOT","is_bot":true,"is_enterprise_install":true}],` + message + `}`, "E1"},
		"no authorization":             {PathEvents, `{"type":"event_callback","event_id":"E","team_id":"T9","context_team_id":"T1",` + message + `}`, "T1"},
		"a command in an enterprise":   {PathCommands, "team_id=T1&enterprise_id=E1&is_enterprise_install=true&user_id=U1&channel_id=C1&text=help", "E1"},
		"a command in a workspace":     {PathCommands, "team_id=T1&enterprise_id=E1&is_enterprise_install=false&user_id=U1&channel_id=C1&text=help", "T1"},
		"a press in an enterprise":     {PathInteractions, "payload=" + url.QueryEscape(`{"type":"block_actions","team":null,"enterprise":{"id":"E1"},"is_enterprise_install":true,"user":{"id":"U1"}}`), "E1"},
		"a press in a workspace":       {PathInteractions, "payload=" + url.QueryEscape(`{"type":"block_actions","team":{"id":"T1","enterprise_id":"E1"},"enterprise":{"id":"E1"},"user":{"id":"U1"}}`), "T1"},
	} {
		inbox := &memory{}
		d, _ := newDoor(inbox)
		d.answers(request(c.path, c.body))
		if len(inbox.rows) != 1 || inbox.rows[0].Realm != c.want {
			t.Errorf("%s: got %v, want one of %s", name, inbox.rows, c.want)
		}
	}
}

// S-57, S-58, S-59.
func TestOnlyWhatPersonsHaveJustWrittenToTheBotIsKept(t *testing.T) {
	t.Parallel()
	event := func(fields string) string {
		return `{"type":"event_callback","event_id":"E","team_id":"T1","authorizations":[{"team_id":"T1","user_id":"UBOT","is_bot":true}],"event":{"type":"message","channel_type":"im",` + fields + `}}`
	}
	const rest = `"text":"who 25","ts":"1.1","channel":"D1"`
	for name, c := range map[string]struct {
		fields string
		want   int
	}{
		"a message":              {`"user":"U1",` + rest, 1},
		"a file with a text":     {`"subtype":"file_share","user":"U1",` + rest, 1},
		"also to the channel":    {`"subtype":"thread_broadcast","thread_ts":"1.0","user":"U1",` + rest, 1},
		"our own echo":           {`"user":"UBOT","bot_id":"B1",` + rest, 0},
		"our own, without a bot": {`"user":"UBOT",` + rest, 0},
		"another bot":            {`"user":"U2","bot_id":"B2",` + rest, 0},
		"an old bot":             {`"subtype":"bot_message","bot_id":"B2",` + rest, 0},
		"Slackbot":               {`"user":"USLACKBOT",` + rest, 0},
		"an edit":                {`"subtype":"message_changed","message":{"user":"U1"},` + rest, 0},
		"a deletion":             {`"subtype":"message_deleted",` + rest, 0},
		"one of a person":        {`"subtype":"message_deleted","channel":"D1","previous_message":{"user":"U1"}`, 1},
		"one in a room":          {`"subtype":"message_deleted","channel":"C1","previous_message":{"user":"U1"}`, 0},
		"one of our own":         {`"subtype":"message_deleted","channel":"D1","previous_message":{"user":"UBOT"}`, 0},
		"an arrival":             {`"subtype":"channel_join","user":"U1",` + rest, 0},
		"blocks that are broken": {`"user":"U1","blocks":[{"type":7,"elements":"x"}],"files":3,` + rest, 1},
		"a user of another kind": {`"user":{"id":"U1"},` + rest, 0},
	} {
		inbox := &memory{}
		d, _ := newDoor(inbox)
		if w := d.answers(request(PathEvents, event(c.fields))); w.Code != 200 || len(inbox.rows) != c.want {
			t.Errorf("%s: got %d, kept %d, want %d", name, w.Code, len(inbox.rows), c.want)
		}
	}
}
