// Package fakematrix is a homeserver in memory, for tests of what a real one rarely does: limited timelines, repeated
// events, both forms of rate limits, connections that are cut after the work was done, tokens that die, invites that are
// too fresh to accept, upgraded rooms. It speaks the client-server API over HTTP to the bot, and is spoken to by the
// test for the people. It knows nothing of the bot, and shares no code with its Matrix library.
package fakematrix

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Name of the server: the part of user ids after the colon.
const Name = "hs.example"

// Server is one homeserver. It is safe for concurrent use.
type Server struct {
	http *httptest.Server
	now  func() time.Time

	mu       sync.Mutex
	news     chan struct{} // closed, and made anew, whenever something happens
	position int           // of what happened last
	numbers  int           // for ids

	users    map[string]*user
	tokens   map[string]*device
	rooms    map[string]*room
	aliases  map[string]string
	media    map[string]Media
	filters  map[string]int // timeline limits
	sent     map[string]string
	toDevice []toDevice
	changed  map[string]int // users whose keys changed, and when

	faults   []*Fault
	bucket   *bucket
	requests []Request
	syncs    int // that were answered
	repeats  int // events that each incremental sync brings once more
	limit    int // of a timeline without a filter
	mostSize int // of an upload
}

// Options of a server.
type Options struct {
	Now       func() time.Time // the clock; required
	MaxUpload int              // in bytes; 0: 50 MiB
}

// New starts a server, which ends with the test.
func New(t testing.TB, options Options) *Server {
	t.Helper()
	s := &Server{
		now: options.Now, news: make(chan struct{}), users: map[string]*user{}, tokens: map[string]*device{},
		rooms: map[string]*room{}, aliases: map[string]string{}, media: map[string]Media{}, filters: map[string]int{},
		sent: map[string]string{}, changed: map[string]int{}, limit: 20, mostSize: options.MaxUpload,
	}
	if s.mostSize == 0 {
		s.mostSize = 50 << 20
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Stop)
	return s
}

// URL is the base address.
func (s *Server) URL() string { return s.http.URL }

// Stop ends the server and all its connections.
func (s *Server) Stop() {
	s.mu.Lock()
	s.happened()
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
}

// CutConnections cuts every connection, as a restart would.
func (s *Server) CutConnections() { s.http.CloseClientConnections() }

// happened wakes whoever waits for news. The caller has the lock.
func (s *Server) happened() {
	close(s.news)
	s.news = make(chan struct{})
}

// next is the position of what happens now.
func (s *Server) next() int {
	s.position++
	return s.position
}

func (s *Server) number() int {
	s.numbers++
	return s.numbers
}

// failure is an error as the API tells it.
type failure struct {
	Status  int
	Code    string
	Message string
	More    map[string]any
	Headers map[string]string
}

func (f *failure) write(w http.ResponseWriter) {
	body := map[string]any{"errcode": f.Code, "error": f.Message}
	maps.Copy(body, f.More)
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	writeJSON(w, f.Status, body)
}

func fail(status int, code, message string) *failure {
	return &failure{Status: status, Code: code, Message: message}
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // a bug of this package
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// call is one request with what it is about.
type call struct {
	r      *http.Request
	path   []string // below /_matrix/client/v3
	body   []byte
	device *device // nil: nobody is signed in
}

func (c *call) into(v any) *failure {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return fail(http.StatusBadRequest, "M_NOT_JSON", err.Error())
	}
	return nil
}

func (c *call) content() (map[string]any, *failure) {
	content := map[string]any{}
	return content, c.into(&content)
}

// is says whether the method and path are those; "*" is any part.
func (c *call) is(method, pattern string) bool {
	parts := strings.Split(pattern, "/")
	if c.r.Method != method || len(parts) != len(c.path) {
		return false
	}
	for i, part := range parts {
		if part != "*" && part != c.path[i] {
			return false
		}
	}
	return true
}

func (s *Server) id(sigil, what string) string {
	return fmt.Sprintf("%s%s%06d:%s", sigil, what, s.number(), Name)
}
