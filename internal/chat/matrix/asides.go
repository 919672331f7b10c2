package matrix

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix/id"
)

// What the adapter itself has to say, and how often.

// printer is of the person's language, as far as it is known.
func (s *session) printer(ctx context.Context, person id.UserID) (*i18n.Printer, error) {
	if person == "" {
		return s.Catalogue.Printer(s.Language), nil
	}
	m, err := s.Store.MemberByIdentity(ctx, s.who(person))
	if err != nil && !errors.Is(err, commitments.ErrNotFound) {
		return nil, fmt.Errorf("find who is spoken to: %w", err)
	}
	if m.Locale == "" {
		return s.Catalogue.Printer(s.Language), nil
	}
	return s.Catalogue.Printer(m.Locale), nil
}

// told is an aside as a letter. A key says that it is said once.
func (s *session) told(ctx context.Context, key string, a aside) ([]queue.Sending, error) {
	p, err := s.printer(ctx, a.person)
	if err != nil {
		return nil, err
	}
	return s.letters(key, queue.Letter{
		Subject: string(a.person), Room: string(a.room), Thread: a.thread, Answers: string(a.answers),
		Reply: sentence(p, p.Sentence(a.key, a.args...)),
	})
}

func sentence(p *i18n.Printer, said string) reply.Reply {
	return reply.Reply{
		Language: p.Language(), Direction: p.Direction(), Visibility: reply.Room,
		Blocks: []reply.Block{reply.Paragraph{reply.Said(said)}},
	}
}

// letters are sendings of a letter each, under key/0, key/1, ….
func (s *session) letters(key string, list ...queue.Letter) ([]queue.Sending, error) {
	sendings := make([]queue.Sending, len(list))
	for i, l := range list {
		text, err := l.Payload()
		if err != nil {
			return nil, err
		}
		sendings[i] = s.sending(fmt.Sprintf("%s/%d", key, i), queue.KindLetter, text)
		sendings[i].Conversation = conversationOf(l)
	}
	return sendings, nil
}

// conversationOf keeps what is said in one room in order.
func conversationOf(l queue.Letter) string {
	if l.Room != "" {
		return l.Room
	}
	return "direct " + l.Subject
}

func (s *session) sending(key, kind string, content []byte) queue.Sending {
	return queue.Sending{
		Key: s.account() + " " + key, Platform: Platform, Realm: s.realm(), Kind: kind, Payload: content, CreatedAt: s.Now(),
	}
}

// sayAway tells a room since when the bot did not listen (M-10).
func (s *session) sayAway(ctx context.Context, n roomNews, once string) ([]queue.Sending, error) {
	return s.told(ctx, "away/"+string(n.Room)+"/"+once, aside{room: n.Room, key: "matrix.away", args: []any{"time", n.From}})
}

// unreadable counts a message that could not be read, and tells the room so, once an hour (M-19).
func (s *session) unreadable(ctx context.Context, h *heard) ([]queue.Sending, error) {
	s.Log.Warn("a message cannot be decrypted", "room", h.room.ID, "event", h.evt.ID)
	if s.Unreadable != nil {
		s.Unreadable()
	}
	if h.late {
		return nil, nil
	}
	return s.told(ctx, fmt.Sprintf("unreadable/%s/%d", h.room.ID, h.row.At.Unix()/3600), aside{
		room: id.RoomID(h.room.ID), key: "matrix.unreadable",
	})
}

// sayDeaf tells an encrypted room that the bot cannot read it, in the one message that goes into it in the clear: it is
// always the same and says nothing of anybody (M-20).
func (s *session) sayDeaf(room id.RoomID) ([]queue.Sending, error) {
	row := s.sending("deaf/"+string(room), kindPlain, []byte(room))
	row.Conversation = string(room)
	return []queue.Sending{row}, nil
}
