package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// question is what is asked before a command is given.
type question struct {
	about  *commitments.Commitment // nil: about none
	first  bool                    // even if the command was given in its precise form
	sure   reply.Said              // "Withdraw C-12?"
	shown  []reply.Block           // what was understood
	danger bool                    // what cannot be taken back
}

// act gives the command, or asks first: for the reason that it owes, or for a yes. If it asks, the question is what to
// answer, and nothing is written; what would be refused is refused at once, and not asked about.
func (t *turn) act(ctx context.Context, command commitments.Command, q question) (commitments.Outcome, *reply.Reply, error) {
	var outcome commitments.Outcome
	var err error
	asks := t.confirmed == nil && (q.first || t.needsYes())
	if asks {
		err = t.rehearse(ctx, command)
	} else {
		outcome, err = t.do(ctx, command)
	}
	if trouble, owed := owesReason(err); owed {
		asked, err := t.askReason(trouble, q)
		return outcome, &asked, err
	}
	if err != nil || !asks {
		return outcome, nil, err
	}
	asked, err := t.askYes(q)
	return outcome, &asked, err
}

// rehearse says what do would refuse, and changes nothing.
func (t *turn) rehearse(ctx context.Context, command commitments.Command) error {
	if t.message.Doubt.Key != "" {
		return t.message.Doubt
	}
	if err := t.service.Rehearse(ctx, t.origin(), command); err != nil {
		return fmt.Errorf("rehearse %s: %w", command.Verb(), err)
	}
	return nil
}

// owesReason says whether a reason is all that is missing.
func owesReason(err error) (problem.Problem, bool) {
	trouble, ok := problem.Of(err)
	if !ok {
		return trouble, false
	}
	switch trouble.Key {
	case "pause.needs_reason", "withdraw.needs_reason", "reopen.needs_reason", "correct.needs_reason", "redact.needs_reason":
		return trouble, true
	}
	return trouble, false
}

func (t *turn) askReason(trouble problem.Problem, q question) (reply.Reply, error) {
	blocks := []reply.Block{reply.Paragraph{t.trouble(trouble)}}
	return t.askFor("reason", q.about, append(blocks, t.paragraph("write.next_is_reason"))...)
}

// askFor asks for what is missing: the next message is it, unless that is a command.
func (t *turn) askFor(wants string, about *commitments.Commitment, blocks ...reply.Block) (reply.Reply, error) {
	if err := t.ask(wants); err != nil {
		return reply.Reply{}, err
	}
	if about != nil {
		t.conversation.Pending.Args.Ref = about.Ref
	}
	return t.reply(titleOf(about), append(blocks, reply.Buttons{t.cancel()})...), nil
}

// askYes shows what was understood and asks for a yes. What it is about must then still be as it is now.
func (t *turn) askYes(q question) (reply.Reply, error) {
	if err := t.ask(""); err != nil {
		return reply.Reply{}, err
	}
	yes := reply.Button{Label: t.printer.Sentence("write.button_yes"), Say: t.word("answer", "yes"), Style: reply.Primary}
	if q.about != nil {
		t.conversation.Pending.Args.Ref, t.conversation.Pending.Version = q.about.Ref, q.about.Version
		yes.Say += " " + q.about.Ref
	}
	if q.danger {
		yes.Style = reply.Danger
	}
	blocks := append([]reply.Block{}, q.shown...)
	blocks = append(blocks, reply.Paragraph{q.sure}, reply.Buttons{yes, t.cancel()})
	return t.reply(titleOf(q.about), blocks...), nil
}

func (t *turn) cancel() reply.Button { return t.button("write.button_no", t.word("answer", "no")) }

// seen is the version that the person said yes to; 0 if nothing was asked.
func (t *turn) seen() int {
	if t.confirmed == nil {
		return 0
	}
	return t.confirmed.Version
}

func titleOf(c *commitments.Commitment) reply.Line {
	if c == nil {
		return nil
	}
	return reply.Line{reply.Strong(c.Ref), reply.Text(" "), reply.Text(c.Title)}
}
