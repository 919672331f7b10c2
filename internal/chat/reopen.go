package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// reopen takes up again what was completed or withdrawn, and says why; and what was paused, which needs no reason.
func reopen(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	command := commitments.Reopen{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Status: commitments.Status(t.args.Status), Reason: t.args.Reason,
		EffectiveOn: t.args.Date,
	}
	q := question{about: c, sure: t.said("write.reopen_sure", "ref", c.Ref), shown: t.reasonShown(c)}
	if c.Status == commitments.Paused {
		return t.resume(ctx, command, q)
	}
	outcome, asked, err := t.act(ctx, command, q)
	if isProblem(err, "cause.used") { // it was paused when the message came first
		return t.resume(ctx, command, q)
	}
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}

// resume goes on with what was paused: that is progress.
func (t *turn) resume(ctx context.Context, r commitments.Reopen, q question) (reply.Reply, error) {
	command := commitments.Log{
		Plan: r.Plan, Ref: r.Ref, Version: r.Version, Status: r.Status, Note: r.Reason, EffectiveOn: r.EffectiveOn,
	}
	if command.Status == "" {
		command.Status = commitments.InProgress
	}
	outcome, asked, err := t.act(ctx, command, q)
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}
