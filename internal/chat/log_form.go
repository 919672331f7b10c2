package chat

import (
	"context"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// logForm asks how far a commitment is. Without one it is asked which of the speaker's it is.
func (t *turn) logForm(ctx context.Context, c *commitments.Commitment) (reply.Form, error) {
	which, err := t.refField(ctx, c)
	if err != nil {
		return reply.Form{}, err
	}
	ref := which.Value
	if ref == "" {
		ref = "C-12"
	}
	return reply.Form{
		Name: string(understand.Log), Title: t.printer.Sentence("write.form.log"), Submit: t.printer.Sentence("write.form.note"),
		Say: "log " + ref + " 60%",
		Fields: []reply.Field{
			which,
			t.field("percent", reply.Field{Kind: reply.Number, Hint: t.printer.Sentence("write.form.percent_hint")}),
			t.field("status", reply.Field{Kind: reply.Choice, Options: t.options("status",
				string(commitments.Planned), string(commitments.InProgress), string(commitments.MostlyDone), string(commitments.Completed))}),
			t.field("confidence", reply.Field{Kind: reply.Choice, Options: t.options("confidence",
				string(commitments.OnTrack), string(commitments.AtRisk), string(commitments.OffTrack))}),
			t.field("note", reply.Field{Kind: reply.LongText, MaxRunes: commitments.MaxNote}),
			t.field("evidence", reply.Field{Kind: reply.LongText, Hint: t.printer.Sentence("write.form.evidence_hint")}),
			t.field("effective_on", reply.Field{Kind: reply.DateField, Hint: t.printer.Sentence("write.form.effective_on_hint")}),
		},
	}, nil
}

// refField says which commitment, or offers those that the speaker may write on.
func (t *turn) refField(ctx context.Context, c *commitments.Commitment) (reply.Field, error) {
	if c != nil {
		return t.field("ref", reply.Field{Value: c.Ref, Required: true}), nil
	}
	own, err := t.ownCommitments(ctx)
	if err != nil {
		return reply.Field{}, err
	}
	f := reply.Field{Kind: reply.Choice, Required: true}
	for i := range own {
		f.Options = append(f.Options, reply.Option{Value: own[i].Ref, Label: own[i].Ref + " " + own[i].Title})
	}
	if len(own) == 0 {
		f.Kind = reply.ShortText
	}
	return t.field("ref", f), nil
}

func (t *turn) options(list string, values ...string) []reply.Option {
	options := make([]reply.Option, len(values))
	for i, value := range values {
		options[i] = reply.Option{Value: value, Label: t.word(list, value)}
	}
	return options
}

// logValues reads the form.
func logValues(values map[string]string) (understand.Args, []problem.Problem) {
	ref := strings.ToUpper(strings.TrimSpace(values["ref"]))
	args := understand.Args{
		Ref: ref, Refs: []string{ref}, Status: values["status"], Confidence: values["confidence"], Note: strings.TrimSpace(values["note"]),
		Evidence: strings.Fields(values["evidence"]),
	}
	day, problems := formDay(values["effective_on"], "effective_on")
	args.Date = day
	if text := strings.TrimSpace(values["percent"]); text != "" {
		percent, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "%")))
		if err != nil {
			problems = append(problems, problem.New(problem.Invalid, "write.not_a_number", "value", shortened(text)).At("percent"))
		}
		args.Percent = &percent
	}
	return args, problems
}

// saysNothing says whether there is nothing in the message to note: the form asks for it then.
func (t *turn) saysNothing() bool {
	a := t.args
	return t.message.Form == "" && a.Kind != understand.NoChange && a.Kind != understand.Done && a.Percent == nil && a.Status == "" &&
		a.Confidence == "" && a.Note == "" && len(a.Evidence) == 0
}

// askProgress asks what there is to note of a commitment, unless the speaker may note nothing there.
func (t *turn) askProgress(ctx context.Context, c *commitments.Commitment) (reply.Reply, error) {
	err := t.rehearse(ctx, t.logCommand(c))
	trouble, ok := problem.Of(err)
	if !ok || trouble.Key != "log.nothing" {
		return reply.Reply{}, err
	}
	form, err := t.logForm(ctx, c)
	if err != nil {
		return reply.Reply{}, err
	}
	t.outcome = NotUnderstood
	return t.reply(titleOf(c), reply.Paragraph{t.trouble(trouble)}, form), nil
}
