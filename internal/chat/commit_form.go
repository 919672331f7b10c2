package chat

import (
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// commitForm asks for everything that a commitment has.
func (t *turn) commitForm(key string) reply.Reply {
	t.outcome = NotUnderstood
	form := reply.Form{
		Name: string(understand.Commit), Title: t.printer.Sentence("write.form.commit"),
		Submit: t.printer.Sentence("write.form.register"), Say: t.example(understand.Commit),
		Fields: []reply.Field{
			t.field("steps", reply.Field{Value: strings.Join(t.args.Steps, ", "), Hint: t.printer.Sentence("write.form.steps_hint"), Required: true}),
			t.field("title", reply.Field{Value: t.args.Title, Required: true, MaxRunes: commitments.MaxTitle}),
			t.field("due_on", reply.Field{Kind: reply.DateField, Value: string(t.args.Date)}),
			t.field("measure", reply.Field{Kind: reply.LongText, Value: t.args.Measure, MaxRunes: commitments.MaxMeasure}),
			t.field("partners", reply.Field{Value: strings.Join(t.args.Partners, ", ")}),
			t.field("countries", reply.Field{Value: strings.Join(t.args.Countries, ", "), Hint: t.printer.Sentence("write.form.countries_hint")}),
		},
	}
	if t.message.Private {
		form.Fields = append(form.Fields, t.visibilityField(firstOf(t.args.Visibility, string(access.VisiblePublic))))
	}
	if could := t.mayLead(); len(could) > 1 {
		lead := reply.Field{Kind: reply.Choice, Value: could[0]}
		for _, handle := range could {
			lead.Options = append(lead.Options, reply.Option{Value: handle, Label: handle})
		}
		form.Fields = append(form.Fields, t.field("lead", lead))
	}
	return t.reply(nil, t.paragraph(key), form, reply.Buttons{t.button("chat.button_gaps", "gaps"), t.button("chat.button_steps", "steps")})
}

// commitValues reads the form.
func commitValues(values map[string]string) (understand.Args, []problem.Problem) {
	args := understand.Args{
		Steps: listOf(values["steps"]), Title: strings.TrimSpace(values["title"]), Measure: values["measure"],
		Partners: listOf(values["partners"]), Visibility: values["visibility"], Organisation: values["lead"],
	}
	for _, country := range listOf(values["countries"]) {
		args.Countries = append(args.Countries, strings.ToUpper(country))
	}
	day, problems := formDay(values["due_on"], "due_on")
	args.Date = day
	return args, problems
}

// listOf are the parts of a list as people write it, a line or a comma each.
func listOf(text string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;،؛\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
