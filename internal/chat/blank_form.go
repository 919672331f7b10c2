package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// Form answers with a form to fill in: the one whose name is m.Form, with m.Values in its fields already. Nothing is
// written and nothing is remembered. Who may not use it is told why, as by Handle.
func (b *Bot) Form(ctx context.Context, m Message) (Answer, error) {
	t, err := b.begin(ctx, m)
	if err != nil {
		return Answer{}, fmt.Errorf("form %s: %w", m.Form, err)
	}
	t.readForm()
	v, ok := t.verbs[t.understood.Verb]
	if !ok || v.blank == nil {
		return Answer{Reply: t.notUnderstood(), Outcome: NotUnderstood, Language: t.printer.Language()}, nil
	}
	v.answer = v.blank
	said, outcome, err := t.run(ctx, v)
	if err != nil {
		return Answer{}, fmt.Errorf("form %s: %w", m.Form, err)
	}
	for i, block := range said.Blocks {
		if form, ok := block.(reply.Form); ok {
			said.Blocks[i] = prefill(form, m.Values)
			outcome = Answered
		}
	}
	return Answer{Reply: said, Outcome: outcome, Language: t.printer.Language()}, nil
}

// prefill puts values into the form's fields; a choice that is not offered is left out.
func prefill(form reply.Form, values map[string]string) reply.Form {
	fields := make([]reply.Field, len(form.Fields))
	for i, f := range form.Fields {
		if value, ok := values[f.Name]; ok && (f.Kind != reply.Choice || offers(f, value)) {
			f.Value = value
		}
		fields[i] = f
	}
	form.Fields = fields
	return form
}

func offers(f reply.Field, value string) bool {
	for _, o := range f.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// The forms as they are before anything is filled in.

func blankCommit(_ context.Context, t *turn) (reply.Reply, error) {
	return t.commitForm("write.commit_which_step"), nil
}

func blankEdit(_ context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	return t.editForm(c), nil
}

// blankLog asks for the commitment too, if none is named.
func blankLog(ctx context.Context, t *turn) (reply.Reply, error) {
	var about *commitments.Commitment
	if t.args.Ref != "" {
		c, err := t.here(ctx, t.args.Ref)
		if err != nil {
			return reply.Reply{}, err
		}
		about = &c
	}
	form, err := t.logForm(ctx, about)
	return t.reply(titleOf(about), form), err
}

// Once says whether a sentence is to be said once: because it changes something, or answers a question.
func (b *Bot) Once(say string) bool {
	switch v := b.reader.Read(say, understand.Context{}).Verb; v {
	case understand.Yes, understand.No, understand.Undo, understand.Join, understand.Invite, understand.Leave, understand.Endorse,
		understand.EndEndorsement, understand.Organisation, understand.Snooze, understand.Away:
		return true
	default:
		return v.Writes()
	}
}
