package fakematrix

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// What people do. They need no client: the server does it for them.

// Person makes a user without a device, and returns the id.
func (s *Server) Person(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.user(name).id
}

// BlockInvites lets a user refuse every invite (M-39).
func (s *Server) BlockInvites(userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[userID].blocks = true
}

// CreateRoom makes a room with one person in it, and returns its id.
func (s *Server) CreateRoom(by string, n NewRoom) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.makeRoom(s.user(by).id, n).id
}

// Invite asks somebody into a room. The first refused joins are answered 403, as by a server that has not heard of the
// invite yet (M-38).
func (s *Server) Invite(roomID, by, userID string, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[roomID].fresh[userID] = refused
	s.setMember(s.rooms[roomID], by, userID, "invite", nil)
}

// InviteDirect asks somebody into a private conversation.
func (s *Server) InviteDirect(roomID, by, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setMember(s.rooms[roomID], by, userID, "invite", map[string]any{"is_direct": true})
}

// Join lets somebody be in a room, invited or not.
func (s *Server) Join(roomID, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setMember(s.rooms[roomID], userID, userID, "join", nil)
}

// Leave lets somebody leave a room.
func (s *Server) Leave(roomID, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setMember(s.rooms[roomID], userID, userID, "leave", nil)
}

// Send lets somebody send an event, at the server's present, and returns its id.
func (s *Server) Send(roomID, by, kind string, content map[string]any) string {
	return s.SendAt(roomID, by, kind, Dated{Content: content})
}

// Dated is an event with the time that its sender's server gives it.
type Dated struct {
	At      time.Time // zero: now
	Content map[string]any
}

// SendAt lets somebody send an event that says when it was sent.
func (s *Server) SendAt(roomID, by, kind string, d Dated) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := Event{Type: kind, Sender: by, Content: d.Content}
	if !d.At.IsZero() {
		e.At = d.At.UnixMilli()
	}
	return s.add(s.rooms[roomID], e).ID
}

// Text is the content of a plain message, with what more it has.
func Text(body string, more ...map[string]any) map[string]any {
	content := map[string]any{"msgtype": "m.text", "body": body}
	for _, m := range more {
		maps.Copy(content, m)
	}
	return content
}

// Mentioning says whom a message is for.
func Mentioning(userIDs ...string) map[string]any {
	return map[string]any{"m.mentions": map[string]any{"user_ids": userIDs}}
}

// ReplyTo says which message it answers.
func ReplyTo(event string) map[string]any {
	return map[string]any{"m.relates_to": map[string]any{"m.in_reply_to": map[string]any{"event_id": event}}}
}

// InThread says in which thread it stands.
func InThread(root string) map[string]any {
	return map[string]any{"m.relates_to": map[string]any{
		"rel_type": "m.thread", "event_id": root, "is_falling_back": true, "m.in_reply_to": map[string]any{"event_id": root},
	}}
}

// Edit is the content of an edit.
func Edit(event, body string) map[string]any {
	return map[string]any{
		"msgtype": "m.text", "body": "* " + body, "m.new_content": Text(body),
		"m.relates_to": map[string]any{"rel_type": "m.replace", "event_id": event},
	}
}

// Repeat lets the next sync bring an event once more.
func (s *Server) Repeat(roomID, event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[roomID]
	for _, e := range r.events {
		if e.ID == event {
			r.again = append(r.again, e)
		}
	}
	s.next()
	s.happened()
}

// Redact takes an event back.
func (s *Server) Redact(roomID, by, event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.redact(s.rooms[roomID], by, event)
}

// SetState lets somebody change the state of a room.
func (s *Server) SetState(roomID, by, kind string, content map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(s.rooms[roomID], Event{Type: kind, Sender: by, StateKey: new(string), Content: content})
}

// Members are those with a membership in a room.
func (s *Server) Members(roomID, word string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[roomID].withMembership(word)
}

// Events are those of a room that somebody sent, as they are now.
func (s *Server) Events(roomID, by string) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Event
	for _, e := range s.rooms[roomID].events {
		if e.Sender == by {
			found = append(found, *e)
		}
	}
	return found
}

// Messages are the messages of somebody in a room, plain or encrypted.
func (s *Server) Messages(roomID, by string) []Event {
	return slices.DeleteFunc(s.Events(roomID, by), func(e Event) bool {
		return e.Type != "m.room.message" && e.Type != "m.room.encrypted"
	})
}

// RoomsOf are the rooms in which somebody has a membership.
func (s *Server) RoomsOf(userID, word string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, r := range s.rooms {
		if r.membership(userID) == word {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

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
		case <-time.After(100 * time.Millisecond): // what is asked may also be of the database
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
}
