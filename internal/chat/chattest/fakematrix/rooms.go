package fakematrix

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// Event is one in a room.
type Event struct {
	ID       string         `json:"event_id"`
	Type     string         `json:"type"`
	Sender   string         `json:"sender"`
	StateKey *string        `json:"state_key,omitempty"`
	Content  map[string]any `json:"content"`
	At       int64          `json:"origin_server_ts"` // milliseconds
	Redacts  string         `json:"redacts,omitempty"`

	Room     string `json:"-"`
	position int
}

// Text is the body of a message.
func (e Event) Text() string {
	body, _ := e.Content["body"].(string)
	return body
}

type room struct {
	id     string
	events []*Event
	state  map[string]*Event // by type and key
	fresh  map[string]int    // joins that are refused because the invite is too fresh, by user
	again  []*Event          // that the next sync brings once more
}

func stateKey(kind, key string) string { return kind + "\x00" + key }

func (r *room) membership(userID string) string {
	if e := r.state[stateKey("m.room.member", userID)]; e != nil {
		word, _ := e.Content["membership"].(string)
		return word
	}
	return ""
}

func (r *room) withMembership(word string) []string {
	var found []string
	for _, e := range r.state {
		if e.Type == "m.room.member" && e.Content["membership"] == word {
			found = append(found, *e.StateKey)
		}
	}
	slices.Sort(found)
	return found
}

// add appends an event. The caller has the lock.
func (s *Server) add(r *room, e Event) *Event {
	e.ID, e.Room, e.position = fmt.Sprintf("$event%06d", s.number()), r.id, s.next()
	if e.At == 0 {
		e.At = s.now().UnixMilli()
	}
	if e.Content == nil {
		e.Content = map[string]any{}
	}
	added := &e
	r.events = append(r.events, added)
	if e.StateKey != nil {
		r.state[stateKey(e.Type, *e.StateKey)] = added
	}
	s.happened()
	return added
}

func (s *Server) setMember(r *room, by, userID, word string, more map[string]any) {
	content := map[string]any{"membership": word}
	if u := s.users[userID]; u != nil {
		content["displayname"] = u.name
	}
	maps.Copy(content, more)
	s.add(r, Event{Type: "m.room.member", Sender: by, StateKey: &userID, Content: content})
}

// NewRoom says what a room is like when it is made.
type NewRoom struct {
	Name        string
	Direct      bool
	Encrypted   bool
	Opaque      bool   // an id without a server, as of room version 12
	Type        string // "m.space"
	Predecessor string // the room that it takes the place of
	Public      bool
}

func (s *Server) makeRoom(by string, n NewRoom) *room {
	id := s.id("!", "room")
	if n.Opaque {
		id = fmt.Sprintf("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1Jvh%05d", s.number())
	}
	r := &room{id: id, state: map[string]*Event{}, fresh: map[string]int{}}
	s.rooms[id] = r
	empty := ""
	create := map[string]any{"room_version": "11"}
	if n.Type != "" {
		create["type"] = n.Type
	}
	if n.Predecessor != "" {
		create["predecessor"] = map[string]any{"room_id": n.Predecessor}
	}
	s.add(r, Event{Type: "m.room.create", Sender: by, StateKey: &empty, Content: create})
	s.setMember(r, by, by, "join", nil)
	rule := "invite"
	if n.Public {
		rule = "public"
	}
	s.add(r, Event{Type: "m.room.join_rules", Sender: by, StateKey: &empty, Content: map[string]any{"join_rule": rule}})
	s.add(r, Event{Type: "m.room.history_visibility", Sender: by, StateKey: &empty, Content: map[string]any{"history_visibility": "shared"}})
	if n.Encrypted {
		s.encrypt(r, by)
	}
	if n.Name != "" {
		s.add(r, Event{Type: "m.room.name", Sender: by, StateKey: &empty, Content: map[string]any{"name": n.Name}})
	}
	return r
}

func (s *Server) encrypt(r *room, by string) {
	empty := ""
	s.add(r, Event{Type: "m.room.encryption", Sender: by, StateKey: &empty, Content: map[string]any{"algorithm": "m.megolm.v1.aes-sha2"}})
}

func (s *Server) createRoom(c *call) (any, *failure) {
	var in struct {
		Name     string            `json:"name"`
		Alias    string            `json:"room_alias_name"`
		Invite   []string          `json:"invite"`
		Direct   bool              `json:"is_direct"`
		Initial  []json.RawMessage `json:"initial_state"`
		Creation map[string]any    `json:"creation_content"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	alias := "#" + in.Alias + ":" + Name
	if in.Alias != "" && s.aliases[alias] != "" {
		return nil, fail(http.StatusBadRequest, "M_ROOM_IN_USE", "that alias is taken")
	}
	for _, invited := range in.Invite {
		if u := s.users[invited]; u == nil || u.blocks {
			return nil, fail(http.StatusForbidden, "M_INVITE_BLOCKED", "they take no invites")
		}
	}
	me := c.device.user.id
	r := s.makeRoom(me, NewRoom{Name: in.Name})
	for _, raw := range in.Initial {
		var e Event
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, fail(http.StatusBadRequest, "M_BAD_JSON", err.Error())
		}
		if e.StateKey == nil {
			e.StateKey = new(string)
		}
		s.add(r, Event{Type: e.Type, Sender: me, StateKey: e.StateKey, Content: e.Content})
	}
	if in.Alias != "" {
		s.aliases[alias] = r.id
	}
	for _, invited := range in.Invite {
		s.setMember(r, me, invited, "invite", map[string]any{"is_direct": in.Direct})
	}
	return map[string]any{"room_id": r.id}, nil
}

func (s *Server) resolveAlias(c *call) (any, *failure) {
	id := s.aliases[c.path[2]]
	if id == "" {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such alias")
	}
	return map[string]any{"room_id": id, "servers": []string{Name}}, nil
}

func (s *Server) deleteAlias(c *call) (any, *failure) {
	delete(s.aliases, c.path[2])
	return struct{}{}, nil
}

func (s *Server) joinedRooms(c *call) (any, *failure) {
	ids := []string{}
	for id, r := range s.rooms {
		if r.membership(c.device.user.id) == "join" {
			ids = append(ids, id)
		}
	}
	return map[string]any{"joined_rooms": ids}, nil
}

// roomOf is the room that a request is about, in which the user must be.
func (s *Server) roomOf(c *call) (*room, *failure) {
	r := s.rooms[c.path[1]]
	if r == nil || r.membership(c.device.user.id) != "join" {
		return nil, fail(http.StatusForbidden, "M_FORBIDDEN", "you are not in that room")
	}
	return r, nil
}

func (s *Server) joinRoom(c *call) (any, *failure) {
	r, me := s.rooms[c.path[1]], c.device.user.id
	if r == nil {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such room")
	}
	if r.membership(me) == "join" {
		return map[string]any{"room_id": r.id}, nil
	}
	rule, _ := r.state[stateKey("m.room.join_rules", "")].Content["join_rule"].(string)
	if r.fresh[me] > 0 {
		r.fresh[me]--
		return nil, fail(http.StatusForbidden, "M_FORBIDDEN", "you are not invited to this room")
	}
	if r.membership(me) != "invite" && rule != "public" {
		return nil, fail(http.StatusForbidden, "M_FORBIDDEN", "you are not invited to this room")
	}
	s.setMember(r, me, me, "join", nil)
	return map[string]any{"room_id": r.id}, nil
}

func (s *Server) leaveRoom(c *call) (any, *failure) {
	r, me := s.rooms[c.path[1]], c.device.user.id
	if r == nil || (r.membership(me) != "join" && r.membership(me) != "invite") {
		return nil, fail(http.StatusForbidden, "M_FORBIDDEN", "you are not in that room")
	}
	s.setMember(r, me, me, "leave", nil)
	return struct{}{}, nil
}

func (s *Server) inviteToRoom(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	var in struct {
		User string `json:"user_id"`
	}
	if failed := c.into(&in); failed != nil {
		return nil, failed
	}
	if u := s.users[in.User]; u == nil || u.blocks {
		return nil, fail(http.StatusForbidden, "M_INVITE_BLOCKED", "they take no invites")
	}
	s.setMember(r, c.device.user.id, in.User, "invite", nil)
	return struct{}{}, nil
}

func (s *Server) members(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	chunk := []*Event{}
	for _, e := range r.state {
		if e.Type == "m.room.member" {
			chunk = append(chunk, e)
		}
	}
	return map[string]any{"chunk": chunk}, nil
}

func (s *Server) joinedMembers(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	joined := map[string]any{}
	for _, id := range r.withMembership("join") {
		joined[id] = map[string]any{"display_name": s.user(id).name}
	}
	return map[string]any{"joined": joined}, nil
}

func (s *Server) wholeState(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	return slices.Collect(maps.Values(r.state)), nil
}

func (s *Server) oneState(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	key := ""
	if len(c.path) > 4 {
		key = c.path[4]
	}
	e := r.state[stateKey(c.path[3], key)]
	if e == nil {
		return nil, fail(http.StatusNotFound, "M_NOT_FOUND", "no such state")
	}
	if c.r.URL.Query().Get("format") == "event" {
		return e, nil
	}
	return e.Content, nil
}

func (s *Server) setState(c *call) (any, *failure) {
	r, failed := s.roomOf(c)
	if failed != nil {
		return nil, failed
	}
	content, failed := c.content()
	if failed != nil {
		return nil, failed
	}
	key := c.path[4]
	return map[string]any{"event_id": s.add(r, Event{Type: c.path[3], Sender: c.device.user.id, StateKey: &key, Content: content}).ID}, nil
}
