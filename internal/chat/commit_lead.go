package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// leadMeant is the organisation that leads: the one that is named, else the speaker's only one that could. With several
// it is asked which; without any it is said how one comes to lead.
func (t *turn) leadMeant(ctx context.Context) (string, error) {
	if t.args.Organisation != "" {
		o, err := t.organisationMeant(ctx, t.args.Organisation)
		t.args.Organisation = firstOf(o.Handle, t.args.Organisation)
		return o.Handle, err
	}
	could := t.mayLead()
	switch len(could) {
	case 0:
		return "", t.nobodyLeads(ctx)
	case 1:
		return could[0], nil
	}
	return "", t.whichLeads(ctx, could)
}

// mayLead are the organisations in which the speaker may register: those that endorse the plan, if any does.
func (t *turn) mayLead() []string {
	may := slices.DeleteFunc(t.actor.Organisations(), func(handle string) bool {
		return access.May(t.actor, access.Register, access.Object{Plan: t.plan.ID, Organisations: []string{handle}}) != nil
	})
	endorsing := slices.DeleteFunc(slices.Clone(may), func(handle string) bool {
		return !slices.Contains(t.actor.Endorsing, handle)
	})
	if len(endorsing) > 0 {
		return endorsing
	}
	return may
}

func (t *turn) nobodyLeads(ctx context.Context) error {
	own := t.actor.Organisations()
	for _, handle := range own {
		if _, err := t.organisation(ctx, handle); err != nil {
			return err
		}
	}
	switch {
	case t.actor.ConvenerOf(t.plan.ID):
		return problem.New(problem.Invalid, "write.commit_on_request", "example", onRequest(t.args.Steps))
	case len(own) > 0:
		return problem.New(problem.Refused, "write.commit_observer", "organisations", t.shortNames(own))
	}
	if err := t.barred(); err != nil {
		return err
	}
	return problem.New(problem.Refused, "write.commit_without_organisation")
}

func onRequest(steps []string) string {
	return fmt.Sprintf("commit %s \"…\" for ndi on request \"…\"", strings.Join(steps, ", "))
}

func (t *turn) whichLeads(ctx context.Context, could []string) error {
	u := unclear{asked: t.said("write.which_leads")}
	for _, handle := range could[:min(len(could), 2*mostChoices)] {
		o, err := t.organisation(ctx, handle)
		if err != nil {
			return err
		}
		args := t.args
		args.Organisation = handle
		u.choices = append(u.choices, reply.Button{Label: shortLabel(shortName(o)), Say: commitSentence(args)})
	}
	return u
}

// notEndorsing says who can note the endorsement that is missing, and how.
func (t *turn) notEndorsing(ctx context.Context, refused error) (reply.Reply, error) {
	trouble, ok := problem.Of(refused)
	if !ok {
		return reply.Reply{}, refused
	}
	handle, _ := trouble.Args["organisation"].(string)
	o, err := t.organisation(ctx, handle)
	if err != nil {
		return reply.Reply{}, err
	}
	trouble.Args["organisation"] = shortName(o)
	blocks := []reply.Block{reply.Paragraph{reply.Said(t.printer.Problem(trouble))}, t.paragraph("write.nothing_yet")}
	if t.actor.ConvenerOf(t.plan.ID) {
		blocks = append(blocks, t.paragraph("write.endorse_first"), reply.Buttons{
			t.button("write.button_endorse", "endorse "+handle),
		})
	} else {
		blocks = append(blocks, t.paragraph("write.endorse_by_convener", "sentence", "endorse "+handle))
	}
	t.outcome = Refused
	return t.reply(nil, blocks...), nil
}

// commitSentence is how one would type the commitment.
func commitSentence(args understand.Args) string {
	var b strings.Builder
	b.WriteString("commit " + strings.Join(args.Steps, ", "))
	if args.Title != "" {
		b.WriteString(" " + quoted(args.Title))
	}
	if !args.Date.IsZero() {
		b.WriteString(" by " + string(args.Date))
	}
	if len(args.Partners) > 0 {
		b.WriteString(" with " + strings.Join(args.Partners, ", "))
	}
	if len(args.Countries) > 0 {
		b.WriteString(" in " + strings.Join(args.Countries, ", "))
	}
	if args.Measure != "" {
		b.WriteString(" measure " + quoted(args.Measure))
	}
	if args.Visibility != "" {
		b.WriteString(" visibility " + args.Visibility)
	}
	if args.Organisation != "" {
		b.WriteString(" for " + args.Organisation)
	}
	if args.Request != "" {
		b.WriteString(" on request " + quoted(args.Request))
	}
	return b.String()
}

// quoted puts a text between marks that it does not have itself.
func quoted(text string) string {
	if strings.ContainsAny(text, "\"“”") {
		return "«" + strings.NewReplacer("«", "‹", "»", "›").Replace(text) + "»"
	}
	return `"` + text + `"`
}
