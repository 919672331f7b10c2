package fakematrix

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// mostEvent is how large an event may be, in bytes.
const mostEvent = 65536

// once is the event that a transaction of a device made before; a transaction is the endpoint's, the device's and the
// id's (M-32).
func (s *Server) once(c *call) (key, made string) {
	key = c.device.user.id + "\x00" + c.device.id + "\x00" + strings.Join(c.path, "\x00")
	return key, s.sent[key]
}

func (s *Server) sendEvent(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	key, made := s.once(c)
	if made != "" {
		return map[string]any{"event_id": made}, nil
	}
	if len(c.body) > mostEvent {
		return nil, fail(http.StatusRequestEntityTooLarge, "M_TOO_LARGE", "event too large")
	}
	if failed := s.spend(); failed != nil {
		return nil, failed
	}
	content, failed := c.content()
	if failed != nil {
		return nil, failed
	}
	if failed := relationAllowed(r, content); failed != nil {
		return nil, failed
	}
	s.sent[key] = s.add(r, Event{Type: c.path[3], Sender: c.device.user.id, Content: content}).ID
	return map[string]any{"event_id": s.sent[key]}, nil
}

// relationAllowed refuses a thread whose root is itself related to another event (M-26).
func relationAllowed(r *room, content map[string]any) *failure {
	relation, _ := content["m.relates_to"].(map[string]any)
	if relation["rel_type"] != "m.thread" {
		return nil
	}
	for _, e := range r.events {
		if e.ID != relation["event_id"] {
			continue
		}
		if of, _ := e.Content["m.relates_to"].(map[string]any); of["rel_type"] != nil {
			return fail(http.StatusBadRequest, "M_UNKNOWN", "cannot start threads from an event with a relation")
		}
	}
	return nil
}

func (s *Server) redactEvent(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	key, made := s.once(c)
	if made == "" {
		s.sent[key] = s.redact(r, c.device.user.id, c.path[3])
		made = s.sent[key]
	}
	return map[string]any{"event_id": made}, nil
}

func (s *Server) redact(r *room, by, event string) string {
	for _, e := range r.events {
		if e.ID == event {
			e.Content = map[string]any{}
		}
	}
	return s.add(r, Event{Type: "m.room.redaction", Sender: by, Redacts: event, Content: map[string]any{"redacts": event}}).ID
}

func (s *Server) oneEvent(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	for _, e := range r.events {
		if e.ID == c.path[3] {
			return e, nil
		}
	}
	return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such event")
}

// messages pages through a room: from is a token of sync or of a page, and dir says which way.
func (s *Server) messages(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	q := c.r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit <= 0 {
		limit = 10
	}
	from, to := positionOf(q.Get("from"), s.position), positionOf(q.Get("to"), 0)
	chunk, end := []*Event{}, ""
	if q.Get("dir") == "f" {
		to = positionOf(q.Get("to"), s.position)
		for _, e := range r.events {
			if e.position > from && e.position <= to && len(chunk) < limit {
				chunk = append(chunk, e)
			}
		}
	} else {
		for i := len(r.events) - 1; i >= 0 && len(chunk) < limit; i-- {
			if e := r.events[i]; e.position <= from && e.position > to {
				chunk = append(chunk, e)
			}
		}
	}
	if len(chunk) == limit {
		last := chunk[limit-1].position
		if q.Get("dir") != "f" {
			last--
		}
		end = token(last)
	}
	page := map[string]any{"start": q.Get("from"), "chunk": chunk}
	if end != "" {
		page["end"] = end
	}
	return page, nil
}

func token(position int) string { return fmt.Sprint("s", position) }

func positionOf(token string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimPrefix(token, "s"))
	if err != nil {
		return otherwise
	}
	return n
}

func (s *Server) receipt(c *call) (any, *failure) {
	if _, failed := s.roomOf(c); failed != nil {
		return nil, failed
	}
	return struct{}{}, nil
}

func (s *Server) typing(c *call) (any, *failure) {
	if _, failed := s.roomOf(c); failed != nil {
		return nil, failed
	}
	return struct{}{}, nil
}
