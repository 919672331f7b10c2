package chat

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// already answers what the button of an old message says once more: that a closed commitment is done or unchanged, or
// twice on one day that nothing has changed. Nothing is written, and how it stands is said (U-09).
func (t *turn) already(ctx context.Context, c *commitments.Commitment) (said reply.Reply, ok bool, err error) {
	a := &t.args
	bare := a.Note == "" && len(a.Evidence) == 0 && a.Percent == nil && a.Confidence == "" && a.Date.IsZero()
	if !bare || (a.Kind != understand.NoChange && a.Kind != understand.Done) {
		return said, false, nil
	}
	if !c.Status.Closed() && (a.Kind != understand.NoChange || c.LastNewsOn != t.today) {
		return said, false, nil
	}
	entries, err := t.store.Entries(ctx, t.plan.ID, c.Ref, t.reader)
	if err != nil {
		return said, false, fmt.Errorf("entries of %s: %w", c.Ref, err)
	}
	last := slices.IndexFunc(entries, func(e commitments.Entry) bool { return e.Seq == c.LastNewsSeq })
	if last < 0 || t.now().Sub(entries[last].RecordedAt) < remembered { // the same message may have come again
		return said, false, nil
	}
	if err := t.rehearse(ctx, commitments.AttestNoChange{Plan: t.slug(), Ref: c.Ref}); err != nil {
		return said, false, err
	}
	switch {
	case c.Status.Closed():
		return t.reply(titleOf(c), t.paragraph("reminders.already_closed", "ref", c.Ref,
			"status", problem.Word("status."+string(c.Status)), "date", c.LastNewsOn)), true, nil
	case entries[last].Kind == commitments.KindNoChange:
		return t.reply(titleOf(c), t.paragraph("reminders.already_said", "ref", c.Ref)), true, nil
	}
	return said, false, nil
}
