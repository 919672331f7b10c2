// Package fakeslack is Slack in memory, for what the real one rarely does: the Web API with the limits, refusals and
// losses that Slack has (chat-platforms requirements S-nn), and a Slack that tells an app what people do, over signed HTTP
// or over Socket Mode, late, twice and on the wrong connection if a test wants so. It knows nothing of commitments.
//
//	s := fakeslack.New(t, fakeslack.Options{Now: clock})
//	api := slack.New(s.BotToken(), slack.OptionAPIURL(s.APIURL()))
//	s.OverHTTP(fakeslack.Addresses{Events: …, Commands: …, Interactions: …})     // or the app connects by Socket Mode
//	d := s.Says("U1", s.Private("U1"), "who 25")
//	s.Wait(ctx, "the answer", func() bool { return len(s.Seen(s.Private("U1"))) > 1 })
//
// A workspace with one bot is there from the start; people and rooms are made as they are named.
package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options of a server.
type Options struct {
	Now     func() time.Time
	Team    string          // id of the workspace; empty: T0001
	AckTime time.Duration   // within which a delivery must be acknowledged; 0: 3 s
	Retries []time.Duration // after which an event that was not acknowledged comes again; nil: 0, 1 min, 5 min, as at Slack
}

// Server is Slack. It is safe for concurrent use.
type Server struct {
	http    *httptest.Server
	client  *http.Client // of what the server posts
	options Options
	now     func() time.Time
	running sync.WaitGroup
	over    context.Context //nolint:containedctx // of what the server does by itself
	end     context.CancelFunc

	mu        sync.Mutex
	news      chan struct{}
	numbers   int
	lastTS    time.Time
	teams     map[string]*Team
	tokens    map[string]*token
	users     map[string]*User
	channels  map[string]*Channel
	files     map[string]*File
	uploads   []string          // ids of files, in order
	opened    []string          // ids of views, in order
	pairs     map[string]string // the access token that came of a refresh token
	views     map[string]*View
	homes     map[string]View
	triggers  map[string]*trigger
	addresses map[string]*responseAddress
	codes     map[string]*code
	unfurls   []Unfurl
	calls     []Call
	faults    []*Fault
	pace      *pace
	pending   map[string]*Delivery // by envelope id
	overHTTP  *Addresses
	sockets   []*socket
	tickets   map[string]bool
	ever      int           // how many connections there were
	arrived   chan struct{} // closed when one opens
	turn      int           // of the sockets, and of replicas
	pongs     int           // of connections that have ended
	closed    bool
	mostOpen  int
	linkOff   bool
}

// New starts a server that ends with the test.
func New(t testing.TB, options Options) *Server {
	if options.Team == "" {
		options.Team = "T0001"
	}
	if options.AckTime == 0 {
		options.AckTime = 3 * time.Second
	}
	if options.Retries == nil {
		options.Retries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	s := &Server{
		options: options, now: options.Now, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, news: make(chan struct{}), arrived: make(chan struct{}),
		teams: map[string]*Team{}, tokens: map[string]*token{}, users: map[string]*User{}, channels: map[string]*Channel{},
		files: map[string]*File{}, views: map[string]*View{}, homes: map[string]View{}, triggers: map[string]*trigger{},
		addresses: map[string]*responseAddress{}, codes: map[string]*code{}, pairs: map[string]string{}, pending: map[string]*Delivery{}, tickets: map[string]bool{}, mostOpen: 10,
	}
	s.over, s.end = context.WithCancel(context.Background())
	s.install(&Team{ID: options.Team, Name: "Plans", Domain: "plans"})
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server, its connections and its deliveries.
func (s *Server) Stop() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.happened()
	s.mu.Unlock()
	s.end()
	s.CutSockets()
	s.http.CloseClientConnections()
	s.http.Close()
	s.client.CloseIdleConnections()
	s.running.Wait()
}

// URL is where the server answers.
func (s *Server) URL() string { return s.http.URL }

// APIURL is the base of the Web API, with a slash at its end.
func (s *Server) APIURL() string { return s.http.URL + "/api/" }

// Wait waits until what is asked holds, and looks again whenever something happens.
func (s *Server) Wait(ctx context.Context, what string, holds func() bool) error {
	for {
		s.mu.Lock()
		news := s.news
		s.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-news:
		case <-time.After(50 * time.Millisecond): // what is asked may also be of a database
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
}

// happened wakes whoever waits for news. The caller has the lock.
func (s *Server) happened() {
	close(s.news)
	s.news = make(chan struct{})
}

// id is a new one. The caller has the lock.
func (s *Server) id(prefix string) string {
	s.numbers++
	return fmt.Sprintf("%s%08d", prefix, s.numbers)
}

// ts is the name of a message of this moment, after all that were given. The caller has the lock.
func (s *Server) ts() string {
	at := s.now().Truncate(time.Microsecond)
	if !at.After(s.lastTS) {
		at = s.lastTS.Add(time.Microsecond)
	}
	s.lastTS = at
	return tsOf(at)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/api/"):
		s.serveAPI(w, r, strings.TrimPrefix(path, "/api/"))
	case strings.HasPrefix(path, "/upload/"):
		s.serveUpload(w, r, strings.TrimPrefix(path, "/upload/"))
	case strings.HasPrefix(path, "/response/"):
		s.serveResponse(w, r, strings.TrimPrefix(path, "/response/"))
	case path == "/socket":
		s.serveSocket(w, r)
	default:
		http.NotFound(w, r)
	}
}

func writeJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // nothing in it but texts, numbers, lists and objects
}
