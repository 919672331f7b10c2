package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// handleMessage answers a message that is for the bot. Any other is forgotten.
func (s *session) handleMessage(ctx context.Context, h *heard) ([]queue.Sending, error) {
	text, ours, err := s.addressed(ctx, h)
	if err != nil || !ours {
		return nil, err
	}
	if said, done, err := s.answerMove(ctx, h, text); done || err != nil {
		return said, err
	}
	if h.chose.taken(h.evt.ID) {
		return s.sayTaken(ctx, h)
	}
	answer, said, err := s.answer(ctx, h, text)
	if err != nil || answer.Outcome == chat.Silent {
		return said, err
	}
	return said, errors.Join(s.noteTaken(ctx, h, answer), s.noteAnswered(ctx, h, answer.Outcome))
}

// addressed gives what was said to the bot: in a private conversation, with a mention, in answer to a message of the
// bot, after the prefix, or as the number of something that the person was offered (M-24, M-47).
func (s *session) addressed(ctx context.Context, h *heard) (text string, ours bool, err error) {
	text, ours = withoutPrefix(withoutQuotes(h.content.Body))
	if h.content.Mentions.Has(s.me) {
		text, ours = withoutMention(text, names(s.me, h.content)), true
	}
	ours = ours || private(h.room)
	if say, ok, err := s.choose(ctx, h, text); err != nil || ok {
		return say, ok, err
	}
	if to := h.content.RelatesTo.GetNonFallbackReplyTo(); !ours && to != "" {
		if ours, err = s.isOwn(ctx, id.RoomID(h.room.ID), to); err != nil {
			return "", false, err
		}
	}
	return text, ours, nil
}

// isOwn says whether the bot sent a message. One that it has forgotten is looked up.
func (s *session) isOwn(ctx context.Context, room id.RoomID, message id.EventID) (bool, error) {
	u, err := s.utterance(ctx, message)
	if err != nil || u.Event != "" {
		return u.Sender == s.account(), err
	}
	evt, err := s.client.GetEvent(ctx, room, message)
	switch {
	case hasCode(err, "M_NOT_FOUND"), hasCode(err, "M_FORBIDDEN"):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look up message %s: %w", message, err)
	}
	return evt.Sender == s.me, nil
}

// utterance is what is kept of a message; nothing of one that the bot neither sent nor answered, or has forgotten.
func (s *session) utterance(ctx context.Context, message id.EventID) (people.Utterance, error) {
	u, err := s.Store.MatrixUtterance(ctx, s.account(), string(message))
	if errors.Is(err, commitments.ErrNotFound) {
		return people.Utterance{}, nil
	}
	return u, err
}

// answer lets the bot answer a text, and makes letters of the answer.
func (s *session) answer(ctx context.Context, h *heard, text string) (chat.Answer, []queue.Sending, error) {
	m, said, err := s.message(ctx, h, text)
	if err != nil || said != nil {
		return chat.Answer{Outcome: chat.Silent}, said, err
	}
	answer, err := s.ask(ctx, id.RoomID(h.room.ID), m)
	if err != nil && h.row.Failures+1 < 3 {
		return answer, nil, err // it may go better the next time
	}
	if err != nil {
		s.Log.Error("answer", "event", h.evt.ID, "error", err)
	}
	if answer.Outcome == chat.Silent || answer.Reply.IsEmpty() {
		return answer, nil, nil
	}
	s.markRead(id.RoomID(h.room.ID), h.evt.ID)
	said, err = s.lettersOf(h, answer)
	return answer, said, err
}

// ask asks the bot, and shows meanwhile that it is at work.
func (s *session) ask(ctx context.Context, room id.RoomID, m chat.Message) (chat.Answer, error) {
	defer s.typeIfSlow(room)() // also after a panic
	return s.Bot.Handle(ctx, m)
}

// message is what was said, as the bot is told; or what is to be said in its place.
func (s *session) message(ctx context.Context, h *heard, text string) (chat.Message, []queue.Sending, error) {
	sender, room := h.evt.Sender, id.RoomID(h.room.ID)
	m := chat.Message{
		Platform: people.Matrix, Realm: s.realm(), Subject: string(sender), DisplayName: string(sender),
		Room: h.room.ID, Private: private(h.room), Thread: h.thread, Text: text,
		Cause: "matrix " + h.room.ID + " " + string(h.evt.ID), Source: permalink(room, h.evt.ID, s.realm()),
		Doubt: s.doubt(h),
	}
	known, err := s.linked(ctx, sender)
	if err != nil || known {
		return m, nil, err
	}
	if _, _, err := sender.ParseAndValidateStrict(); err != nil { // M-43: look-alikes are not bound
		said, err := s.told(ctx, "odd/"+string(h.evt.ID), aside{
			room: room, thread: h.thread, answers: h.evt.ID, person: sender, key: "matrix.odd_id", args: []any{"user", string(sender)},
		})
		return m, said, err
	}
	m.DisplayName = s.displayName(ctx, room, sender)
	return m, nil, nil
}

// doubt says why a message may change nothing: it came in the clear into an encrypted room, where the server could have
// put it, from a device that its user has not signed, or so late that it may not be meant any more (M-09, M-16, M-17).
func (s *session) doubt(h *heard) problem.Problem {
	switch {
	case h.late:
		return problem.New(problem.Refused, "matrix.late")
	case h.room.Encrypted && !h.evt.Mautrix.WasEncrypted:
		return problem.New(problem.Refused, "matrix.clear_in_encrypted")
	case h.evt.Mautrix.WasEncrypted && h.evt.Mautrix.TrustState < id.TrustStateCrossSignedTOFU:
		return problem.New(problem.Refused, "matrix.unverified_device")
	}
	return problem.Problem{}
}

// displayName is what the room calls somebody whom we do not know, for the name of a new member.
func (s *session) displayName(ctx context.Context, room id.RoomID, user id.UserID) string {
	var m event.MemberEventContent
	if err := s.client.StateEvent(ctx, room, event.StateMember, string(user), &m); err == nil && m.Displayname != "" {
		return m.Displayname
	}
	return string(user)
}

// lettersOf puts the answer where it was asked; what only the person who asked may read goes into the private
// conversation, and the room is told so.
func (s *session) lettersOf(h *heard, answer chat.Answer) ([]queue.Sending, error) {
	key := "answer/" + h.row.ID.String()
	// Said once a day: somebody else may be asking (M-16). What came late is the person's own, and each time another message
	// that has done nothing.
	if doubt := s.doubt(h).Key; doubt != "" && !h.late && answer.Outcome == chat.Refused {
		key = "doubt/" + doubt + "/" + string(h.evt.Sender) + "/" + h.row.At.UTC().Format(time.DateOnly)
	}
	here := queue.Letter{
		Subject: string(h.evt.Sender), Room: h.room.ID, Thread: h.thread, Answers: string(h.evt.ID), Reply: answer.Reply,
	}
	if private(h.room) || answer.Reply.Visibility == reply.Room {
		return s.letters(key, here)
	}
	text, err := json.Marshal(apart{
		Letter: queue.Letter{Subject: here.Subject, Reply: answer.Reply},
		Room:   h.room.ID, Thread: h.thread, Asked: string(h.evt.ID), Language: answer.Language,
	})
	if err != nil {
		return nil, fmt.Errorf("write a private answer: %w", err)
	}
	row := s.sending(key+"/0", kindApart, text)
	row.Conversation = conversationOf(queue.Letter{Subject: here.Subject})
	return []queue.Sending{row}, nil
}

// noteAnswered keeps that a message was answered, for edits, redactions and answers to it.
func (s *session) noteAnswered(ctx context.Context, h *heard, outcome chat.Outcome) error {
	return s.Store.SaveMatrixUtterance(ctx, people.Utterance{
		Account: s.account(), Event: string(h.evt.ID), Room: h.room.ID, Thread: h.thread, Sender: string(h.evt.Sender),
		Outcome: string(outcome), At: s.Now(),
	})
}

// Signs of life, which nobody is the worse off without (M-34).

const (
	slow      = 2 * time.Second
	typingFor = 20 * time.Second
)

// typeIfSlow shows that the bot is typing if the answer takes long. The returned function ends that.
func (s *session) typeIfSlow(room id.RoomID) (quiet func()) {
	ctx, done := context.WithCancel(s.over)
	s.beside.Go(func() {
		if pause(ctx, slow) != nil {
			return
		}
		_, _ = s.client.UserTyping(ctx, room, true, typingFor)
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_, _ = s.client.UserTyping(ending, room, false, 0)
	})
	return done
}

func (s *session) markRead(room id.RoomID, message id.EventID) {
	s.beside.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.over), 10*time.Second)
		defer cancel()
		_ = s.client.MarkRead(ctx, room, message)
	})
}
