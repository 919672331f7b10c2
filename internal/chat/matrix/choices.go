package matrix

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix/id"
)

// choose gives the sentence that a number stands for: the person's own, of what they were offered last in this room or
// thread, at most 15 minutes ago; or, in answer to a message that came unasked, of what that one offers, for as long as
// buttons work elsewhere. An answer to any other message chooses nothing (M-47).
func (s *session) choose(ctx context.Context, h *heard, text string) (say string, ok bool, err error) {
	n := number(text)
	if n == 0 {
		return "", false, nil
	}
	last, err := s.offeredLast(ctx, h)
	if err != nil {
		return "", false, err
	}
	recent := h.row.At.Sub(last.At) <= choiceLasts
	message, err := s.meant(ctx, h, last, recent)
	if err != nil || message == "" {
		return "", false, err
	}
	u, err := s.utterance(ctx, id.EventID(message))
	switch {
	case err != nil:
		return "", false, err
	case u.Person == string(h.evt.Sender) && u.Room == h.room.ID && n <= len(u.Choices) && h.row.At.Sub(u.At) <= offerLasts:
		h.chose = chosen{u, n}
		return u.Choices[n-1].Say, true, nil
	case u.Person == "" && recent && message == last.Event && n <= len(last.Say):
		return last.Say[n-1], true, nil
	}
	return "", false, nil
}

// offeredLast is what the person was offered last where they speak; nothing if that is long ago.
func (s *session) offeredLast(ctx context.Context, h *heard) (people.Prompt, error) {
	last, err := s.Store.MatrixPrompt(ctx, people.Prompt{
		Account: s.account(), Room: h.room.ID, Thread: h.thread, Person: string(h.evt.Sender),
	})
	if errors.Is(err, commitments.ErrNotFound) {
		return people.Prompt{}, nil
	}
	return last, err
}

// meant is the message that a number is about: the one that it answers, whichever part of it; else what was offered last,
// if that is recent; else, where nothing was, the message above the thread.
func (s *session) meant(ctx context.Context, h *heard, last people.Prompt, recent bool) (string, error) {
	to := h.content.RelatesTo.GetNonFallbackReplyTo()
	switch {
	case to != "":
		u, err := s.utterance(ctx, to)
		return u.Prompt, err
	case recent:
		return last.Event, nil
	case last.Event == "":
		return h.thread, nil
	}
	return "", nil
}

// chosen is a choice from what a message offers that nobody had asked for.
type chosen struct {
	from people.Utterance
	n    int
}

// taken says whether another message has chosen it, where that can be done once.
func (c chosen) taken(message id.EventID) bool {
	return c.n > 0 && c.from.Choices[c.n-1].TakenBy != "" && c.from.Choices[c.n-1].TakenBy != string(message)
}

// noteTaken keeps that something was chosen that is to be done once. If nothing came of it (a refusal, a question back),
// it may be chosen again.
func (s *session) noteTaken(ctx context.Context, h *heard, answer chat.Answer) error {
	c := h.chose
	if c.n == 0 || answer.Outcome != chat.Answered || answer.Asks || !s.Bot.Once(c.from.Choices[c.n-1].Say) {
		return nil
	}
	c.from.Choices[c.n-1].TakenBy = string(h.evt.ID)
	return s.Store.SaveMatrixUtterance(ctx, c.from)
}

func (s *session) sayTaken(ctx context.Context, h *heard) ([]queue.Sending, error) {
	return s.told(ctx, "taken/"+h.row.ID.String(), aside{
		room: id.RoomID(h.room.ID), thread: h.thread, answers: h.evt.ID, person: h.evt.Sender, key: "matrix.taken",
		args: []any{"sentence", h.chose.from.Choices[h.chose.n-1].Say},
	})
}
