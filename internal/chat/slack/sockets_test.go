package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/accord-tracker/accord/internal/chat/chattest/fakeslack"
	"github.com/accord-tracker/accord/internal/chat/slack"
	"github.com/accord-tracker/accord/internal/clocktest"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
)

// pile is an inbox that remembers what it was given, once each.
type pile struct {
	mutex sync.Mutex
	rows  map[string]queue.Received
	err   error
	hold  chan struct{} // nothing is kept before it is closed
	panic bool
}

func newPile() *pile { return &pile{rows: map[string]queue.Received{}} }

func (p *pile) Receive(ctx context.Context, list []queue.Received, _ ...queue.Keepsake) (fresh []queue.Received, err error) {
	p.mutex.Lock()
	hold := p.hold
	p.mutex.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.panic {
		p.panic = false
		panic("the inbox is on fire")
	}
	if p.err != nil {
		return nil, p.err
	}
	for _, r := range list {
		if _, known := p.rows[r.External]; !known {
			p.rows[r.External] = r
			fresh = append(fresh, r)
		}
	}
	return fresh, nil
}

func (p *pile) count() int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return len(p.rows)
}

func (p *pile) fail(err error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.err = err
}

// noForms opens and checks nothing but what a test says.
type noForms struct{ answer []byte }

// burning panics the first time that it checks something.
type burning struct {
	noForms
	once *sync.Once
}

func (b burning) CheckSubmission([]byte) []byte {
	b.once.Do(func() { panic("forms are on fire") })
	return nil
}

func (noForms) OpenForm(context.Context, slack.Pressed) error { return nil }

func (f noForms) CheckSubmission([]byte) []byte { return f.answer }

// line is Socket Mode before a fake Slack.
type line struct {
	t       testing.TB
	server  *fakeslack.Server
	inbox   *pile
	sockets *slack.Sockets
	stop    func()
	ended   chan error
}

var someday = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func shortWaits() slack.Waits {
	return slack.Waits{
		Hello: 5 * time.Second, Quiet: time.Minute, Linger: 5 * time.Second, First: time.Millisecond, Most: 10 * time.Millisecond, Renewal: time.Hour,
	}
}

// quick retries at once what was not acknowledged for a while.
func quick() fakeslack.Options {
	return fakeslack.Options{
		Now: func() time.Time { return someday }, AckTime: 2 * time.Second,
		Retries: []time.Duration{0, 20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond},
	}
}

func newLine(t testing.TB, options fakeslack.Options, change func(*slack.SocketParts)) *line {
	t.Helper()
	l := &line{t: t, server: fakeslack.New(t, options), inbox: newPile(), ended: make(chan error, 1)}
	parts := slack.SocketParts{
		Ingress: slack.NewIngress(slack.IngressParts{Inbox: l.inbox, Forms: noForms{}, Now: options.Now}),
		Token:   people.Hidden(fakeslack.AppToken), API: l.server.APIURL(), Now: options.Now, Chance: func() float64 { return 0 },
		Waits: shortWaits(),
	}
	if change != nil {
		change(&parts)
	}
	l.sockets = slack.NewSockets(parts)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { l.ended <- l.sockets.Run(ctx) }()
	l.stop = cancel
	t.Cleanup(cancel)
	return l
}

func (l *line) wait(what string, holds func() bool) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := l.server.Wait(ctx, what, holds); err != nil {
		l.t.Fatal(err)
	}
}

func (l *line) up(want int) {
	l.t.Helper()
	l.wait(fmt.Sprint(want, " connections"), func() bool {
		open, _ := l.server.Connections()
		return open == want && l.sockets.Connected() == want
	})
}

func (l *line) end() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		return err
	case <-time.After(10 * time.Second):
		l.t.Fatal("it does not end")
		return nil
	}
}

func (l *line) says(text string) *fakeslack.Delivery {
	return l.server.Says("U1", l.server.Private("U1"), text)
}

// S-11, S-13: two connections, acknowledged with nothing, and counted.
func TestTwoConnectionsTakeWhatComesOverEither(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), nil)
	l.up(2)
	var all []*fakeslack.Delivery
	for n := range 20 {
		all = append(all, l.says(fmt.Sprint("who ", n)))
	}
	all = append(all, l.server.Commands("U1", "C1", "help"))
	for _, d := range all {
		l.wait("an acknowledgement", d.Acked)
		if len(d.Answer()) > 0 || len(d.Attempts()) > 1 {
			t.Errorf("acknowledged with %q after %d tries, want nothing after one", d.Answer(), len(d.Attempts()))
		}
	}
	if got := l.inbox.count(); got != len(all) {
		t.Errorf("kept %d, want %d", got, len(all))
	}
	l.server.Ping()
	l.wait("pongs", func() bool { return l.server.Pongs() == 2 })
	l.stop()
	if err := l.end(); err != nil || l.sockets.Connected() != 0 {
		t.Errorf("stopped: got %v with %d connections", err, l.sockets.Connected())
	}
}

// S-12: what is on its way over a connection that is told to go arrives over it, and nobody has to send it again.
func TestWhatComesOverAConnectionThatLeavesIsNotLost(t *testing.T) {
	t.Parallel()
	for _, connections := range []int{1, 2} {
		l := newLine(t, quick(), func(p *slack.SocketParts) { p.Connections = connections })
		l.up(connections)
		for round := range 3 {
			first := l.says("who 25")
			l.wait("the first", first.Acked)
			l.server.DisconnectOne(fakeslack.Warning, 300*time.Millisecond)
			late := l.server.Again(first) // over the new connection, or the other one
			if !l.server.OnOld(first) {
				t.Error("the old connection was closed at once")
			}
			l.wait("the late one", late.Acked)
			l.up(connections)
			if got := l.inbox.count(); got != round+1 {
				t.Errorf("%d connections, round %d: kept %d", connections, round, got)
			}
		}
		l.stop()
		if err := l.end(); err != nil {
			t.Error(err)
		}
	}
}

// S-12, S-14: no acknowledgement before the row; what was not kept comes again, once.
func TestWhatIsNotKeptIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), nil)
	l.up(2)
	l.inbox.fail(errors.New("the disk is full"))
	d := l.says("who 25")
	l.wait("a second try", func() bool { return len(d.Attempts()) > 1 })
	if d.Acked() || l.inbox.count() != 0 {
		t.Fatal("acknowledged, and not kept")
	}
	l.inbox.fail(nil)
	l.wait("an acknowledgement", d.Acked)
	if got := l.inbox.count(); got != 1 {
		t.Errorf("kept %d, want 1", got)
	}
}

// S-14: signs of life are answered while the database is slow.
func TestASlowInboxDoesNotStopSignsOfLife(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), nil)
	l.up(2)
	l.inbox.mutex.Lock()
	held := make(chan struct{})
	l.inbox.hold = held
	l.inbox.mutex.Unlock()
	var all []*fakeslack.Delivery
	for n := range 60 {
		all = append(all, l.says(fmt.Sprint("who ", n)))
	}
	l.server.Ping()
	l.wait("pongs", func() bool { return l.server.Pongs() == 2 })
	close(held)
	for _, d := range all {
		l.wait("an acknowledgement", d.Acked)
	}
}

// S-14: a panic ends a connection, and nothing else.
func TestAPanicEndsAConnectionAndNoMore(t *testing.T) {
	t.Parallel()
	var inbox *pile
	l := newLine(t, quick(), func(p *slack.SocketParts) {
		inbox = newPile()
		p.Ingress = slack.NewIngress(slack.IngressParts{Inbox: inbox, Forms: burning{once: &sync.Once{}}, Now: p.Now})
	})
	l.up(2)
	inbox.mutex.Lock()
	inbox.panic = true
	inbox.mutex.Unlock()
	d := l.says("who 25")
	l.wait("an acknowledgement", d.Acked)
	if _, ever := l.server.Connections(); ever != 2 || inbox.count() != 1 {
		t.Errorf("after the inbox panicked: %d connections, %d kept", ever, inbox.count())
	}
	d = l.server.Raw(fakeslack.KindInteraction, map[string]any{
		"type": "view_submission", "team": map[string]any{"id": "T0001"}, "user": map[string]any{"id": "U1"}, "view": map[string]any{"id": "V1"},
	})
	l.wait("an acknowledgement", d.Acked)
	l.wait("a third connection", func() bool { _, ever := l.server.Connections(); return ever == 3 })
	l.up(2)
}

// S-13, S-20: what is wrong with a form goes back with the acknowledgement.
func TestWhatIsWrongWithAFormIsAcknowledged(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), func(p *slack.SocketParts) {
		p.Ingress = slack.NewIngress(slack.IngressParts{
			Inbox: newPile(), Forms: noForms{[]byte(`{"response_action":"errors"}`)}, Now: p.Now,
		})
	})
	l.up(2)
	d := l.server.Raw(fakeslack.KindInteraction, map[string]any{
		"type": "view_submission", "team": map[string]any{"id": "T0001"}, "user": map[string]any{"id": "U1"}, "view": map[string]any{"id": "V1"},
	})
	l.wait("an acknowledgement", d.Acked)
	if !strings.Contains(string(d.Answer()), "errors") {
		t.Errorf("acknowledged with %q", d.Answer())
	}
}

// S-11: when Socket Mode is switched off it stops, says so, and does not come back.
func TestASwitchedOffLinkStopsForGood(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), nil)
	l.up(2)
	l.server.Disconnect(fakeslack.LinkDisabled, 0)
	if err := l.end(); !errors.Is(err, slack.ErrStopped) {
		t.Errorf("ended with %v, want ErrStopped", err)
	}
	if err := l.sockets.Health(); !errors.Is(err, slack.ErrStopped) {
		t.Errorf("health: got %v, want ErrStopped", err)
	}
}

// S-15.
func TestAWrongTokenStopsForGood(t *testing.T) {
	t.Parallel()
	l := newLine(t, quick(), func(p *slack.SocketParts) { p.Token = "xapp-1-wrong" })
	if err := l.end(); !errors.Is(err, slack.ErrStopped) || !strings.Contains(err.Error(), "invalid_auth") {
		t.Errorf("ended with %v, want ErrStopped because of invalid_auth", err)
	}
	if n := len(l.server.Calls("apps.connections.open")); n > 2 {
		t.Errorf("asked %d times", n)
	}
}

// S-15: what may pass is tried again.
func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakeslack.Fault{
		"500": {Status: 500}, "429": {Status: 429, RetryAfter: "0"}, "dropped": {Drop: true}, "no JSON": {Garbage: true}, "internal": {Code: "internal_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := quick()
			server := fakeslack.New(t, options)
			fault.Method, fault.Times = "apps.connections.open", 5
			server.Break(fault)
			l := newLine(t, options, func(p *slack.SocketParts) { p.API = server.APIURL() })
			l.server = server
			l.up(2)
		})
	}
}

// S-15: connections that say nothing are given up, and after ten minutes without one the administrator is told.
func TestSilentConnectionsAreGivenUp(t *testing.T) {
	t.Parallel()
	var mute http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mute.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	dialed, hello := make(chan struct{}, 1000), make(chan bool, 1)
	hello <- false
	mute = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "apps.connections.open") {
			_, _ = fmt.Fprintf(w, `{"ok":true,"url":"ws%s/socket"}`, strings.TrimPrefix(server.URL, "http"))
			return
		}
		upgrader := websocket.Upgrader{}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		greet := <-hello
		hello <- greet
		if greet {
			_ = conn.WriteJSON(map[string]any{"type": "hello"})
		}
		dialed <- struct{}{}
		_, _, _ = conn.ReadMessage()
	})
	clock := clocktest.At(someday)
	waits := shortWaits()
	waits.Hello, waits.Quiet = 20*time.Millisecond, 30*time.Millisecond
	sockets := slack.NewSockets(slack.SocketParts{
		Ingress: slack.NewIngress(slack.IngressParts{Inbox: newPile(), Forms: noForms{}, Now: clock.Now}), Token: "xapp-1", API: server.URL,
		Connections: 1, Now: clock.Now, Chance: func() float64 { return 0 }, Waits: waits,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sockets.Run(ctx) }()
	for range 5 { // without a hello
		<-dialed
	}
	if err := sockets.Health(); err != nil || sockets.Connected() != 0 {
		t.Errorf("after a moment: got %v, %d connected", err, sockets.Connected())
	}
	clock.Forward(11 * time.Minute)
	if err := sockets.Health(); err == nil {
		t.Error("ten minutes without a connection are well")
	}
	<-hello
	hello <- true
	for range 5 { // with a hello, and nothing after it
		<-dialed
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A thousand reconnects, of each kind, leave nothing behind: after the first two hundred neither the heap nor what the
// process holds grows by a tenth.
func TestAThousandReconnectsLeaveNothingBehind(t *testing.T) { // alone: others would be counted too
	const rounds, usual = 500, 100 // of two connections
	l := newLine(t, quick(), func(p *slack.SocketParts) { p.Waits.First, p.Waits.Most = time.Microsecond, time.Microsecond })
	l.up(2)
	var routines int
	var heap, resident uint64
	for round := range rounds {
		if round == usual {
			l.up(2)
			routines, heap, resident = standing(t)
		}
		_, before := l.server.Connections()
		if round%2 == 0 {
			l.server.CutSockets()
		} else {
			l.server.Disconnect(fakeslack.RefreshRequested, 0)
		}
		l.wait("new connections", func() bool { open, ever := l.server.Connections(); return open == 2 && ever >= before+2 })
	}
	l.up(2)
	l.wait("what was left to end", func() bool { return runtime.NumGoroutine() <= routines+4 })
	_, heapNow, residentNow := standing(t)
	const little = 4 << 20 // what the collector and the system may hold more at one moment than at another
	if heapNow > heap+heap/10+little/4 {
		t.Errorf("the heap grew from %d to %d bytes", heap, heapNow)
	}
	if residentNow > resident+resident/10+little {
		t.Errorf("the process grew from %d to %d bytes", resident, residentNow)
	}
	t.Logf("from the 200th to the 1,000th: heap %d → %d KiB, process %d → %d KiB", heap>>10, heapNow>>10, resident>>10, residentNow>>10)
	d := l.says("who 25")
	l.wait("an acknowledgement", d.Acked)
}

// standing is how many goroutines there are, what the heap holds, and what the process does once what is free is given
// back; 0 where the system does not say.
func standing(t *testing.T) (routines int, heap, resident uint64) {
	t.Helper()
	runtime.GC() // what finalizers let go of
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size uint64
		if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
			t.Fatal(err)
		}
	}
	return runtime.NumGoroutine(), m.HeapAlloc, resident * uint64(os.Getpagesize())
}
