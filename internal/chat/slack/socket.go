package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"github.com/accord-tracker/accord/internal/people"
)

// Sockets is the way over which Slack tells us things without an address that it can reach: several connections that we
// open, of which each event comes over any. Each is read into the inbox and acknowledged after that (S-11, S-12). One that
// Slack wants closed goes on being read beside its successor, until Slack closes it: what it had sent already is not lost.
type Sockets struct {
	SocketParts
	api   webAPI
	mutex sync.Mutex
	up    int
	since time.Time // when the last connection ended, or Run began; while up is 0
	why   error     // it has stopped for good
}

// SocketParts are what Sockets work with.
type SocketParts struct {
	Ingress     *Ingress
	Token       people.Hidden // of the app: xapp-…
	API         string        // where Slack's methods are; empty: Slack's own
	HTTP        *http.Client  // nil: one with callTimeout
	Connections int           // at the same time; 0: 2
	Now         func() time.Time
	Chance      func() float64 // at least 0, less than 1
	Log         *slog.Logger
	Waits       Waits // the zero Waits: the usual ones
}

// Waits are how long is waited for what.
type Waits struct {
	Hello   time.Duration // for Slack to say that a connection is ready
	Quiet   time.Duration // without a sign of life, before a connection is given up
	Linger  time.Duration // for a connection that Slack wants closed
	First   time.Duration // before the second try to connect
	Most    time.Duration // before a further one
	Renewal time.Duration // of a connection that Slack has not renewed
}

func usualWaits() Waits {
	return Waits{
		Hello: 20 * time.Second, Quiet: 2 * time.Minute, Linger: 30 * time.Second, First: time.Second, Most: time.Minute,
		Renewal: 6 * time.Hour,
	}
}

const (
	usualConnections = 2
	mostConnections  = 10 // of an app (S-11), those that linger included
	silence          = 10 * time.Minute
)

// ErrStopped says that Slack does not want to hear from this app any more, or that its token is no good: an administrator
// must see to it, and it is not tried again (S-11, S-15).
var ErrStopped = errors.New("the connection to Slack has stopped for good")

// NewSockets makes Sockets. Nothing is opened before Run.
func NewSockets(parts SocketParts) *Sockets {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	if parts.Waits == (Waits{}) {
		parts.Waits = usualWaits()
	}
	parts.Connections = min(max(parts.Connections, 0), mostConnections/2)
	if parts.Connections == 0 {
		parts.Connections = usualConnections
	}
	return &Sockets{SocketParts: parts, api: newWebAPI(parts.API, parts.HTTP), since: parts.Now()}
}

// Run keeps the connections up until the context is done; then it returns nil. It returns ErrStopped, with why, if that
// makes no sense any more.
func (s *Sockets) Run(ctx context.Context) error {
	s.note(func() { s.why, s.since = nil, s.Now() })
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	for range s.Connections {
		group.Go(func() {
			if err := s.keepUp(ctx); err != nil {
				stop(err)
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); errors.Is(err, ErrStopped) {
		s.note(func() { s.why = err })
		s.Log.Error("the connection to Slack has stopped: an administrator must see to it", "error", err)
		return err
	}
	return nil
}

// Connected is how many connections are up.
func (s *Sockets) Connected() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.up
}

// Health is what is wrong: they have stopped, or none has been up for ten minutes (S-15).
func (s *Sockets) Health() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.why != nil {
		return s.why
	}
	if down := s.Now().Sub(s.since); s.up == 0 && down > silence {
		return fmt.Errorf("no connection to Slack for %v", down.Round(time.Second))
	}
	return nil
}

func (s *Sockets) note(f func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	f()
}

func (s *Sockets) cameUp() { s.note(func() { s.up++ }) }

func (s *Sockets) wentDown() {
	s.note(func() {
		if s.up--; s.up == 0 {
			s.since = s.Now()
		}
	})
}

// keepUp keeps one connection up, and beside it at most one that lingers.
func (s *Sockets) keepUp(ctx context.Context) error {
	var old *connection
	defer func() { old.close() }()
	failures := 0
	for ctx.Err() == nil {
		c, err := s.connect(ctx)
		if err == nil {
			err = c.stay(ctx)
		}
		if errors.Is(err, ErrStopped) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("no connection to Slack", "error", err)
		}
		if c.asked() {
			old.close()
			c.linger(s.Waits.Linger)
			old = c
		}
		if failures++; c.lasted() {
			failures = 0
			continue
		}
		s.pause(ctx, s.wait(failures, err))
	}
	return nil
}

// wait grows with each failure, by chance less, so that those who failed together do not come back together.
func (s *Sockets) wait(failures int, err error) time.Duration {
	wait := s.Waits.First
	for range min(failures-1, 16) {
		wait = min(2*wait, s.Waits.Most)
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		wait = max(wait, limited.RetryAfter)
	}
	return wait/2 + time.Duration(s.Chance()*float64(wait)/2)
}

func (s *Sockets) pause(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// stops are Slack's words for a token or an app that is no good any more.
var stops = map[string]bool{
	"invalid_auth": true, "not_authed": true, "account_inactive": true, "token_revoked": true, "token_expired": true, "user_removed_from_team": true,
	"team_disabled": true, "not_allowed_token_type": true, "missing_scope": true, "org_login_required": false, "access_denied": true,
	"no_permission": true, "app_not_found": true, "socket_mode_disabled": true, "link_disabled": true,
}

// address asks Slack where to connect to. The address is as good as a token.
func (s *Sockets) address(ctx context.Context) (string, error) {
	var opened struct {
		URL string `json:"url"`
	}
	_, err := s.api.call(ctx, "apps.connections.open", s.Token, url.Values{}, &opened)
	if stops[callErrorOf(err).code()] {
		return "", errors.Join(ErrStopped, err)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusNotFound {
		return "", errors.Join(ErrStopped, err)
	}
	return opened.URL, err
}

// connect opens one connection and waits until Slack says that it is ready.
func (s *Sockets) connect(ctx context.Context) (*connection, error) {
	address, err := s.address(ctx)
	if err != nil {
		return nil, err
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callTimeout}
	socket, answer, err := dialer.DialContext(ctx, address, nil)
	if answer != nil && answer.Body != nil {
		_ = answer.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("connect: %w", withoutAddress(err))
	}
	c := newConnection(s, socket)
	c.run(ctx)
	timer := time.NewTimer(s.Waits.Hello)
	defer timer.Stop()
	select {
	case <-c.ready:
		return c, nil
	case <-c.ended:
		return nil, fmt.Errorf("connect: %w", c.why())
	case <-timer.C:
		c.close()
		return nil, errors.New("connect: Slack does not say hello")
	case <-ctx.Done():
		c.close()
		return nil, ctx.Err()
	}
}
