package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// room is what is known of a room; one that nobody has heard of has an id alone. Ids are opaque (M-40).
func (s *session) room(ctx context.Context, room id.RoomID) (people.ChatRoom, error) {
	r, err := s.Store.MatrixRoom(ctx, s.account(), string(room))
	if errors.Is(err, commitments.ErrNotFound) {
		return people.ChatRoom{Account: s.account(), ID: string(room)}, nil
	}
	return r, err
}

// counted is the room with the number of its members, which the server is asked for when it has changed. Two programs
// never count at the same time, but a sync may bring somebody in while we count: then the count is not kept.
func (s *session) counted(ctx context.Context, room id.RoomID) (people.ChatRoom, error) {
	r, err := s.room(ctx, room)
	if err != nil || !r.In() || r.Members > 0 {
		return r, err
	}
	began := s.moves.of(room)
	joined, err := s.client.JoinedMembers(ctx, room)
	if err != nil {
		return r, fmt.Errorf("count the members of %s: %w", room, err)
	}
	return s.Store.ChangeMatrixRoom(ctx, s.account(), string(room), func(r *people.ChatRoom) {
		if s.moves.of(room) == began {
			r.Members = len(joined.Joined)
		}
	})
}

// private says whether nobody but the sender reads what is said in the room: two are in it, and nobody can come in or
// read without being asked (M-24).
func private(r people.ChatRoom) bool { return r.In() && r.Members == 2 && !r.Open }

// encrypted says whether a room is encrypted. What nobody has told us is asked, and while that cannot be known nothing
// is sent (M-18).
func (s *session) encrypted(ctx context.Context, r people.ChatRoom) (bool, error) {
	room := id.RoomID(r.ID)
	s.mu.Lock()
	asked := s.asked[room]
	s.mu.Unlock()
	if r.Encrypted || asked {
		return r.Encrypted, nil
	}
	var content event.EncryptionEventContent
	err := s.client.StateEvent(ctx, room, event.StateEncryption, "", &content)
	switch {
	case hasCode(err, "M_NOT_FOUND"):
		s.mu.Lock()
		s.asked[room] = true
		s.mu.Unlock()
		return false, nil
	case err != nil:
		return false, fmt.Errorf("ask whether %s is encrypted: %w", room, err)
	}
	_, err = s.Store.ChangeMatrixRoom(ctx, s.account(), r.ID, func(r *people.ChatRoom) { r.Encrypted = true })
	return true, err
}

// linked says whether a Matrix user is a member of ours.
func (s *session) linked(ctx context.Context, user id.UserID) (bool, error) {
	_, err := s.Store.MemberByIdentity(ctx, s.who(user))
	if errors.Is(err, commitments.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// welcome says whether somebody may have the bot in a room: members, and who is on the list of the operator, by the full
// id or by the server (M-37).
func (s *session) welcome(ctx context.Context, user id.UserID) (bool, error) {
	if slices.ContainsFunc(s.Allow, func(allowed string) bool { return allows(allowed, user) }) {
		return true, nil
	}
	return s.linked(ctx, user)
}

func allows(allowed string, user id.UserID) bool {
	if strings.HasPrefix(allowed, "@") {
		return allowed == string(user)
	}
	return allowed != "" && allowed == user.Homeserver()
}

func (a *Adapter) isBot(user id.UserID) bool { return slices.Contains(a.Bots, string(user)) }

// noteDirect keeps which rooms the account calls private conversations, and with whom.
func (s *session) noteDirect(ctx context.Context, data []*event.Event) error {
	for _, evt := range data {
		if evt.Type.Type != event.AccountDataDirectChats.Type {
			continue
		}
		var chats map[string][]string
		if err := json.Unmarshal(evt.Content.VeryRaw, &chats); err != nil {
			s.Log.Warn("private conversations cannot be read", "error", err)
			continue
		}
		for person, rooms := range chats {
			for _, room := range rooms {
				_, err := s.Store.ChangeMatrixRoom(ctx, s.account(), room, func(r *people.ChatRoom) { r.Direct = person })
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
