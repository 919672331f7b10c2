package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// mostInvites is how many rooms somebody may ask the bot into in an hour.
const mostInvites = 10

// answerInvite joins the rooms of those who may have the bot there, and declines the others (M-37). An invite into a
// space is declined too: nobody speaks there.
func (s *session) answerInvite(ctx context.Context, row *queue.Received, n roomNews) ([]queue.Sending, error) {
	ok, err := s.welcome(ctx, n.By)
	if err != nil {
		return nil, err
	}
	lately, err := s.Store.MatrixInvites(ctx, s.account(), string(n.By), row.At.Add(-time.Hour))
	if err != nil {
		return nil, err
	}
	if !ok || lately > mostInvites {
		s.Log.Info("an invite is declined", "room", n.Room, "by", n.By, "welcome", ok, "lately", lately)
		return s.membership(kindLeave, row, n.Room, "")
	}
	return s.membership(kindJoin, row, n.Room, n.By.Homeserver())
}

// stay is what a row of the outbox says that joins or leaves a room.
type stay struct {
	Room id.RoomID `json:"room"`
	Via  string    `json:"via,omitempty"` // a server that knows the room
}

func (s *session) membership(kind string, row *queue.Received, room id.RoomID, via string) ([]queue.Sending, error) {
	text, err := json.Marshal(stay{Room: room, Via: via})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", kind, err)
	}
	sending := s.sending(kind+"/"+row.ID.String(), kind, text)
	sending.Conversation, sending.ExpiresAt = string(room), s.Now().Add(time.Hour)
	return []queue.Sending{sending}, nil
}

// arrive is what there is to do in a room that the bot has just come into: to make sure that it is the one that an
// older room spoke of, to know whether it is encrypted, and to say how the bot is spoken to.
func (s *session) arrive(ctx context.Context, row *queue.Received, n roomNews) ([]queue.Sending, error) {
	r, err := s.counted(ctx, n.Room)
	if err != nil || !r.In() {
		return nil, err
	}
	if r.Space {
		return s.membership(kindLeave, row, n.Room, "")
	}
	encrypted, err := s.encrypted(ctx, r)
	if err != nil {
		return nil, err
	}
	if encrypted && !s.cipher.Encrypts() {
		return s.sayDeaf(n.Room)
	}
	if r.Follows != "" && !r.Moved {
		return s.arriveInFollower(ctx, row, r)
	}
	if r.Direct != "" {
		if err := s.callDirect(ctx, id.UserID(r.Direct), n.Room); err != nil {
			return nil, err
		}
	}
	if r.Inviter == "" || r.Inviter == s.account() {
		return nil, nil // our own: whoever is spoken to there is told something already
	}
	key := "matrix.hello"
	if private(r) {
		key = "matrix.hello_private"
	}
	return s.told(ctx, "hello/"+row.ID.String(), aside{room: n.Room, person: id.UserID(r.Inviter), key: key})
}

// leaveIfAlone leaves a room in which nobody is left who may have the bot there (M-37).
func (s *session) leaveIfAlone(ctx context.Context, row *queue.Received, n roomNews) ([]queue.Sending, error) {
	r, err := s.room(ctx, n.Room)
	if err != nil || !r.In() {
		return nil, err
	}
	joined, err := s.client.JoinedMembers(ctx, n.Room)
	if hasCode(err, "M_FORBIDDEN") {
		return nil, nil // we are gone already
	}
	if err != nil {
		return nil, fmt.Errorf("ask who is in %s: %w", n.Room, err)
	}
	for user := range joined.Joined {
		if user == s.me {
			continue
		}
		ok, err := s.welcome(ctx, user)
		if err != nil || ok {
			return nil, err
		}
	}
	invited, err := s.expects(ctx, r)
	if err != nil || invited {
		return nil, err
	}
	return s.membership(kindLeave, row, n.Room, "")
}

// expects says whether the person of a private conversation is still invited.
func (s *session) expects(ctx context.Context, r people.ChatRoom) (bool, error) {
	if r.Direct == "" {
		return false, nil
	}
	word, err := s.membershipOf(ctx, id.RoomID(r.ID), id.UserID(r.Direct))
	return word == event.MembershipInvite, err
}

func (s *session) membershipOf(ctx context.Context, room id.RoomID, user id.UserID) (event.Membership, error) {
	var m event.MemberEventContent
	err := s.client.StateEvent(ctx, room, event.StateMember, string(user), &m)
	if hasCode(err, "M_NOT_FOUND") {
		return event.MembershipLeave, nil
	}
	if err != nil {
		return "", fmt.Errorf("ask whether %s is in %s: %w", user, room, err)
	}
	return m.Membership, nil
}

// Joins are tried again: right after an invite a server may not know of it yet (M-38).
const joinTries = 5

// joinWaits are those before the second try and the later ones: 10 minutes in all.
func joinWait(failures int) time.Duration {
	return []time.Duration{15 * time.Second, 45 * time.Second, 2 * time.Minute, 7 * time.Minute}[min(failures, 3)]
}

func (s *session) join(ctx context.Context, row *queue.Sending) (queue.Result, error) {
	var j stay
	if err := json.Unmarshal(row.Payload, &j); err != nil {
		return queue.Refused(err), nil
	}
	request := &mautrix.ReqJoinRoom{}
	if j.Via != "" {
		request.Via = []string{j.Via}
	}
	_, err := s.client.JoinRoom(ctx, string(j.Room), request)
	if err == nil {
		return queue.Sent(string(j.Room)), nil
	}
	if wait, ok := limited(err, s.Now()); ok {
		return queue.Later(s.Now().Add(wait)), nil
	}
	if row.Failures+1 >= joinTries || hasCode(err, "M_NOT_FOUND") {
		return queue.Refused(err), err
	}
	return queue.FailedUntil(err, s.Now().Add(joinWait(row.Failures))), err
}

func (s *session) leave(ctx context.Context, row *queue.Sending) (queue.Result, error) {
	var l stay
	if err := json.Unmarshal(row.Payload, &l); err != nil {
		return queue.Refused(err), nil
	}
	_, err := s.client.LeaveRoom(ctx, l.Room)
	switch {
	case err == nil, hasCode(err, "M_FORBIDDEN"), hasCode(err, "M_NOT_FOUND"): // it is as we want it
		_, err = s.Store.ChangeMatrixRoom(ctx, s.account(), string(l.Room), func(r *people.ChatRoom) {
			if r.In() {
				r.LeftAt = s.Now()
			}
		})
		if err != nil {
			return queue.Unknown(err), err
		}
		return queue.Sent(string(l.Room)), nil
	}
	return s.unsent(err), err
}
