package chat

import (
	"context"
	"errors"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// writes opens every verb that changes something. Whoever is not known is told how to join, before anything else; a
// question that comes up on the way is asked.
func writes(answer func(context.Context, *turn) (reply.Reply, error)) func(context.Context, *turn) (reply.Reply, error) {
	return func(ctx context.Context, t *turn) (reply.Reply, error) {
		if !t.actor.Known() {
			return reply.Reply{}, problem.New(problem.Refused, "write.stranger")
		}
		said, err := answer(ctx, t)
		if open, ok := errors.AsType[unclear](err); ok {
			t.outcome = NotUnderstood
			return t.reply(nil, reply.Paragraph{open.asked}, t.paragraph("write.nothing_yet"), open.choices), nil
		}
		return said, err
	}
}

// onCommitment opens the verbs that change one commitment: they are given the one that the message means.
func onCommitment(answer func(context.Context, *turn, *commitments.Commitment) (reply.Reply, error)) func(context.Context, *turn) (reply.Reply, error) {
	return writes(func(ctx context.Context, t *turn) (reply.Reply, error) {
		c, err := t.commitmentMeant(ctx)
		if err != nil {
			return reply.Reply{}, err
		}
		return answer(ctx, t, &c)
	})
}

// unclear is a question with a few answers, one of which is meant. Nothing is written.
type unclear struct {
	asked   reply.Said
	choices reply.Buttons
}

func (u unclear) Error() string { return "unclear: " + string(u.asked) }

// mostChoices is how many answers are offered.
const mostChoices = 3

// slug is the plan that commands are about.
func (t *turn) slug() string { return t.plan.Slug }

// isProblem says whether the error is the problem with this key.
func isProblem(err error, key string) bool { return errors.Is(err, problem.Problem{Key: key}) }

// inPrivate refuses in a shared room what is to be said in private.
func (t *turn) inPrivate() error {
	if t.message.Private {
		return nil
	}
	return problem.New(problem.Refused, "write.in_private")
}
