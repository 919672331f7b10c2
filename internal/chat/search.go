package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// search finds commitments by words in what they say and in their notes, the best match first.
func search(ctx context.Context, t *turn) (reply.Reply, error) {
	words := shortened(firstOf(t.args.Query, t.args.Topic))
	if words == "" {
		return reply.Reply{}, problem.New(problem.Invalid, "chat.search_what").At("query")
	}
	t.newList()
	page, err := t.store.Find(ctx, commitments.Filter{
		Plan: t.plan.ID, Reader: t.reader, Text: words, Order: commitments.BestText, After: t.cursor(), Limit: mostRows,
	})
	if err != nil {
		return reply.Reply{}, fmt.Errorf("search: %w", err)
	}
	title := reply.Line{t.said("chat.search_title", "words", words)}
	if page.Total == 0 {
		return t.reply(title, t.paragraph("chat.search_none"), reply.Buttons{t.button("chat.button_steps", t.say("steps"))}), nil
	}
	table, err := t.table(ctx, page.Commitments, t.restOf(page, ""))
	return t.reply(title, reply.Paragraph{t.counted("chat.search_count", page.Total)}, table), err
}
