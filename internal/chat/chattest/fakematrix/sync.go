package fakematrix

import (
	"net/http"
	"strconv"
	"time"
)

// serveSync waits for news as long as the client wants, and tells them.
func (s *Server) serveSync(w http.ResponseWriter, c *call) {
	q := c.r.URL.Query()
	timeout, _ := strconv.Atoi(q.Get("timeout"))
	end := time.NewTimer(time.Duration(timeout) * time.Millisecond)
	defer end.Stop()
	for {
		s.mu.Lock()
		failed := s.signedIn(c)
		var told *told
		if failed == nil {
			c.device.heard = positionOf(q.Get("since"), 0)
			told = s.tell(c.device, q.Get("since"), q.Get("filter"))
		}
		news := s.news
		if told != nil && (!told.empty() || timeout == 0) {
			s.syncs++
		}
		s.mu.Unlock()
		switch {
		case failed != nil:
			failed.write(w)
			return
		case !told.empty() || timeout == 0:
			writeJSON(w, http.StatusOK, told)
			return
		}
		select {
		case <-news:
		case <-end.C:
			timeout = 0
		case <-c.r.Context().Done():
			return
		}
	}
}

// told is the answer to a sync.
type told struct {
	Next        string         `json:"next_batch"`
	AccountData *list          `json:"account_data,omitempty"`
	ToDevice    *list          `json:"to_device,omitempty"`
	Devices     *deviceLists   `json:"device_lists,omitempty"`
	OneTime     map[string]int `json:"device_one_time_keys_count"`
	Unused      []string       `json:"device_unused_fallback_key_types"`
	Rooms       struct {
		Join   map[string]*joined `json:"join,omitempty"`
		Invite map[string]invited `json:"invite,omitempty"`
		Leave  map[string]*joined `json:"leave,omitempty"`
	} `json:"rooms"`

	news bool
}

type list struct {
	Events []any `json:"events"`
}

type deviceLists struct {
	Changed []string `json:"changed,omitempty"`
}

type joined struct {
	State    list `json:"state"`
	Timeline struct {
		Events  []any  `json:"events"`
		Limited bool   `json:"limited,omitempty"`
		Prev    string `json:"prev_batch,omitempty"`
	} `json:"timeline"`
}

type invited struct {
	State list `json:"invite_state"`
}

func (t *told) empty() bool { return !t.news }

// tell is what has happened since. The caller has the lock.
func (s *Server) tell(d *device, since, filter string) *told {
	t := &told{Next: token(s.position), OneTime: map[string]int{"signed_curve25519": len(d.oneTime)}, Unused: []string{}}
	for algorithm := range d.unused {
		t.Unused = append(t.Unused, algorithm)
	}
	from := positionOf(since, 0)
	t.news = since == ""
	t.Rooms.Join, t.Rooms.Invite, t.Rooms.Leave = map[string]*joined{}, map[string]invited{}, map[string]*joined{}
	s.tellData(t, d, from)
	for id, r := range s.rooms {
		s.tellRoom(t, d.user.id, r, from, s.limitOf(filter))
		if t.Rooms.Join[id] != nil || t.Rooms.Leave[id] != nil || len(t.Rooms.Invite[id].State.Events) > 0 {
			t.news = true
		}
	}
	return t
}

func (s *Server) limitOf(filter string) int {
	if limit := s.filters[filter]; limit > 0 {
		return limit
	}
	return s.limit
}

func (s *Server) tellData(t *told, d *device, from int) {
	for kind, kept := range d.user.data {
		if kept.at > from {
			if t.AccountData == nil {
				t.AccountData = &list{}
			}
			t.AccountData.Events = append(t.AccountData.Events, map[string]any{"type": kind, "content": kept.content})
			t.news = true
		}
	}
	kept := s.toDevice[:0]
	for _, m := range s.toDevice {
		switch {
		case m.user != d.user.id || m.device != d.id:
		case m.position <= from: // it was told, and the client has come back for more
			continue
		default:
			if t.ToDevice == nil {
				t.ToDevice = &list{}
			}
			t.ToDevice.Events = append(t.ToDevice.Events, m.event())
			t.news = true
		}
		kept = append(kept, m)
	}
	s.toDevice = kept
	for userID, at := range s.changed {
		if at > from && s.shares(d.user.id, userID) {
			if t.Devices == nil {
				t.Devices = &deviceLists{}
			}
			t.Devices.Changed = append(t.Devices.Changed, userID)
			t.news = true
		}
	}
}

// shares says whether two are together in a room.
func (s *Server) shares(one, other string) bool {
	for _, r := range s.rooms {
		if r.membership(one) == "join" && (one == other || r.membership(other) == "join") {
			return true
		}
	}
	return false
}

func (s *Server) tellRoom(t *told, me string, r *room, from, limit int) {
	mine := r.state[stateKey("m.room.member", me)]
	if mine == nil {
		return
	}
	switch r.membership(me) {
	case "join":
		if part := s.tellJoined(r, mine, from, limit); part != nil {
			t.Rooms.Join[r.id] = part
		}
	case "invite":
		if mine.position > from {
			t.Rooms.Invite[r.id] = invited{list{stripped(r, mine)}}
		}
	default:
		if mine.position > from && from > 0 {
			t.Rooms.Leave[r.id] = s.part(r, from, limit)
		}
	}
}

// stripped is what somebody who was invited may know: no ids, no times.
func stripped(r *room, mine *Event) []any {
	var events []any
	for _, kind := range []string{"m.room.create", "m.room.join_rules", "m.room.name", "m.room.encryption"} {
		if e := r.state[stateKey(kind, "")]; e != nil {
			events = append(events, map[string]any{"type": e.Type, "sender": e.Sender, "state_key": "", "content": e.Content})
		}
	}
	return append(events, map[string]any{"type": mine.Type, "sender": mine.Sender, "state_key": *mine.StateKey, "content": mine.Content})
}

func (s *Server) tellJoined(r *room, mine *Event, from, limit int) *joined {
	newly := mine.position > from && !joinedBefore(r, mine, from)
	if newly {
		from = 0
	}
	part := s.part(r, from, limit)
	if len(part.Timeline.Events) == 0 && len(part.State.Events) == 0 {
		return nil
	}
	return part
}

// joinedBefore says whether the user was in the room at a position already: a member event may also change a name.
func joinedBefore(r *room, mine *Event, from int) bool {
	was := ""
	for _, e := range r.events {
		if e.position <= from && e.Type == "m.room.member" && *e.StateKey == *mine.StateKey {
			was, _ = e.Content["membership"].(string)
		}
	}
	return was == "join" && from > 0
}

// part is the timeline from a position on, cut at the limit, and the state before it that the client does not know.
func (s *Server) part(r *room, from, limit int) *joined {
	p := &joined{}
	p.State.Events, p.Timeline.Events = []any{}, []any{}
	first := len(r.events)
	for first > 0 && r.events[first-1].position > from {
		first--
	}
	known := first
	if len(r.events)-first > limit {
		first = len(r.events) - limit
		p.Timeline.Limited = true
	}
	if first > 0 && first < len(r.events) {
		p.Timeline.Prev = token(r.events[first].position - 1)
	}
	state := map[string]*Event{}
	for _, e := range r.events[known:first] {
		if e.StateKey != nil {
			state[stateKey(e.Type, *e.StateKey)] = e
		}
	}
	for _, e := range state {
		p.State.Events = append(p.State.Events, e)
	}
	if from > 0 && first < len(r.events) {
		first = max(0, first-s.repeats)
	}
	for _, e := range append(r.again, r.events[first:]...) {
		p.Timeline.Events = append(p.Timeline.Events, e)
	}
	r.again = nil
	return p
}

// CaughtUp says whether a device of the user has heard everything that has happened, and has come back for more.
func (s *Server) CaughtUp(userID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.users[userID].devices {
		if d.heard == s.position {
			return true
		}
	}
	return false
}

// Syncs is how many were answered so far.
func (s *Server) Syncs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.syncs
}
