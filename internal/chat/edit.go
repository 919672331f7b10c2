package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// edit changes what a commitment says of itself, and shows old → new. Without a value it asks for it, and without a
// field it offers a form.
func edit(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	command := commitments.Edit{Plan: t.slug(), Ref: c.Ref, Version: t.seen()}
	if t.args.Field == "" && !t.formFilled() {
		if err := t.rehearse(ctx, command); !isProblem(err, "edit.nothing") {
			return reply.Reply{}, err
		}
		return t.editForm(c), nil
	}
	missing, err := t.fillEdit(ctx, &command, c)
	if err != nil {
		return reply.Reply{}, err
	}
	if missing {
		if err := t.rehearse(ctx, command); !isProblem(err, "edit.nothing") {
			return reply.Reply{}, err
		}
		return t.askFor("value", c, t.paragraph("write.ask_value."+t.args.Field))
	}
	outcome, asked, err := t.act(ctx, command, question{
		about: c, sure: t.said("write.edit_sure", "ref", c.Ref), shown: []reply.Block{t.changeFacts(wouldChange(&command, c))},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.edited(ctx, outcome)
}

// edited answers an edit with what it changed.
func (t *turn) edited(ctx context.Context, outcome commitments.Outcome) (reply.Reply, error) {
	w, ok, err := t.wrote(ctx, outcome)
	if err != nil {
		return reply.Reply{}, err
	}
	if !ok {
		return t.unseen(outcome), nil
	}
	if err := t.lookUp(ctx, w.entry.Changes); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(titleOf(&w.commitment), t.changeFacts(w.entry.Changes), reply.Buttons{t.undoButton(outcome)}), nil
}

func (t *turn) formFilled() bool { return t.message.Form == string(understand.Edit) }

// none is the value of a field that is to be empty, however it was said.
const none = "-"

// fillEdit puts the values into the command. Missing says that the field is named and its new value is not.
func (t *turn) fillEdit(ctx context.Context, command *commitments.Edit, c *commitments.Commitment) (missing bool, err error) {
	if t.formFilled() {
		t.fillFromForm(command)
		return false, nil
	}
	empties := t.args.Value == none
	switch commitments.Field(t.args.Field) {
	case commitments.FieldTitle:
		command.Title = text(firstOf(t.args.Value, t.args.Title))
		return command.Title == nil, nil
	case commitments.FieldDescription:
		command.Description = textOrNone(t.args.Value, empties)
		return command.Description == nil, nil
	case commitments.FieldMeasure:
		command.Measure = textOrNone(firstOf(t.args.Value, t.args.Measure), empties)
		return command.Measure == nil, nil
	case commitments.FieldDueOn:
		command.DueOn = dayOrNone(t.args.Date, empties)
		return command.DueOn == nil, nil
	case commitments.FieldStartsOn:
		command.StartsOn = dayOrNone(firstDay(t.args.Date, t.args.From), empties)
		return command.StartsOn == nil, nil
	case commitments.FieldVisibility:
		return t.fillVisibility(command)
	case commitments.FieldPartners:
		return t.fillPartners(ctx, command, c, empties)
	case commitments.FieldSteps:
		return t.fillSteps(command, c)
	case commitments.FieldCountries:
		return t.fillCountries(command, c, empties), nil
	}
	return false, problem.New(problem.Invalid, "write.not_editable", "field", t.args.Field)
}

// fillVisibility: in a shared room everybody would see what is to be hidden.
func (t *turn) fillVisibility(command *commitments.Edit) (missing bool, err error) {
	if err := t.inPrivate(); err != nil {
		return false, err
	}
	wish := access.Visibility(firstOf(t.args.Visibility, strings.ToLower(strings.TrimSpace(t.args.Value))))
	if wish == "" {
		return true, nil
	}
	command.Visibility = &wish
	return false, nil
}

func (t *turn) fillPartners(ctx context.Context, command *commitments.Edit, c *commitments.Commitment, empties bool) (missing bool, err error) {
	handles := []string{}
	if !empties {
		if handles, err = t.handlesMeant(ctx, t.args.Partners); err != nil {
			return false, err
		}
		if len(handles) == 0 {
			return true, nil
		}
	}
	handles = changed(c.Partners, handles, t.args.Action)
	command.Partners = &handles
	return false, nil
}

func (t *turn) fillSteps(command *commitments.Edit, c *commitments.Commitment) (missing bool, err error) {
	codes, err := t.ownSteps()
	if err != nil || len(codes) == 0 {
		return len(codes) == 0, err
	}
	codes = changed(c.Steps, codes, t.args.Action)
	command.Steps = &codes
	return false, nil
}

func (t *turn) fillCountries(command *commitments.Edit, c *commitments.Commitment, empties bool) (missing bool) {
	if len(t.args.Countries) == 0 && !empties {
		return true
	}
	list := changed(c.Countries, t.args.Countries, t.args.Action)
	command.Countries = &list
	return false
}

// changed is the list after adding or removing some, or with them in its place.
func changed(old, named []string, action string) []string {
	switch action {
	case "add":
		return append(slices.Clone(old), named...)
	case "remove":
		return slices.DeleteFunc(slices.Clone(old), func(s string) bool { return slices.Contains(named, s) })
	}
	return append([]string{}, named...)
}

func text(s string) *string {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return &s
}

func textOrNone(s string, empties bool) *string {
	if empties {
		return new(string)
	}
	return text(s)
}

func dayOrNone(d civil.Date, empties bool) *civil.Date {
	if d.IsZero() && !empties {
		return nil
	}
	return &d
}

func firstDay(days ...civil.Date) civil.Date {
	for _, d := range days {
		if !d.IsZero() {
			return d
		}
	}
	return ""
}

// wouldChange is what the command would change of the commitment as it is shown.
func wouldChange(command *commitments.Edit, c *commitments.Commitment) commitments.Changes {
	changes := commitments.Changes{}
	setText(changes, commitments.FieldTitle, c.Title, command.Title)
	setText(changes, commitments.FieldDescription, c.Description, command.Description)
	setText(changes, commitments.FieldMeasure, c.Measure, command.Measure)
	setText(changes, commitments.FieldDueOn, c.DueOn, command.DueOn)
	setText(changes, commitments.FieldStartsOn, c.StartsOn, command.StartsOn)
	setText(changes, commitments.FieldVisibility, c.Visibility, command.Visibility)
	setList(changes, commitments.FieldPartners, c.Partners, command.Partners)
	setList(changes, commitments.FieldSteps, c.Steps, command.Steps)
	setList(changes, commitments.FieldCountries, c.Countries, command.Countries)
	return changes
}

func setText[T ~string](changes commitments.Changes, field commitments.Field, old T, to *T) {
	if to != nil {
		changes.SetText(field, string(old), string(*to))
	}
}

func setList(changes commitments.Changes, field commitments.Field, old []string, to *[]string) {
	if to != nil {
		changes.SetList(field, old, *to)
	}
}
