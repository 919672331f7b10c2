package matrix

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// follow goes where a room says that it goes on, through the server of whoever said so. It is followed only out of a
// room in which a member of ours is (M-40).
func (s *session) follow(ctx context.Context, row *queue.Received, n roomNews) ([]queue.Sending, error) {
	r, err := s.room(ctx, n.Room)
	if err != nil || !r.In() {
		return nil, err
	}
	joined, err := s.client.JoinedMembers(ctx, n.Room)
	if err != nil {
		return nil, fmt.Errorf("ask who is in %s: %w", n.Room, err)
	}
	ours := false
	for user := range joined.Joined {
		if user == s.me || ours {
			continue
		}
		if ours, err = s.linked(ctx, user); err != nil {
			return nil, err
		}
	}
	if !ours {
		return nil, nil
	}
	_, err = s.Store.ChangeMatrixRoom(ctx, s.account(), string(n.Replace), func(next *people.ChatRoom) {
		next.Follows, next.Name = r.ID, r.Name
	})
	if err != nil {
		return nil, err
	}
	return s.membership(kindJoin, row, n.Replace, n.By.Homeserver())
}

// arriveInFollower stays only if the new room names the old one as the one before it, and asks a convener whether what
// was kept for the old room holds for this one too.
func (s *session) arriveInFollower(ctx context.Context, row *queue.Received, r people.ChatRoom) ([]queue.Sending, error) {
	var created event.CreateEventContent
	err := s.client.StateEvent(ctx, id.RoomID(r.ID), event.StateCreate, "", &created)
	if err != nil {
		return nil, fmt.Errorf("ask what %s follows: %w", r.ID, err)
	}
	if created.Predecessor == nil || string(created.Predecessor.RoomID) != r.Follows {
		s.Log.Warn("a room does not follow the one that said so", "room", r.ID, "said", r.Follows)
		return s.membership(kindLeave, row, id.RoomID(r.ID), "")
	}
	p := s.Catalogue.Printer(s.Language)
	said := sentence(p, p.Sentence("matrix.moved"))
	said.Blocks = append(said.Blocks, reply.Buttons{{
		Label: p.Sentence("matrix.button_move"), Say: p.Sentence("matrix.say_move"), Style: reply.Primary,
	}})
	return s.letters("moved/"+r.ID, queue.Letter{Room: r.ID, Reply: said})
}

// answerMove takes a convener's word that a room takes the place of another. Done says that the text was that word.
func (s *session) answerMove(ctx context.Context, h *heard, text string) (said []queue.Sending, done bool, err error) {
	if h.room.Follows == "" || h.room.Moved || !s.isMove(text) {
		return nil, false, nil
	}
	convener, err := s.Convener(ctx, s.who(h.evt.Sender))
	if err != nil {
		return nil, true, err
	}
	a := aside{room: id.RoomID(h.room.ID), thread: h.thread, answers: h.evt.ID, person: h.evt.Sender, key: "matrix.moved_done"}
	switch {
	case s.doubt(h).Key != "":
		a.key = s.doubt(h).Key
	case !convener:
		a.key = "matrix.moved_convener"
	default:
		if err := s.move(ctx, h.room); err != nil {
			return nil, true, err
		}
	}
	said, err = s.told(ctx, "move/"+string(h.evt.ID), a)
	return said, true, err
}

func (s *session) isMove(text string) bool {
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	for _, language := range i18n.Languages() {
		if strings.EqualFold(text, s.Catalogue.Printer(language).Sentence("matrix.say_move")) {
			return true
		}
	}
	return false
}

// move takes what the old room follows, and its language, to the new one, unless that has chosen for itself.
func (s *session) move(ctx context.Context, r people.ChatRoom) error {
	was := people.Room{Platform: people.Matrix, Realm: s.realm(), ID: r.Follows}
	next := was
	next.ID = r.ID
	if err := s.Store.MoveRoom(ctx, was, next); err != nil {
		return err
	}
	_, err := s.Store.ChangeMatrixRoom(ctx, s.account(), r.ID, func(r *people.ChatRoom) { r.Moved = true })
	return err
}
