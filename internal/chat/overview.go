package chat

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/reply"
)

// Overview is what somebody sees who opens the bot and says nothing: what is overdue, due and open of their
// organisations, and what can be done from there; for somebody we do not know, what there is to ask, and how to join. It
// is for the person alone, and nothing of it is remembered.
func (b *Bot) Overview(ctx context.Context, m Message) (Answer, error) {
	m.Private = true
	t, err := b.begin(ctx, m)
	if err != nil {
		return Answer{}, fmt.Errorf("overview: %w", err)
	}
	said, err := t.overview(ctx)
	if err != nil {
		return Answer{}, fmt.Errorf("overview: %w", err)
	}
	return Answer{Reply: said, Outcome: Answered, Language: t.printer.Language()}, nil
}

func (t *turn) overview(ctx context.Context) (reply.Reply, error) {
	title := reply.Line{reply.Text(planTitle(t.plan, t.printer.Language()))}
	if len(t.actor.Memberships) == 0 && len(t.actor.Convenes) == 0 {
		return t.strangersOverview(ctx, title)
	}
	forms, err := t.overviewForms(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	blocks := slices.Concat(forms, []reply.Block{reply.Buttons{
		t.button("overview.button_mine", t.say("mine")),
		t.button("chat.button_gaps", t.say("gaps")),
		t.button("chat.button_help", t.say("help")),
	}})
	for _, part := range []understand.Verb{understand.Overdue, understand.Due, understand.Mine} {
		t.understood.Verb = part
		said, err := t.verbs[part].answer(ctx, t)
		if err != nil {
			return reply.Reply{}, fmt.Errorf("%s: %w", part, err)
		}
		blocks = append(blocks, t.section(said, part)...)
	}
	return t.reply(title, blocks...), nil
}

// overviewForms are those for what is done most, for whoever may write.
func (t *turn) overviewForms(ctx context.Context) ([]reply.Block, error) {
	var blocks []reply.Block
	if len(t.actor.Memberships) == 0 {
		return nil, nil
	}
	progress, err := t.logForm(ctx, nil)
	if err != nil {
		return nil, err
	}
	blocks = append(blocks, progress)
	for _, b := range t.commitForm("write.commit_which_step").Blocks {
		if form, ok := b.(reply.Form); ok {
			blocks = append(blocks, form)
		}
	}
	t.outcome = Answered
	return blocks, nil
}

// section is an answer as a part of the overview: without its buttons, and with the rest of its list a question away.
func (t *turn) section(said reply.Reply, about understand.Verb) []reply.Block {
	blocks := []reply.Block{reply.Heading(said.Title)}
	if len(said.Title) == 0 {
		blocks = nil
	}
	for _, block := range said.Blocks {
		switch b := block.(type) {
		case reply.Buttons:
			continue
		case reply.Table:
			if b.Rest.Total > 0 {
				b.Rest.Say = spoken(about)
			}
			block = b
		}
		blocks = append(blocks, block)
	}
	return blocks
}

func (t *turn) strangersOverview(ctx context.Context, title reply.Line) (reply.Reply, error) {
	screen, err := help(ctx, t)
	if err != nil {
		return reply.Reply{}, err
	}
	blocks := []reply.Block{t.paragraph("overview.stranger"), t.howToJoin(), reply.Buttons{
		t.button("chat.button_who", t.example(understand.Who)),
		t.button("chat.button_gaps", t.say("gaps")),
		t.button("chat.button_steps", "steps"),
		t.button("overview.button_whoami", spoken(understand.Whoami)),
	}}
	if t.actor.Known() {
		blocks[0] = t.paragraph("overview.no_organisation")
	}
	return t.reply(title, append(blocks, screen.Blocks...)...), nil
}
