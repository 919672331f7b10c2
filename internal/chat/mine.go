package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// mine lists the open commitments of the speaker's organisations, the oldest debt first.
func mine(ctx context.Context, t *turn) (reply.Reply, error) {
	if len(t.actor.Memberships) == 0 {
		return t.reply(nil, t.paragraph("chat.no_organisation"), t.howToJoin()), nil
	}
	return t.list(ctx, list{
		filter: commitments.Filter{Open: true, Order: commitments.ByDue},
		title:  "chat.mine_title", count: "chat.open_count", none: "chat.mine_none",
		after: []reply.Block{reply.Buttons{t.button("chat.button_overdue", t.say("overdue")), t.button("chat.button_gaps", t.say("gaps"))}},
	})
}

// howToJoin tells somebody without an organisation what to do.
func (t *turn) howToJoin() reply.Paragraph {
	if trouble, ok := problem.Of(t.barred()); ok {
		return reply.Paragraph{reply.Said(t.printer.Problem(trouble))}
	}
	return t.paragraph("chat.how_to_join")
}
