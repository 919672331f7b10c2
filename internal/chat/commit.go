package chat

import (
	"context"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// commit registers a commitment: what, for which steps, until when, with whom. It shows all that was understood, and
// what would make the commitment easier to follow, which never stands in the way.
func commit(ctx context.Context, t *turn) (reply.Reply, error) {
	codes, err := t.ownSteps()
	if err != nil {
		return reply.Reply{}, err
	}
	if len(codes) == 0 {
		return t.commitForm("write.commit_which_step"), nil
	}
	lead, err := t.leadMeant(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	if t.args.Partners, err = t.handlesMeant(ctx, t.args.Partners); err != nil {
		return reply.Reply{}, err
	}
	command := t.registration(codes, lead)
	if command.Title == "" {
		return t.askTitle(ctx, command)
	}
	if err := t.hidden(command.Visibility); err != nil {
		return reply.Reply{}, err
	}
	would := proposed(command, t.plan)
	facts, err := t.cardFacts(ctx, &would)
	if err != nil {
		return reply.Reply{}, err
	}
	outcome, asked, err := t.act(ctx, command, question{
		sure: t.said("write.commit_sure"), shown: []reply.Block{t.paragraph("write.understood"), append(t.titleFact(&would), facts...)},
	})
	switch {
	case isProblem(err, "organisation.not_endorsing"):
		return t.notEndorsing(ctx, err)
	case asked != nil || err != nil:
		return orNothing(asked), err
	}
	return t.registered(ctx, outcome)
}

// ownSteps are the bare codes of the steps that the message names. They are steps of the plan of this conversation.
func (t *turn) ownSteps() ([]string, error) {
	var codes []string
	for _, code := range t.args.Steps {
		s, ok := t.stepWritten(code)
		switch {
		case !ok:
			return nil, problem.New(problem.NotFound, "step.unknown", "step", shortened(code)).At("steps")
		case s.plan.Standing == plans.Recommendations:
			return nil, problem.New(problem.Invalid, "write.recommendation", "step", s.code, "plan", planTitle(t.plan, t.printer.Language())).At("steps")
		case s.plan.ID != t.plan.ID:
			return nil, problem.New(problem.Invalid, "write.other_plan", "step", s.code, "plan", planTitle(t.plan, t.printer.Language())).At("steps")
		}
		codes = append(codes, s.step.Code)
	}
	return codes, nil
}

// stepWritten finds a step by its code, also as people write it in a form: "¶ 29(c)".
func (t *turn) stepWritten(code string) (namedStep, bool) {
	if s, ok := t.stepByCode(code); ok || t.message.Form == "" {
		return s, ok
	}
	read := t.Bot.reader.Read("step "+code, understand.Context{Today: t.today})
	if !read.Sure || len(read.Args.Steps) != 1 {
		return namedStep{}, false
	}
	return t.stepByCode(read.Args.Steps[0])
}

func (t *turn) registration(codes []string, lead string) commitments.Register {
	return commitments.Register{
		Plan: t.slug(), Title: t.args.Title, Lead: lead, Partners: t.args.Partners, Steps: codes, Countries: t.args.Countries,
		Cadence: plans.Cadence(t.args.Cadence), StartsOn: t.args.From, DueOn: t.args.Date, Measure: t.args.Measure,
		Visibility: access.Visibility(t.args.Visibility), Request: t.args.Request,
	}
}

// proposed is the commitment that the command would make, as far as it is shown before.
func proposed(r commitments.Register, plan *plans.Plan) commitments.Commitment {
	c := commitments.Commitment{State: commitments.State{
		Title: r.Title, Lead: r.Lead, Partners: r.Partners, Steps: r.Steps, Countries: r.Countries, Cadence: r.Cadence,
		StartsOn: r.StartsOn, DueOn: r.DueOn, Measure: r.Measure, Visibility: r.Visibility,
	}}
	if c.Visibility == "" {
		c.Visibility = access.VisiblePublic
	}
	if step, ok := plan.Step(r.Steps[0]); ok && c.Cadence == "" && c.DueOn.IsZero() {
		c.Cadence = step.Cadence
	}
	return c
}

// hidden refuses to register in front of a room what the room may not see.
func (t *turn) hidden(v access.Visibility) error {
	if v == "" || v == access.VisiblePublic {
		return nil
	}
	return t.inPrivate()
}

// askTitle asks what will be done. What is missing besides a title is told first.
func (t *turn) askTitle(ctx context.Context, command commitments.Register) (reply.Reply, error) {
	command.Title = t.printer.Sentence("chat.commit_example")
	if err := t.rehearse(ctx, command); isProblem(err, "organisation.not_endorsing") {
		return t.notEndorsing(ctx, err)
	} else if err != nil {
		return reply.Reply{}, err
	}
	return t.askFor("title", nil,
		t.paragraph("write.commit_for", "steps", t.stepNames(command.Steps)), t.paragraph("write.commit_what"))
}

// registered answers with the card of what was registered, and with advice.
func (t *turn) registered(ctx context.Context, outcome commitments.Outcome) (reply.Reply, error) {
	w, ok, err := t.wrote(ctx, outcome)
	if err != nil {
		return reply.Reply{}, err
	}
	if !ok {
		return t.unseen(outcome), nil
	}
	facts, err := t.cardFacts(ctx, &w.commitment)
	if err != nil {
		return reply.Reply{}, err
	}
	blocks := []reply.Block{t.paragraph("write.registered", "ref", w.commitment.Ref), facts}
	advice, fixes := t.advice(&w.commitment)
	if len(advice.Items) > 0 {
		blocks = append(blocks, reply.Heading{t.said("write.advice")}, advice)
	}
	buttons := append(reply.Buttons{t.undoButton(outcome), t.button("write.button_edit", "edit "+w.commitment.Ref)}, fixes...)
	return t.reply(titleOf(&w.commitment), append(blocks, buttons)...), nil
}

func (t *turn) titleFact(c *commitments.Commitment) reply.Facts {
	return reply.Facts{{Label: t.word("write.field", "title"), Value: reply.Line{reply.Text(c.Title)}}}
}

// cardFacts are all that a commitment says of itself besides its title, whether it is registered or not yet.
func (t *turn) cardFacts(ctx context.Context, c *commitments.Commitment) (reply.Facts, error) {
	for _, handle := range c.Organisations() {
		if _, err := t.organisation(ctx, handle); err != nil {
			return nil, err
		}
	}
	changes := commitments.Changes{}
	changes.SetText(commitments.FieldLead, "", c.Lead)
	changes.SetList(commitments.FieldPartners, nil, c.Partners)
	changes.SetList(commitments.FieldSteps, nil, c.Steps)
	changes.SetDate(commitments.FieldStartsOn, "", c.StartsOn)
	changes.SetDate(commitments.FieldDueOn, "", c.DueOn)
	changes.SetText(commitments.FieldMeasure, "", c.Measure)
	changes.SetList(commitments.FieldCountries, nil, c.Countries)
	changes.SetText(commitments.FieldVisibility, "", string(c.Visibility))
	if c.Cadence == plans.Continuing {
		changes.SetText(commitments.FieldCadence, "", string(c.Cadence))
	}
	var facts reply.Facts
	for _, field := range cardOrder() {
		if change, ok := changes[field]; ok {
			facts = append(facts, reply.Fact{Label: t.word("write.field", string(field)), Value: reply.Line{t.fieldValue(field, change.New)}})
		}
	}
	return facts, nil
}

func cardOrder() []commitments.Field {
	order := []commitments.Field{commitments.FieldSteps, commitments.FieldLead, commitments.FieldPartners}
	for _, field := range commitments.Fields {
		if !slices.Contains(order, field) {
			order = append(order, field)
		}
	}
	return order
}
