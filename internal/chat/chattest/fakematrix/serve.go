package fakematrix

import (
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Request is one that came in, for tests that count them.
type Request struct {
	Method string
	Path   string
	Body   []byte
	Auth   string // the header
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone
	}
	s.mu.Lock()
	s.requests = append(s.requests, Request{r.Method, r.URL.Path, body, r.Header.Get("Authorization")})
	fault := s.faultFor(r.Method, r.URL.Path)
	s.mu.Unlock()
	if fault != nil && fault.wait(r.Context()) && fault.before(w) {
		return
	}
	if fault != nil && fault.Cut {
		s.answer(discard{header: http.Header{}}, r, body)
		cut(w)
		return
	}
	s.answer(w, r, body)
}

// discard is an answer that nobody gets.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	c := &call{r: r, body: body, path: parts(r.URL)}
	if strings.HasPrefix(r.URL.Path, "/_matrix/media/") || strings.HasPrefix(r.URL.Path, "/_matrix/client/v1/media/") {
		s.serveMedia(w, c)
		return
	}
	if c.is(http.MethodGet, "sync") {
		s.serveSync(w, c)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reply, failed := s.route(c)
	if failed != nil {
		failed.write(w)
		return
	}
	writeJSON(w, http.StatusOK, reply)
}

// parts are those of the path below the version of the API, decoded.
func parts(u *url.URL) []string {
	path := strings.TrimPrefix(u.EscapedPath(), "/_matrix/client/")
	for _, version := range []string{"v3/", "v1/", "r0/", "unstable/"} {
		if rest, ok := strings.CutPrefix(path, version); ok {
			path = rest
			break
		}
	}
	all := strings.Split(path, "/")
	for i, part := range all {
		if decoded, err := url.PathUnescape(part); err == nil {
			all[i] = decoded
		}
	}
	return all
}

type (
	handler func(*call) (any, *failure)
	route   struct {
		method, path string
		handle       handler
	}
)

// route finds who answers, after the token was looked at.
func (s *Server) route(c *call) (any, *failure) {
	for _, r := range s.open() {
		if c.is(r.method, r.path) {
			return r.handle(c)
		}
	}
	if failed := s.signedIn(c); failed != nil {
		return nil, failed
	}
	for _, r := range s.routes() {
		if c.is(r.method, r.path) {
			return r.handle(c)
		}
	}
	return nil, fail(http.StatusNotFound, "M_UNRECOGNIZED", "no such endpoint")
}

// open are the routes that need no token.
func (s *Server) open() []route {
	return []route{
		{http.MethodGet, "versions", func(*call) (any, *failure) {
			return map[string]any{"versions": []string{"v1.11", "v1.18"}, "unstable_features": map[string]bool{}}, nil
		}},
		{http.MethodGet, "login", func(*call) (any, *failure) {
			return map[string]any{"flows": []map[string]string{{"type": "m.login.password"}}}, nil
		}},
		{http.MethodPost, "login", s.login},
		{http.MethodPost, "refresh", s.refresh},
	}
}

func (s *Server) routes() []route {
	get, put, post := http.MethodGet, http.MethodPut, http.MethodPost
	return []route{
		{get, "account/whoami", s.whoami},
		{post, "logout", s.logout},
		{get, "capabilities", func(*call) (any, *failure) { return map[string]any{"capabilities": map[string]any{}}, nil }},
		{post, "user/*/filter", s.createFilter},
		{get, "user/*/account_data/*", s.accountData},
		{put, "user/*/account_data/*", s.setAccountData},
		{get, "profile/*", s.profile},
		{get, "profile/*/displayname", s.profile},
		{get, "joined_rooms", s.joinedRooms},
		{post, "createRoom", s.createRoom},
		{post, "join/*", s.joinRoom},
		{post, "rooms/*/join", s.joinRoom},
		{post, "rooms/*/leave", s.leaveRoom},
		{post, "rooms/*/invite", s.inviteToRoom},
		{put, "rooms/*/send/*/*", s.sendEvent},
		{put, "rooms/*/state/*/*", s.setState},
		{put, "rooms/*/redact/*/*", s.redactEvent},
		{get, "rooms/*/state", s.wholeState},
		{get, "rooms/*/state/*", s.oneState},
		{get, "rooms/*/state/*/*", s.oneState},
		{get, "rooms/*/members", s.members},
		{get, "rooms/*/joined_members", s.joinedMembers},
		{get, "rooms/*/messages", s.messages},
		{get, "rooms/*/event/*", s.oneEvent},
		{post, "rooms/*/receipt/*/*", s.receipt},
		{put, "rooms/*/typing/*", s.typing},
		{get, "directory/room/*", s.resolveAlias},
		{http.MethodDelete, "directory/room/*", s.deleteAlias},
		{post, "keys/upload", s.uploadKeys},
		{post, "keys/query", s.queryKeys},
		{post, "keys/claim", s.claimKeys},
		{post, "keys/device_signing/upload", s.uploadSigningKeys},
		{post, "keys/signatures/upload", s.uploadSignatures},
		{put, "sendToDevice/*/*", s.sendToDevice},
		{get, "devices", s.devices},
		{get, "devices/*", s.oneDevice},
		{get, "room_keys/version", func(*call) (any, *failure) { return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no backup") }},
	}
}
