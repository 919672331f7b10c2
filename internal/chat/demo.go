package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/reply"
)

// demo says where the demonstration is: it is for whoever tries the program out, and not for those who work with it.
func demo(_ context.Context, t *turn) (reply.Reply, error) {
	t.outcome = Refused
	return t.reply(nil, t.paragraph("chat.demo_elsewhere")), nil
}
