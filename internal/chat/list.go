package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// list is a question about the commitments of the speaker's organisations.
type list struct {
	filter commitments.Filter
	title  string // key
	none   string // key of what is said if there are none
	count  string // key, with plural forms
	after  []reply.Block
}

// list answers with what the filter finds: for somebody without an organisation, such as a convener, in the whole plan.
// Several organisations have a part each.
func (t *turn) list(ctx context.Context, l list) (reply.Reply, error) {
	t.newList()
	handles := t.actor.Organisations()
	l.after = append(t.publicOnly(), l.after...)
	if len(handles) == 0 {
		blocks, err := t.part(ctx, l, "")
		return t.reply(reply.Line{t.said(l.title), reply.Text(" – "), t.said("chat.whole_plan")}, append(blocks, l.after...)...), err
	}
	var all []reply.Block
	for _, handle := range handles {
		o, err := t.organisation(ctx, handle)
		if err != nil {
			return reply.Reply{}, err
		}
		blocks, err := t.part(ctx, l, handle)
		if err != nil {
			return reply.Reply{}, err
		}
		if len(handles) == 1 {
			return t.reply(reply.Line{t.said(l.title), reply.Text(" – "), reply.Text(t.fullName(o))}, append(blocks, l.after...)...), nil
		}
		all = append(append(all, reply.Heading{reply.Text(t.fullName(o))}), blocks...)
	}
	return t.reply(reply.Line{t.said(l.title)}, append(all, l.after...)...), nil
}

// publicOnly says, in a shared room, why something may be missing.
func (t *turn) publicOnly() []reply.Block {
	if t.message.Private {
		return nil
	}
	return []reply.Block{t.paragraph("chat.public_only")}
}

// part is the list for one organisation, or for all if none is named. What goes on with "more" is one part alone.
func (t *turn) part(ctx context.Context, l list, organisation string) ([]reply.Block, error) {
	if t.more != nil && t.more.Organisation != organisation {
		return nil, nil
	}
	f := l.filter
	f.Plan, f.Reader, f.Organisation = t.plan.ID, t.reader, organisation
	f.After, f.Limit = t.cursor(), mostRows
	page, err := t.store.Find(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("find commitments of %q: %w", organisation, err)
	}
	if page.Total == 0 {
		return []reply.Block{t.paragraph(l.none)}, nil
	}
	table, err := t.table(ctx, page.Commitments, t.restOf(page, organisation))
	return []reply.Block{reply.Paragraph{t.counted(l.count, page.Total)}, table}, err
}
