package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// more goes on with the list that was cut last: the same verb once more, from where it stopped.
func more(ctx context.Context, t *turn) (reply.Reply, error) {
	rest := t.conversation.More
	if rest == nil {
		t.outcome = NotUnderstood
		return t.reply(nil, t.paragraph("chat.no_more")), nil
	}
	v, ok := t.verbs[rest.Verb]
	if !ok || rest.Verb == understand.More {
		t.outcome = NotUnderstood
		return t.reply(nil, t.paragraph("chat.no_more")), nil
	}
	t.conversation.More = nil
	t.understood.Verb, t.args, t.after, t.shown = rest.Verb, rest.Args, rest.After, rest.Shown
	return v.answer(ctx, t)
}

// restOf keeps where the page stopped, so that "more" goes on there, and says how many there are. A list that ends
// here leaves nothing to go on with.
func (t *turn) restOf(page commitments.Page) reply.Rest {
	t.conversation.More = nil
	if page.Next == "" {
		return reply.Rest{}
	}
	t.conversation.More = &More{
		Verb: t.understood.Verb, Args: t.args, After: page.Next, Shown: t.shown + len(page.Commitments),
	}
	return reply.Rest{Total: page.Total - t.shown, Say: "more"}
}
