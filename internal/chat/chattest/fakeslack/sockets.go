package fakeslack

import (
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// Connections is how many Socket Mode connections are open, and how many there were.
func (s *Server) Connections() (open, ever int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open()), s.ever
}

// Disconnect tells every open connection to go, for a reason, and closes it after a time; nothing new goes over it
// meanwhile. After LinkDisabled no new one is given (S-11).
func (s *Server) Disconnect(reason string, after time.Duration) {
	s.mu.Lock()
	open := s.open()
	for _, k := range open {
		k.ended = true
	}
	s.linkOff = s.linkOff || reason == LinkDisabled
	s.mu.Unlock()
	for _, k := range open {
		s.disconnect(k, reason, after)
	}
}

// DisconnectOne is Disconnect for the connection that was opened first.
func (s *Server) DisconnectOne(reason string, after time.Duration) {
	s.mu.Lock()
	open := s.open()
	if len(open) > 0 {
		open[0].ended = true
	}
	s.mu.Unlock()
	if len(open) > 0 {
		s.disconnect(open[0], reason, after)
	}
}

func (s *Server) disconnect(k *socket, reason string, after time.Duration) {
	_ = k.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "fake"}})
	s.running.Go(func() {
		s.pause(after)
		_ = k.conn.Close()
	})
}

// CutSockets cuts every connection without a word.
func (s *Server) CutSockets() {
	s.mu.Lock()
	open := slices.Clone(s.sockets)
	s.mu.Unlock()
	for _, k := range open {
		_ = k.conn.Close()
	}
}

// OnOld brings it over the connection that was told to go last, as Slack does with what was on its way already (S-12). It
// says false if that connection has closed. It comes again over another one if it is not acknowledged.
func (s *Server) OnOld(d *Delivery) bool {
	s.mu.Lock()
	var old *socket
	for _, k := range s.sockets {
		if k.ended && !k.isGone() {
			old = k
		}
	}
	s.mu.Unlock()
	return old != nil && old.write(d.envelope(0, "")) == nil
}

// Ping pings every open connection.
func (s *Server) Ping() {
	s.mu.Lock()
	open := s.open()
	s.mu.Unlock()
	for _, k := range open {
		_ = k.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
	}
}

// Pongs is how many pings were answered, on all connections together.
func (s *Server) Pongs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.pongs
	for _, k := range s.sockets {
		n += k.pongs
	}
	return n
}
