package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// pause notes that work rests, and why.
func pause(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	outcome, asked, err := t.act(ctx, commitments.Pause{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Reason: t.args.Reason, EffectiveOn: t.args.Date,
	}, question{about: c, sure: t.said("write.pause_sure", "ref", c.Ref), shown: t.reasonShown(c)})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}

// reasonShown is how the commitment stands, and the reason to change that.
func (t *turn) reasonShown(c *commitments.Commitment) []reply.Block {
	return []reply.Block{
		reply.Facts{
			t.fact("write.fact.status_before", t.statusOf(c)...),
			t.fact("write.fact.reason", reply.Text(t.args.Reason)),
		},
	}
}
