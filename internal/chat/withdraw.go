package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// withdraw ends a commitment that will not be kept. It asks for the reason if that is missing, and always for a yes.
func withdraw(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	outcome, asked, err := t.act(ctx, commitments.Withdraw{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Reason: t.args.Reason, EffectiveOn: t.args.Date,
	}, question{about: c, first: true, sure: t.said("write.withdraw_sure", "ref", c.Ref), shown: t.reasonShown(c), danger: true})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome, t.paragraph("write.withdrawn_later", "ref", c.Ref))
}
