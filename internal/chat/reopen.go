package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// reopen takes up again what was completed or withdrawn, and says why.
func reopen(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	command := commitments.Reopen{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Status: commitments.Status(t.args.Status), Reason: t.args.Reason,
		EffectiveOn: t.args.Date,
	}
	outcome, asked, err := t.act(ctx, command, question{
		about: c, sure: t.said("write.reopen_sure", "ref", c.Ref), shown: t.reasonShown(c),
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}
