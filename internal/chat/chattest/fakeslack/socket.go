package fakeslack

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// mostAck is beyond which Slack drops an acknowledgement without a word (S-13).
const mostAck = 20 * 1024

// Reasons for which Slack ends a connection (S-11).
const (
	Warning          = "warning"           // it will be closed in about ten seconds
	RefreshRequested = "refresh_requested" // it is to be opened anew
	LinkDisabled     = "link_disabled"     // Socket Mode was turned off
	TooMany          = "too_many_websockets"
)

// socket is one connection of the app's.
type socket struct {
	number  int
	conn    *websocket.Conn
	writing sync.Mutex
	gone    chan struct{} // closed when the connection is

	ended bool // it was told to go: nothing new goes over it
	acks  int
	pongs int
}

// openConnection is apps.connections.open. The caller has the lock.
func (s *Server) openConnection(bearer string) (map[string]any, *refusal) {
	switch {
	case !strings.HasPrefix(bearer, "xapp-"):
		return nil, refuse("not_allowed_token_type")
	case bearer != AppToken:
		return nil, refuse("invalid_auth")
	case s.linkOff:
		return nil, refuse("link_disabled")
	}
	ticket := s.id("ticket-")
	s.tickets[ticket] = true
	return map[string]any{"url": "ws" + strings.TrimPrefix(s.URL(), "http") + "/socket?ticket=" + ticket + "&app_id=" + AppID}, nil
}

// LimitSockets is how many connections are taken: Slack takes ten.
func (s *Server) LimitSockets(most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mostOpen = most
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	good := s.tickets[ticket]
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !good {
		http.Error(w, "ticket", http.StatusForbidden)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := &socket{conn: conn, gone: make(chan struct{})}
	if !s.admit(k) {
		_ = k.write(map[string]any{"type": "disconnect", "reason": TooMany, "debug_info": map[string]any{"host": "fake"}})
		_ = conn.Close()
		return
	}
	s.listen(k)
}

// admit counts the connection in, and says hello.
func (s *Server) admit(k *socket) bool {
	s.mu.Lock()
	open := len(s.open())
	if open >= s.mostOpen || s.closed {
		s.mu.Unlock()
		return false
	}
	s.ever++
	k.number = s.ever
	s.mu.Unlock()
	k.conn.SetPongHandler(func(string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		k.pongs++
		s.happened()
		return nil
	})
	_ = k.write(map[string]any{
		"type": "hello", "num_connections": open + 1, "connection_info": map[string]any{"app_id": AppID},
		"debug_info": map[string]any{"host": "fake", "build_number": 1, "approximate_connection_time": 18060},
	})
	s.mu.Lock()
	s.sockets = append(s.sockets, k)
	close(s.arrived)
	s.arrived = make(chan struct{})
	s.happened()
	s.mu.Unlock()
	return true
}

// listen takes acknowledgements until the connection ends.
func (s *Server) listen(k *socket) {
	defer func() {
		_ = k.conn.Close()
		s.mu.Lock()
		close(k.gone)
		s.pongs += k.pongs
		s.sockets = slices.DeleteFunc(s.sockets, func(other *socket) bool { return other == k })
		s.happened()
		s.mu.Unlock()
	}()
	for {
		_, text, err := k.conn.ReadMessage()
		if err != nil {
			return
		}
		if len(text) > mostAck {
			continue
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(text, &ack) != nil || ack.EnvelopeID == "" {
			continue
		}
		s.mu.Lock()
		k.acks++
		if d := s.pending[ack.EnvelopeID]; d != nil {
			d.ackedBy = k
			d.acknowledge(ack.Payload, time.Since(d.sent))
		}
		s.happened()
		s.mu.Unlock()
	}
}

func (k *socket) write(v any) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return k.conn.WriteJSON(v)
}

func (k *socket) isGone() bool {
	select {
	case <-k.gone:
		return true
	default:
		return false
	}
}

// open are the connections over which something new may go. The caller has the lock.
func (s *Server) open() []*socket {
	var list []*socket
	for _, k := range s.sockets {
		if !k.ended && !k.isGone() {
			list = append(list, k)
		}
	}
	return list
}

// send brings it over a connection, and over another one if it is not acknowledged in time or the connection ends.
func (s *Server) send(d *Delivery) {
	for n := 0; ; n++ {
		k := s.next()
		if k == nil {
			return
		}
		reason := ""
		if n > 0 {
			reason = "timeout"
		}
		s.mu.Lock()
		d.sent = time.Now()
		s.mu.Unlock()
		err := k.write(d.envelope(n, reason))
		if err == nil && s.acknowledged(d, k) {
			s.noteSocket(d, Attempt{Socket: k.number})
			return
		}
		s.noteSocket(d, Attempt{Socket: k.number, Wrong: "not acknowledged"})
		if s.over.Err() != nil {
			return
		}
	}
}

func (s *Server) noteSocket(d *Delivery, a Attempt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.attempts = append(d.attempts, a)
	s.happened()
}

func (d *Delivery) envelope(n int, reason string) map[string]any {
	return map[string]any{
		"envelope_id": d.Envelope, "type": d.Kind, "payload": d.payload, "accepts_response_payload": d.Kind != KindEvent,
		"retry_attempt": n, "retry_reason": reason,
	}
}

// next is the connection whose turn it is; one is waited for. It is nil when the server ends.
func (s *Server) next() *socket {
	for {
		s.mu.Lock()
		if open := s.open(); len(open) > 0 {
			s.turn++
			k := open[s.turn%len(open)]
			s.mu.Unlock()
			return k
		}
		arrived, closed := s.arrived, s.closed
		s.mu.Unlock()
		if closed {
			return nil
		}
		select {
		case <-arrived:
		case <-s.over.Done():
			return nil
		}
	}
}

// acknowledged waits for the acknowledgement, as long as there is time and the connection.
func (s *Server) acknowledged(d *Delivery, k *socket) bool {
	timer := time.NewTimer(s.options.AckTime)
	defer timer.Stop()
	select {
	case <-d.done:
		return true
	case <-k.gone:
	case <-timer.C:
	case <-s.over.Done():
	}
	return d.Acked()
}
