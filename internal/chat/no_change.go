package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// noChange attests that a commitment stands as it stood. It is news, and not the same as silence.
func noChange(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	outcome, asked, err := t.act(ctx, commitments.AttestNoChange{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Note: t.args.Note, EffectiveOn: t.args.Date,
	}, question{
		about: c, sure: t.said("write.no_change_sure", "ref", c.Ref),
		shown: []reply.Block{reply.Facts{t.fact("write.fact.status_before", t.statusOf(c)...)}},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}
