package matrix

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// handleEdit does not let an edit change what was recorded: that is said once. A message that was not understood may be
// mended once, and is then read as if it had been said so at first (M-27).
func (s *session) handleEdit(ctx context.Context, h *heard) ([]queue.Sending, error) {
	edited := h.content.RelatesTo.GetReplaceID()
	u, err := s.utterance(ctx, edited)
	if err != nil || !validEdit(h, u) || h.late {
		return nil, err
	}
	tried := u.Edited && u.Prompt != string(h.evt.ID)
	if u.Outcome != string(chat.NotUnderstood) || tried {
		return s.told(ctx, "edit/"+u.Event, aside{
			room: id.RoomID(u.Room), thread: u.Thread, answers: edited, person: h.evt.Sender, key: "matrix.edit_ignored",
		})
	}
	return s.tryEdited(ctx, h, u)
}

// validEdit: only the sender may edit a message, with a message, in its room, and nobody may edit an edit. What was
// answered of an edit is kept under the message that it edits, so that an edit is never found.
func validEdit(h *heard, u people.Utterance) bool {
	return u.Sender == string(h.evt.Sender) && u.Room == h.room.ID && u.RemovedAt.IsZero() &&
		h.content.NewContent != nil && h.content.NewContent.MsgType == event.MsgText
}

func (s *session) tryEdited(ctx context.Context, h *heard, u people.Utterance) ([]queue.Sending, error) {
	content := h.content.NewContent
	text, _ := withoutPrefix(withoutQuotes(content.Body))
	h.thread = u.Thread
	answer, said, err := s.answer(ctx, h, withoutMention(text, names(s.me, content)))
	if err != nil {
		return nil, err
	}
	u.Edited, u.Prompt, u.Outcome = true, string(h.evt.ID), string(answer.Outcome)
	return said, s.Store.SaveMatrixUtterance(ctx, u)
}

// handleRedaction keeps what was recorded and drops what is remembered of the words (M-28). The answer that stands below
// the message says what was recorded, and how to undo it.
func (s *session) handleRedaction(ctx context.Context, h *heard) ([]queue.Sending, error) {
	removed := h.evt.Redacts
	if removed == "" {
		removed = h.evt.Content.AsRedaction().Redacts
	}
	u, err := s.utterance(ctx, removed)
	if err != nil || u.Sender == s.account() || u.Room != h.room.ID {
		return nil, err
	}
	u.RemovedAt = s.Now()
	if err := s.Store.SaveMatrixUtterance(ctx, u); err != nil {
		return nil, err
	}
	return nil, s.Bot.Forget(ctx, chat.Message{Platform: people.Matrix, Realm: s.realm(), Subject: u.Sender, Room: u.Room})
}
