package chat

import (
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// editForm asks what is to change, with the values as they are.
func (t *turn) editForm(c *commitments.Commitment) reply.Reply {
	form := reply.Form{
		Name: string(understand.Edit), Title: t.printer.Sentence("write.form.edit"), Submit: t.printer.Sentence("write.form.save"),
		Say: "edit " + c.Ref + " due 2027-06-30",
		Fields: []reply.Field{
			t.field("ref", reply.Field{Value: c.Ref, Required: true}),
			t.field("title", reply.Field{Value: c.Title, Kept: true, Required: true, MaxRunes: commitments.MaxTitle}),
			t.field("due_on", reply.Field{Kind: reply.DateField, Value: string(c.DueOn), Kept: true}),
			t.field("measure", reply.Field{Kind: reply.LongText, Value: c.Measure, Kept: true, MaxRunes: commitments.MaxMeasure}),
		},
	}
	if t.message.Private {
		seen := t.visibilityField(string(c.Visibility))
		seen.Kept = true
		form.Fields = append(form.Fields, seen)
	}
	return t.reply(titleOf(c), t.paragraph("write.what_to_edit", "ref", c.Ref), form)
}

// field is one of a form's, labelled by its name.
func (t *turn) field(name string, f reply.Field) reply.Field {
	f.Name, f.Label = name, t.word("write.field", name)
	return f
}

func (t *turn) visibilityField(value string) reply.Field {
	f := reply.Field{Kind: reply.Choice, Value: value}
	for _, v := range access.Visibilities {
		f.Options = append(f.Options, reply.Option{Value: string(v), Label: t.word("visibility", string(v))})
	}
	return t.field("visibility", f)
}

// editValues reads the form. A value that is the same as before changes nothing.
func editValues(values map[string]string) (understand.Args, []problem.Problem) {
	args := understand.Args{
		Ref: strings.ToUpper(strings.TrimSpace(values["ref"])), Title: values["title"], Measure: values["measure"], Visibility: values["visibility"],
	}
	day, problems := formDay(values["due_on"], "due_on")
	args.Date = day
	return args, problems
}

// formDay is the day that a form's field holds, if it holds one.
func formDay(value, field string) (civil.Date, []problem.Problem) {
	if strings.TrimSpace(value) == "" {
		return "", nil
	}
	day, err := civil.ParseDate(strings.TrimSpace(value))
	if err != nil {
		return "", []problem.Problem{problem.New(problem.Invalid, "date.unknown", "date", value).At(field)}
	}
	return day, nil
}

// fillFromForm takes every value that the form has: an empty one empties the field.
func (t *turn) fillFromForm(command *commitments.Edit) {
	has := func(name string) bool { _, ok := t.message.Values[name]; return ok }
	if has("title") {
		command.Title = &t.args.Title
	}
	if has("measure") {
		command.Measure = &t.args.Measure
	}
	if has("due_on") {
		command.DueOn = &t.args.Date
	}
	if has("visibility") && t.message.Private {
		wish := access.Visibility(t.args.Visibility)
		command.Visibility = &wish
	}
}
