package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// undo takes back the speaker's last change of the last 15 minutes, or the one that is named, and says what it was.
func undo(ctx context.Context, t *turn) (reply.Reply, error) {
	if t.args.Ref == "" {
		if err := t.turnTo(ctx, t.conversation.Wrote); err != nil {
			return reply.Reply{}, err
		}
	}
	outcome, err := t.do(ctx, commitments.Undo{Plan: t.slug(), Ref: t.undone(), Seq: t.args.Seq})
	if err != nil {
		return reply.Reply{}, err
	}
	if !t.message.Private {
		return t.undoneInRoom(ctx, outcome)
	}
	if outcome.TookBack == 1 {
		return t.reply(nil, t.paragraph("write.undone_registration", "ref", outcome.Commitment)), nil
	}
	c, err := t.store.Commitment(ctx, t.plan.ID, outcome.Commitment, t.reader)
	switch {
	case errors.Is(err, commitments.ErrNotFound):
		return t.reply(nil, t.paragraph("write.undone_unseen")), nil
	case err != nil:
		return reply.Reply{}, fmt.Errorf("load %s: %w", outcome.Commitment, err)
	}
	return t.undoneShown(ctx, &c, outcome)
}

// undoneInRoom names a commitment only if everybody may see it: who may write on one tells whose it is.
func (t *turn) undoneInRoom(ctx context.Context, outcome commitments.Outcome) (reply.Reply, error) {
	c, err := t.here(ctx, outcome.Commitment)
	if _, hidden := problem.Of(err); hidden {
		return t.reply(nil, t.paragraph("write.undone_unseen")), nil
	}
	if err != nil {
		return reply.Reply{}, err
	}
	return t.undoneShown(ctx, &c, outcome)
}

func (t *turn) undoneShown(ctx context.Context, c *commitments.Commitment, outcome commitments.Outcome) (reply.Reply, error) {
	entries, err := t.store.Entries(ctx, t.plan.ID, c.Ref, t.reader)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("entries of %s: %w", c.Ref, err)
	}
	facts := reply.Facts{}
	if i := slices.IndexFunc(entries, func(e commitments.Entry) bool { return e.Seq == outcome.TookBack }); i >= 0 {
		facts = append(facts, t.fact("write.fact.taken_back", t.entryLine(&entries[i])...))
		facts = append(facts, t.changeFacts(reversed(entries[i].Changes))...)
	}
	facts = append(facts, t.fact("write.fact.status_now", t.statusOf(c)...))
	t.showedCommitment(c)
	return t.reply(titleOf(c), facts), nil
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
