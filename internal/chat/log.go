package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// log notes progress on a commitment: a percentage or a status, how it is expected to go, a sentence, links. Without any it offers a form. "No change"
// has a command of its own, and so have a pause and a withdrawal, which owe a reason.
func log(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	if said, ok, err := t.already(ctx, c); ok || err != nil {
		return said, err
	}
	if t.args.Kind == understand.NoChange {
		return noChange(ctx, t, c)
	}
	switch commitments.Status(t.args.Status) {
	case commitments.Paused:
		return t.other(ctx, understand.Pause, pause, c)
	case commitments.Withdrawn:
		return t.other(ctx, understand.Withdraw, withdraw, c)
	}
	if t.saysNothing() {
		return t.askProgress(ctx, c)
	}
	command := t.logCommand(c)
	outcome, asked, err := t.act(ctx, command, question{
		about: c, sure: t.said("write.log_sure", "ref", c.Ref), shown: []reply.Block{t.logFacts(c, command)},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome)
}

func (t *turn) logCommand(c *commitments.Commitment) commitments.Log {
	command := commitments.Log{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Status: commitments.Status(t.args.Status), Percent: t.args.Percent,
		Confidence: commitments.Confidence(t.args.Confidence), Note: t.args.Note, Evidence: evidence(t.args.Evidence),
		EffectiveOn: t.args.Date,
	}
	if t.args.Kind == understand.Done && command.Status == "" {
		command.Status = commitments.Completed
	}
	return command
}

func evidence(links []string) []commitments.Evidence {
	var list []commitments.Evidence
	for _, link := range links {
		list = append(list, commitments.Evidence{URL: link})
	}
	return list
}

// logFacts show what would be noted.
func (t *turn) logFacts(c *commitments.Commitment, command commitments.Log) reply.Facts {
	e := commitments.Entry{
		Kind: commitments.KindProgress, Status: command.Status, Percent: command.Percent, Confidence: command.Confidence,
		Note: command.Note, Evidence: command.Evidence, EffectiveOn: command.EffectiveOn,
	}
	if e.EffectiveOn.IsZero() {
		e.EffectiveOn = t.today
	}
	return reply.Facts{
		t.fact("write.fact.understood", t.entryLine(&e)...),
		t.fact("write.fact.status_before", t.statusOf(c)...),
	}
}

// other lets another verb answer with the note as the reason.
func (t *turn) other(ctx context.Context, v understand.Verb, answer func(context.Context, *turn, *commitments.Commitment) (reply.Reply, error), c *commitments.Commitment) (reply.Reply, error) {
	t.understood.Verb = v
	t.args.Reason = firstOf(t.args.Reason, t.args.Note)
	return answer(ctx, t, c)
}

// logged is how one would type what is to be logged, after "log C-12".
func logged(args understand.Args) string {
	var b strings.Builder
	switch args.Kind {
	case understand.NoChange:
		b.WriteString(" no change")
	case understand.Done:
		b.WriteString(" done")
	}
	if args.Percent != nil {
		fmt.Fprintf(&b, " %d%%", *args.Percent)
	}
	for _, word := range []string{args.Status, args.Confidence} {
		if word != "" {
			b.WriteString(" " + strings.ReplaceAll(word, "_", " "))
		}
	}
	if args.Note != "" {
		b.WriteString(": " + args.Note)
	}
	for _, link := range args.Evidence {
		b.WriteString(" " + link)
	}
	return b.String()
}

func orNothing(r *reply.Reply) reply.Reply {
	if r == nil {
		return reply.Reply{}
	}
	return *r
}
