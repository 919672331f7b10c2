package matrix

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

// chosen is the sentence that a number stands for: the person's own, of what they were offered last in this room or
// thread, at most 15 minutes ago. An answer to an older message chooses nothing (M-47).
func (s *session) chosen(ctx context.Context, h *heard, text string) (say string, ok bool, err error) {
	n := number(text)
	if n == 0 {
		return "", false, nil
	}
	offered, err := s.Store.MatrixPrompt(ctx, people.Prompt{
		Account: s.account(), Room: h.room.ID, Thread: h.thread, Person: string(h.evt.Sender),
	})
	if errors.Is(err, commitments.ErrNotFound) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if n > len(offered.Say) || h.row.At.Sub(offered.At) > choiceLasts {
		return "", false, nil
	}
	if to := h.content.RelatesTo.GetNonFallbackReplyTo(); to != "" {
		if u, err := s.utterance(ctx, to); err != nil || u.Prompt != offered.Event {
			return "", false, err
		}
	}
	return offered.Say[n-1], true, nil
}
