package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// ask keeps what was understood until the person answers. If nothing is missing (wants is empty), a yes lets the same
// verb run again with the same arguments and t.confirmed set; otherwise the next message that is no command is taken
// for what is missing. A verb that asks writes nothing.
func (t *turn) ask(wants string) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	t.conversation.Pending = &Pending{
		ID: id, Verb: t.understood.Verb, Args: t.args, Plan: t.otherPlan(), Text: t.message.Text, Wants: wants, At: t.now().UTC(),
	}
	return nil
}

// needsYes says whether the verb must ask before it writes: what was understood from a free sentence, unless the
// person has just said yes to it.
func (t *turn) needsYes() bool { return !t.understood.Structured && t.confirmed == nil }

// takeUp makes the message the answer to what was asked, if something is missing and the message is no command. Any
// command ends the question.
func (t *turn) takeUp(ctx context.Context) error {
	asked := t.conversation.Pending
	if asked == nil || t.understood.Verb == understand.Yes || t.understood.Verb == understand.No {
		return nil
	}
	if t.understood.Verb != understand.None && !t.mayAnswer(asked) {
		t.conversation.Pending = nil
		return nil
	}
	if asked.Wants == "value" {
		t.conversation.Pending = nil
		t.reread(asked)
		return t.turnTo(ctx, asked.Plan)
	}
	args, ok := supplied(asked.Args, asked.Wants, t.understood.Text)
	if !ok {
		return nil
	}
	t.conversation.Pending = nil
	t.understood = understand.Understanding{
		Text: t.understood.Text, Language: t.understood.Language, Verb: asked.Verb, Args: args, Structured: true, Sure: true,
	}
	t.args = args
	return t.turnTo(ctx, asked.Plan)
}

// mayAnswer: a reason or a title can sound like news of its own, or name a step. Only a command in its precise form, or
// a question, ends what was asked; and what begins as what was asked about does, and names a step of its own.
func (t *turn) mayAnswer(asked *Pending) bool {
	if t.understood.Begins == asked.Verb && t.understood.Verb == asked.Verb && len(t.args.Steps) > 0 {
		return false
	}
	return asked.Wants != "" && (t.understood.Verb.Writes() || t.understood.Verb == understand.Step) && !t.understood.Structured
}

// reread understands what was said first together with the value that was missing: "edit C-12 due", "end of June". A
// text is taken as it is.
func (t *turn) reread(asked *Pending) {
	heard := understand.Context{Today: civil.DateOf(t.now(), t.zone), Language: t.printer.Language()}
	written := t.understood.Text
	t.message.Text = spoken(asked.Verb) + " " + asked.Args.Ref + " " + fieldWords(asked.Args.Field) + " " + written
	t.understood = t.Bot.reader.Read(t.message.Text, heard)
	if text := strings.TrimSpace(written); understand.TakenAsWritten(asked.Args.Field) && t.understood.Args.Value != none {
		args := asked.Args
		args.Value = text
		t.understood = understand.Understanding{
			Text: written, Language: t.understood.Language, Verb: asked.Verb, Args: args, Structured: true, Sure: true,
		}
	}
	t.args = t.understood.Args
}

// fieldWords is a field as one types it.
func fieldWords(field string) string { return strings.TrimSuffix(field, "_on") }

// supplied are the arguments with what was missing, if the text can be that.
func supplied(args understand.Args, wants, text string) (understand.Args, bool) {
	text = strings.TrimSpace(text)
	switch wants {
	case "reason":
		args.Reason = text
	case "title":
		args.Title = text
	case "note":
		args.Note = text
	case "member":
		args.Member = text
	default:
		return args, false
	}
	return args, text != ""
}

// yes does what was asked about. The question's ID is the cause, so that a second yes at the same time does nothing.
func yes(ctx context.Context, t *turn) (reply.Reply, error) {
	asked := t.conversation.Pending
	v, known := verb{}, false
	if asked != nil {
		v, known = t.verbs[asked.Verb]
	}
	if !known || asked.Wants != "" || (t.args.Ref != "" && (t.args.Ref != asked.Args.Ref || t.otherPlan() != asked.Plan)) {
		t.outcome = NotUnderstood
		return t.reply(nil, t.paragraph("chat.nothing_asked")), nil
	}
	if err := t.turnTo(ctx, asked.Plan); err != nil {
		return reply.Reply{}, err
	}
	t.conversation.Pending = nil
	t.confirmed, t.args, t.understood.Verb = asked, asked.Args, asked.Verb
	return v.answer(ctx, t)
}

// no ends the question.
func no(_ context.Context, t *turn) (reply.Reply, error) {
	if t.conversation.Pending == nil {
		t.outcome = NotUnderstood
		return t.reply(nil, t.paragraph("chat.nothing_asked")), nil
	}
	t.conversation.Pending = nil
	return t.reply(nil, t.paragraph("chat.dropped")), nil
}
