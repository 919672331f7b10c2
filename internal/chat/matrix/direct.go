package matrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Why a letter cannot arrive.
var (
	errNoRoom    = errors.New("the bot is not in that room")
	errNoInvites = errors.New("they take no invites")
)

// roomOf is the room that a letter goes to: the one it names, or the private conversation with its subject, which is
// opened if there is none.
func (s *session) roomOf(ctx context.Context, row *queue.Sending, l queue.Letter) (people.ChatRoom, error) {
	if l.Room != "" {
		r, err := s.room(ctx, id.RoomID(l.Room))
		if err == nil && !r.In() {
			err = fmt.Errorf("%s: %w", l.Room, errNoRoom)
		}
		return r, err
	}
	person := id.UserID(l.Subject)
	if _, _, err := person.ParseAndValidateRelaxed(); err != nil {
		return people.ChatRoom{}, fmt.Errorf("%w: %w", errNoRoom, err)
	}
	defer s.alone("direct " + l.Subject)()
	rooms, err := s.Store.DirectMatrixRooms(ctx, s.account(), l.Subject)
	if err != nil {
		return people.ChatRoom{}, err
	}
	for _, r := range rooms {
		there, err := s.stillDirect(ctx, r, person)
		if err != nil {
			return r, err
		}
		if there {
			return r, nil
		}
	}
	return s.open(ctx, row, person)
}

// alone lets one at a time do something. The returned function lets the next one.
func (s *session) alone(what string) (done func()) {
	s.mu.Lock()
	lock := s.opening[what]
	if lock == nil {
		lock = &sync.Mutex{}
		s.opening[what] = lock
	}
	s.mu.Unlock()
	lock.Lock()
	return lock.Unlock
}

// stillDirect says whether a room is still a private conversation: nobody else is in it, and the person is, or is still
// asked to be. One whom we left alone in a room that others have joined gets another one.
func (s *session) stillDirect(ctx context.Context, r people.ChatRoom, person id.UserID) (bool, error) {
	if !r.In() || r.Open {
		return false, nil
	}
	r, err := s.counted(ctx, id.RoomID(r.ID))
	if hasCode(err, "M_FORBIDDEN") || (err == nil && r.Members > 2) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	word, err := s.membershipOf(ctx, id.RoomID(r.ID), person)
	return word == event.MembershipJoin || word == event.MembershipInvite, err
}

// open makes a private conversation. The alias of the room is made of the row: whoever tries again after a crash finds
// the room that was made, and makes no second one. The alias goes once the room is known.
func (s *session) open(ctx context.Context, row *queue.Sending, person id.UserID) (people.ChatRoom, error) {
	alias := fmt.Sprintf("accord-%x", [16]byte(row.ID))
	request := &mautrix.ReqCreateRoom{
		Preset: "trusted_private_chat", IsDirect: true, Invite: []id.UserID{person}, RoomAliasName: alias,
	}
	if s.cipher.Encrypts() {
		request.InitialState = []*event.Event{{
			Type: event.StateEncryption, StateKey: new(string),
			Content: event.Content{Parsed: &event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1}},
		}}
	}
	whole := id.NewRoomAlias(alias, s.realm())
	room, err := s.create(ctx, request, whole)
	if err != nil {
		return people.ChatRoom{}, err
	}
	if err := s.callDirect(ctx, person, room); err != nil {
		return people.ChatRoom{}, err
	}
	r, err := s.Store.ChangeMatrixRoom(ctx, s.account(), string(room), func(r *people.ChatRoom) {
		r.Direct, r.Encrypted = string(person), s.cipher.Encrypts()
		if !r.In() {
			r.JoinedAt, r.LeftAt = s.Now(), time.Time{}
		}
	})
	if err != nil {
		return r, err
	}
	s.beside.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.over), requestTime)
		defer cancel()
		_, _ = s.client.DeleteAlias(ctx, whole)
	})
	return r, nil
}

func (s *session) create(ctx context.Context, request *mautrix.ReqCreateRoom, alias id.RoomAlias) (id.RoomID, error) {
	made, err := s.client.CreateRoom(ctx, request)
	switch {
	case err == nil:
		return made.RoomID, nil
	case hasCode(err, "M_INVITE_BLOCKED"), hasCode(err, "ORG.MATRIX.MSC4155.M_INVITE_BLOCKED"):
		return "", fmt.Errorf("%w: %w", errNoInvites, err)
	case hasCode(err, "M_ROOM_IN_USE"):
		found, err := s.client.ResolveAlias(ctx, alias)
		if err != nil {
			return "", fmt.Errorf("find the private conversation: %w", err)
		}
		return found.RoomID, nil
	}
	return "", fmt.Errorf("open a private conversation: %w", err)
}

// callDirect says in the account that a room is a private conversation, beside those that are there.
func (s *session) callDirect(ctx context.Context, person id.UserID, room id.RoomID) error {
	defer s.alone("m.direct")()
	chats := event.DirectChatsEventContent{}
	kind := event.AccountDataDirectChats.Type
	if err := s.client.GetAccountData(ctx, kind, &chats); err != nil && !hasCode(err, "M_NOT_FOUND") {
		return fmt.Errorf("read the private conversations: %w", err)
	}
	if slices.Contains(chats[person], room) {
		return nil
	}
	chats[person] = append(chats[person], room)
	if err := s.client.SetAccountData(ctx, kind, chats); err != nil {
		return fmt.Errorf("note a private conversation: %w", err)
	}
	return nil
}
