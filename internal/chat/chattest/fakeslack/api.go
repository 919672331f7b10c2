package fakeslack

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Call is one call of a method, as it came in.
type Call struct {
	Method   string
	Team     string // whose token it had
	Args     Args
	At       time.Time
	Answered string // "ok", or Slack's word for what was wrong, or "http 500"
}

// Args are what a method is given, from a form or from JSON; objects and lists are JSON.
type Args map[string]string

func (a Args) yes(name string) bool { return a[name] == "true" || a[name] == "1" }

func (a Args) into(name string, v any) bool { return json.Unmarshal([]byte(a[name]), v) == nil }

func (a Args) limit(usual, most int) int {
	n, err := strconv.Atoi(a["limit"])
	if err != nil || n <= 0 {
		return usual
	}
	return min(n, most)
}

// refusal is an error as Slack tells it.
type refusal struct {
	code       string
	messages   []string // response_metadata.messages
	needed     string   // missing_scope
	provided   string
	retryAfter string // ratelimited
}

func refuse(code string, messages ...string) *refusal {
	return &refusal{code: code, messages: messages}
}

func (r refusal) body() map[string]any {
	body := map[string]any{"ok": false, "error": r.code}
	if len(r.messages) > 0 {
		body["response_metadata"] = map[string]any{"messages": r.messages}
	}
	if r.needed != "" {
		body["needed"], body["provided"] = r.needed, r.provided
	}
	return body
}

// call is one on its way.
type call struct {
	*Server
	args Args
	team *Team
	user string // whose token: the bot
}

// method is one of the Web API: the scope that it needs, and what it does. Do has the lock.
type method struct {
	scope string
	do    func(c call) (map[string]any, *refusal)
}

func methods() map[string]method {
	return map[string]method{
		"api.test":                     {"", func(call) (map[string]any, *refusal) { return map[string]any{}, nil }},
		"auth.test":                    {"", call.authTest},
		"chat.postMessage":             {"chat:write", call.postMessage},
		"chat.postEphemeral":           {"chat:write", call.postEphemeral},
		"chat.update":                  {"chat:write", call.update},
		"chat.delete":                  {"chat:write", call.deleteMessage},
		"chat.getPermalink":            {"", call.permalink},
		"chat.unfurl":                  {"links:write", call.unfurl},
		"conversations.open":           {"im:write", call.open},
		"conversations.info":           {"", call.info},
		"conversations.members":        {"", call.members},
		"conversations.history":        {"", call.history},
		"conversations.replies":        {"", call.replies},
		"users.info":                   {"users:read", call.userInfo},
		"views.open":                   {"", call.openView},
		"views.push":                   {"", call.pushView},
		"views.update":                 {"", call.updateView},
		"views.publish":                {"", call.publishView},
		"files.getUploadURLExternal":   {"files:write", call.uploadURL},
		"files.completeUploadExternal": {"files:write", call.completeUpload},
		"auth.revoke":                  {"", call.revoke},
	}
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, name string) {
	args, bearer := readArgs(r)
	s.mu.Lock()
	team := ""
	if t := s.tokens[bearer]; t != nil {
		team = t.team
	}
	fault := s.faultFor(name, team)
	s.mu.Unlock()
	if fault.before(r.Context(), w) {
		s.record(Call{Method: name, Team: team, Args: args, Answered: fault.said()})
		return
	}
	body, wrong := s.perform(name, args, bearer, r)
	s.describe(w, bearer)
	answered := "ok"
	if wrong != nil {
		answered = wrong.code
	}
	s.record(Call{Method: name, Team: team, Args: args, Answered: answered})
	if fault.after(r.Context(), w) {
		return
	}
	switch {
	case wrong != nil && wrong.code == "ratelimited":
		w.Header().Set("Retry-After", wrong.retryAfter)
		w.WriteHeader(http.StatusTooManyRequests)
		writeJSON(w, wrong.body())
	case wrong != nil:
		writeJSON(w, wrong.body())
	default:
		body["ok"] = true
		writeJSON(w, body)
	}
}

// describe says in the header of an answer what Slack says there: its clock, and the scopes of the token.
func (s *Server) describe(w http.ResponseWriter, bearer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	if t := s.tokens[bearer]; t != nil {
		w.Header().Set("X-Oauth-Scopes", t.scopes)
	}
}

func (f *Fault) said() string {
	switch {
	case f.Code != "":
		return f.Code
	case f.Status != 0:
		return "http " + strconv.Itoa(f.Status)
	}
	return "cut"
}

// perform checks the token and its scopes, and lets the method do its work.
func (s *Server) perform(name string, args Args, bearer string, r *http.Request) (map[string]any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.happened()
	switch name {
	case "apps.connections.open":
		return s.openConnection(bearer)
	case "oauth.v2.access":
		return s.access(args, r)
	case "oauth.v2.exchange":
		return s.exchange(args)
	}
	m, known := methods()[name]
	if !known {
		return nil, refuse("unknown_method")
	}
	team, scopes, wrong := s.caller(bearer)
	if wrong != nil {
		return nil, wrong
	}
	if m.scope != "" && !slices.Contains(strings.Split(scopes, ","), m.scope) {
		return nil, &refusal{code: "missing_scope", needed: m.scope, provided: scopes}
	}
	return m.do(call{Server: s, args: args, team: team, user: team.Bot})
}

// caller is whose token it is. The caller has the lock.
func (s *Server) caller(bearer string) (*Team, string, *refusal) {
	t := s.tokens[bearer]
	switch {
	case bearer == "":
		return nil, "", refuse("not_authed")
	case t == nil:
		return nil, "", refuse("invalid_auth")
	case s.teams[t.team].Off:
		return nil, "", refuse("token_revoked")
	case t.superseded, !t.endsAt.IsZero() && !s.now().Before(t.endsAt):
		return nil, "", refuse("token_expired")
	}
	return s.teams[t.team], t.scopes, nil
}

// readArgs reads a form or JSON, and takes the token from the header or, as Slack does, from a form. A token in the
// address is never taken.
func readArgs(r *http.Request) (args Args, bearer string) {
	args = Args{}
	bearer = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var members map[string]json.RawMessage
		_ = json.Unmarshal(body, &members)
		for name, raw := range members {
			args[name] = string(raw)
			var text string
			if json.Unmarshal(raw, &text) == nil {
				args[name] = text
			}
		}
		return args, bearer
	}
	form, _ := url.ParseQuery(string(body))
	for name, values := range form {
		args[name] = values[0]
	}
	for name, values := range r.URL.Query() { // slack-go's GET methods
		if name != "token" {
			args[name] = values[0]
		}
	}
	if bearer == "" {
		bearer = args["token"]
	}
	delete(args, "token")
	return args, bearer
}

func (s *Server) record(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.At = s.now()
	s.calls = append(s.calls, c)
	s.happened()
}

// Calls are those of a method that came in so far, in order; of all methods with "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			c.Args = maps.Clone(c.Args)
			found = append(found, c)
		}
	}
	return found
}

func (c call) authTest() (map[string]any, *refusal) {
	return map[string]any{
		"url": "https://" + c.team.Domain + ".slack.com/", "team": c.team.Name, "user": "accord", "team_id": c.team.ID,
		"user_id": c.user, "bot_id": botID(c.user), "enterprise_id": c.team.Enterprise, "is_enterprise_install": false,
	}, nil
}

func botID(user string) string { return "B" + strings.TrimPrefix(user, "U") }

func (c call) revoke() (map[string]any, *refusal) {
	c.team.Off = true
	return map[string]any{"revoked": true}, nil
}
