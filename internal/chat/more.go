package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// more goes on with the list that was cut last: the same verb once more, from where it stopped.
func more(ctx context.Context, t *turn) (reply.Reply, error) {
	rest := t.conversation.More
	t.conversation.More = nil
	if rest != nil {
		if v, ok := t.verbs[rest.Verb]; ok {
			if err := t.turnTo(ctx, rest.Plan); err != nil {
				return reply.Reply{}, err
			}
			t.more, t.args, t.understood.Verb = rest, rest.Args, rest.Verb
			return v.answer(ctx, t)
		}
	}
	t.outcome = NotUnderstood
	return t.reply(nil, t.paragraph("chat.no_more")), nil
}

// newList forgets the list before: "more" is about the one that is shown now.
func (t *turn) newList() { t.conversation.More = nil }

// cursor is where a list begins.
func (t *turn) cursor() string {
	if t.more == nil {
		return ""
	}
	return t.more.After
}

// restOf says how many more there are, and keeps where the page stopped, so that "more" goes on there: of several
// lists in one answer with the first that was cut.
func (t *turn) restOf(page commitments.Page, organisation string) reply.Rest {
	shown := 0
	if t.more != nil {
		shown = t.more.Shown
	}
	if page.Next == "" {
		return reply.Rest{}
	}
	rest := reply.Rest{Total: page.Total - shown}
	if t.conversation.More == nil {
		t.conversation.More = &More{
			Verb: t.understood.Verb, Args: t.args, Plan: t.otherPlan(), Organisation: organisation,
			After: page.Next, Shown: shown + len(page.Commitments),
		}
		rest.Say = t.say("more")
	}
	return rest
}
