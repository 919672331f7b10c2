package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// undo takes back the speaker's last change of the last 15 minutes, or the one that is named, and says what it was.
func undo(ctx context.Context, t *turn) (reply.Reply, error) {
	outcome, err := t.do(ctx, commitments.Undo{Plan: t.slug(), Ref: t.undone(), Seq: t.args.Seq})
	if err != nil {
		return reply.Reply{}, err
	}
	if outcome.TookBack == 1 {
		return t.reply(nil, t.paragraph("write.undone_registration", "ref", outcome.Commitment)), nil
	}
	c, err := t.store.Commitment(ctx, t.plan.ID, outcome.Commitment, t.reader)
	switch {
	case errors.Is(err, commitments.ErrNotFound):
		return t.reply(nil, t.paragraph("write.undone_unseen", "ref", outcome.Commitment)), nil
	case err != nil:
		return reply.Reply{}, fmt.Errorf("load %s: %w", outcome.Commitment, err)
	case !t.message.Private && c.Visibility != access.VisiblePublic:
		return t.reply(nil, t.paragraph("write.undone_unseen", "ref", outcome.Commitment)), nil
	}
	entries, err := t.store.Entries(ctx, t.plan.ID, c.Ref, t.reader)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("entries of %s: %w", c.Ref, err)
	}
	facts := reply.Facts{}
	if i := slices.IndexFunc(entries, func(e commitments.Entry) bool { return e.Seq == outcome.TookBack }); i >= 0 {
		facts = append(facts, t.fact("write.fact.taken_back", t.entryLine(&entries[i])...))
		facts = append(facts, t.changeFacts(reversed(entries[i].Changes))...)
	}
	facts = append(facts, t.fact("write.fact.status_now", t.statusOf(&c)...))
	t.showed([]commitments.Commitment{c})
	return t.reply(titleOf(&c), facts), nil
}

// undone is the ref of the entry to take back, if one is named. A ref alone names none: the last change is undone.
func (t *turn) undone() string {
	if t.args.Seq == 0 {
		return ""
	}
	return t.args.Ref
}

// reversed shows changes as they are taken back.
func reversed(changes commitments.Changes) commitments.Changes {
	back := commitments.Changes{}
	for field, change := range changes {
		back[field] = commitments.Change{Old: change.New, New: change.Old}
	}
	return back
}
