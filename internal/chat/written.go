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

// written is what a change wrote, read back from the store, so that a message that comes twice is answered twice the
// same.
type written struct {
	commitment commitments.Commitment
	entry      commitments.Entry
}

// wrote reads back what a change wrote. Whoever has just hidden a commitment from themselves cannot: ok is false.
func (t *turn) wrote(ctx context.Context, outcome commitments.Outcome) (w written, ok bool, err error) {
	w.commitment, err = t.store.Commitment(ctx, t.plan.ID, outcome.Commitment, t.reader)
	if errors.Is(err, commitments.ErrNotFound) {
		return w, false, nil
	}
	if err != nil {
		return w, false, fmt.Errorf("load %s: %w", outcome.Commitment, err)
	}
	entries, err := t.store.Entries(ctx, t.plan.ID, outcome.Commitment, t.reader)
	if err != nil {
		return w, false, fmt.Errorf("entries of %s: %w", outcome.Commitment, err)
	}
	i := slices.IndexFunc(entries, func(e commitments.Entry) bool { return slices.Contains(outcome.Seqs, e.Seq) })
	if i < 0 {
		return w, false, nil
	}
	w.entry = entries[i]
	t.showedCommitment(&w.commitment)
	return w, true, nil
}

// noted answers a change of one commitment: what was noted, how it stands now, and Undo.
func (t *turn) noted(ctx context.Context, outcome commitments.Outcome, more ...reply.Block) (reply.Reply, error) {
	w, ok, err := t.wrote(ctx, outcome)
	if err != nil {
		return reply.Reply{}, err
	}
	if !ok {
		return t.unseen(outcome), nil
	}
	blocks := []reply.Block{t.notedFacts(&w)}
	blocks = append(blocks, more...)
	return t.reply(titleOf(&w.commitment), append(blocks, reply.Buttons{t.undoButton(outcome)})...), nil
}

func (t *turn) notedFacts(w *written) reply.Facts {
	return reply.Facts{
		t.fact("write.fact.noted", t.entryLine(&w.entry)...),
		t.fact("write.fact.status_now", t.statusOf(&w.commitment)...),
	}
}

// unseen answers a change that took effect and that cannot be shown here.
func (t *turn) unseen(outcome commitments.Outcome) reply.Reply {
	return t.reply(nil, t.paragraph("write.done_unseen", "ref", outcome.Commitment), reply.Buttons{t.undoButton(outcome)})
}

// undoButton takes back this change and no later one.
func (t *turn) undoButton(outcome commitments.Outcome) reply.Button {
	if len(outcome.Seqs) == 0 {
		return t.button("write.button_undo", "undo")
	}
	return t.button("write.button_undo", fmt.Sprintf("undo %s entry %d", outcome.Commitment, outcome.Seqs[0]))
}

// here is the commitment with this ref, if it may be spoken of here. In a shared room only public ones are: whose an
// unattributed one is would show by who may write on it. One that may not, and one that does not exist, are the same.
func (t *turn) here(ctx context.Context, ref string) (commitments.Commitment, error) {
	c, err := t.find(ctx, ref)
	if t.message.Private {
		return c, err
	}
	trouble, refused := problem.Of(err)
	if (refused && trouble.Kind == problem.NotFound) || (err == nil && c.Visibility != visibleToAll) {
		return c, problem.New(problem.NotFound, "write.not_in_room", "ref", ref).At("commitment")
	}
	return c, err
}
