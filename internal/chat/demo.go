package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/reply"
)

// later answers a verb that needs what this installation does not have. Key is a sentence that says what to do.
func later(key string) func(context.Context, *turn) (reply.Reply, error) {
	return func(_ context.Context, t *turn) (reply.Reply, error) {
		t.outcome = Refused
		return t.reply(nil, t.paragraph(key)), nil
	}
}
