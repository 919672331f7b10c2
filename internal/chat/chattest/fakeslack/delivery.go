package fakeslack

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Kinds of what the app is told, as Socket Mode names them.
const (
	KindEvent       = "events_api"
	KindCommand     = "slash_commands"
	KindInteraction = "interactive"
)

// Delivery is something that the app is told: an event, a command, or something that was pressed or submitted. It is
// brought over HTTP if the server was told where (OverHTTP), else over whatever Socket Mode connections there are. What
// is not acknowledged in time is brought again.
type Delivery struct {
	server *Server

	Kind     string
	Envelope string // id of it in Socket Mode
	EventID  string // of an event
	Room, TS string // of the message that it is about
	Trigger  string // trigger_id
	Response string // id of the address at which it may be answered
	Began    time.Time
	payload  map[string]any
	sent     time.Time // over a connection, last

	attempts []Attempt
	acked    bool
	over     bool // it will not be brought again
	answer   []byte
	ackedBy  *socket
	done     chan struct{} // closed when it is acknowledged
	took     time.Duration
}

// Attempt is one try to bring it.
type Attempt struct {
	Status int    // over HTTP: what was answered; 0: nothing in time
	Socket int    // the number of the connection
	Wrong  string // why it counts as failed; empty: it was acknowledged
}

// Acked says whether it was acknowledged.
func (d *Delivery) Acked() bool {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return d.acked
}

// Over says whether it was acknowledged, or given up. Of a command or a press that was given up the person sees that the
// app did not answer (S-09).
func (d *Delivery) Over() bool {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return d.acked || d.over
}

// Answer is what it was acknowledged with.
func (d *Delivery) Answer() []byte {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return d.answer
}

// Attempts are the tries so far.
func (d *Delivery) Attempts() []Attempt {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return append([]Attempt(nil), d.attempts...)
}

// Took is how long the attempt took that was acknowledged.
func (d *Delivery) Took() time.Duration {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return d.took
}

// Payload is what the app is told, as JSON.
func (d *Delivery) Payload() []byte {
	text, _ := json.Marshal(d.payload) //nolint:errchkjson // nothing in it but texts, numbers, lists and objects
	return text
}

// bring starts to bring it.
func (s *Server) bring(d *Delivery) *Delivery {
	d.server, d.done, d.Began = s, make(chan struct{}), s.now()
	if address, _ := d.payload["response_url"].(string); address != "" {
		d.Response = address[strings.LastIndex(address, "/")+1:]
	}
	s.mu.Lock()
	if d.Envelope == "" {
		d.Envelope = s.id("envelope-")
	}
	s.pending[d.Envelope] = d
	addresses, closed := s.overHTTP, s.closed
	s.mu.Unlock()
	if closed {
		return d
	}
	s.running.Go(func() {
		if addresses != nil {
			s.post(d, addresses)
		} else {
			s.send(d)
		}
	})
	return d
}

// Again brings the same once more, with the same identity, whether or not it was acknowledged.
func (s *Server) Again(d *Delivery) *Delivery {
	same := &Delivery{Kind: d.Kind, EventID: d.EventID, Room: d.Room, TS: d.TS, Trigger: d.Trigger, payload: d.payload}
	return s.bring(same)
}

// AgainInEnvelope is Again in the very envelope, as Socket Mode does with what it believes to be lost.
func (s *Server) AgainInEnvelope(d *Delivery) *Delivery {
	same := &Delivery{
		Kind: d.Kind, Envelope: d.Envelope, EventID: d.EventID, Room: d.Room, TS: d.TS, Trigger: d.Trigger, payload: d.payload,
	}
	return s.bring(same)
}

// acknowledge notes that it was, and by what. The caller has the lock.
func (d *Delivery) acknowledge(answer []byte, took time.Duration) {
	if !d.acked {
		d.acked, d.answer, d.took = true, answer, took
		close(d.done)
	}
	d.server.took(d, answer)
}

// Event tells the app of an event that the test made.
func (s *Server) Event(team string, inner map[string]any) *Delivery {
	return s.event(team, inner, s.now())
}

// LateEvent is Event for something that happened so long ago.
func (s *Server) LateEvent(team string, inner map[string]any, ago time.Duration) *Delivery {
	return s.event(team, inner, s.now().Add(-ago))
}

func (s *Server) event(team string, inner map[string]any, at time.Time) *Delivery {
	s.mu.Lock()
	room := s.channels[roomIn(inner)]
	t := s.teams[team]
	d := &Delivery{Kind: KindEvent, EventID: s.id("Ev")}
	s.mu.Unlock()
	d.Room, _ = inner["channel"].(string)
	d.TS, _ = inner["ts"].(string)
	if inner["event_ts"] == nil {
		inner["event_ts"] = tsOf(at)
	}
	d.payload = map[string]any{
		"token": "deprecated", "team_id": team, "context_team_id": team, "api_app_id": AppID, "type": "event_callback",
		"event": inner, "event_id": d.EventID, "event_time": at.Unix(), "is_ext_shared_channel": room != nil && room.Shared,
		"authorizations": []any{map[string]any{
			"enterprise_id": orNil(t.Enterprise), "team_id": team, "user_id": t.Bot, "is_bot": true, "is_enterprise_install": false,
		}},
	}
	return s.bring(d)
}

func roomIn(inner map[string]any) string {
	room, _ := inner["channel"].(string)
	return room
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func tsOf(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// RateLimited tells the app that it is told too much (S-06): an envelope without an event in it.
func (s *Server) RateLimited(team string) *Delivery {
	return s.bring(&Delivery{Kind: KindEvent, payload: map[string]any{
		"token": "deprecated", "type": "app_rate_limited", "team_id": team, "minute_rate_limited": s.now().Unix(), "api_app_id": AppID,
	}})
}

// Raw brings something that the test made: of a kind that nobody knows, or broken.
func (s *Server) Raw(kind string, payload map[string]any) *Delivery {
	return s.bring(&Delivery{Kind: kind, payload: payload})
}
