package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// redact removes the text of an entry, for privacy. It cannot be undone: it asks for a yes, and for the reason.
func redact(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	entry, err := t.entryMeant(ctx, c)
	if err != nil {
		return reply.Reply{}, err
	}
	reason := firstOf(t.args.Reason, t.args.Note)
	outcome, asked, err := t.act(ctx, commitments.Redact{Plan: t.slug(), Ref: c.Ref, Seq: entry.Seq, Reason: reason}, question{
		about: c, first: true, danger: true, sure: t.said("write.redact_sure", "seq", entry.Seq, "ref", c.Ref),
		shown: []reply.Block{reply.Facts{t.fact("write.fact.entry", t.entryLine(entry)...), t.fact("write.fact.reason", reply.Text(reason))}},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	t.showedCommitment(c)
	return t.reply(titleOf(c), t.paragraph("write.redacted", "seq", entry.Seq, "ref", outcome.Commitment)), nil
}
