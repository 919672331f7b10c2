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

// already answers what was said before: that a closed commitment is done or unchanged, as the button of an old message
// says, or twice on one day and in the same words that nothing has changed. Nothing is written, and how it stands is
// said (U-09).
func (t *turn) already(ctx context.Context, c *commitments.Commitment) (said reply.Reply, ok bool, err error) {
	a := &t.args
	bare := len(a.Evidence) == 0 && a.Percent == nil && a.Confidence == "" && a.Date.IsZero()
	if !bare || (c.Status.Closed() && a.Note != "") || (a.Kind != understand.NoChange && a.Kind != understand.Done) {
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
	if last < 0 {
		return said, false, nil
	}
	if acted, err := t.service.Acted(ctx, t.origin().Cause); err != nil || acted { // the same message has come again
		return said, false, err
	}
	if err := t.rehearse(ctx, commitments.AttestNoChange{Plan: t.slug(), Ref: c.Ref}); err != nil {
		return said, false, err
	}
	switch {
	case c.Status.Closed():
		return t.reply(titleOf(c), t.paragraph("reminders.already_closed", "ref", c.Ref,
			"status", problem.Word("status."+string(c.Status)), "date", c.LastNewsOn)), true, nil
	case entries[last].Kind == commitments.KindNoChange && entries[last].Note == a.Note:
		said, err = t.alreadySaid(ctx, c, entries[last].Member)
		return said, err == nil, err
	}
	return said, false, nil
}

// alreadySaid says who has said today that nothing has changed, where that may be told.
func (t *turn) alreadySaid(ctx context.Context, c *commitments.Commitment, member string) (reply.Reply, error) {
	if member == "" {
		return t.reply(titleOf(c), t.paragraph("reminders.already_said", "ref", c.Ref)), nil
	}
	name, err := t.memberName(ctx, member)
	return t.reply(titleOf(c), t.paragraph("reminders.already_said_by", "ref", c.Ref, "name", name)), err
}
