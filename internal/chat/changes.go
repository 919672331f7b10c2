package chat

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// changeFacts show changes of fields, old → new.
func (t *turn) changeFacts(changes commitments.Changes) reply.Facts {
	var facts reply.Facts
	for _, field := range commitments.Fields {
		change, ok := changes[field]
		if !ok {
			continue
		}
		line := append(reply.Line{}, t.fieldValue(field, change.Old), reply.Text(" "), t.said("write.becomes"), reply.Text(" "))
		facts = append(facts, reply.Fact{
			Label: t.word("write.field", string(field)), Value: append(line, t.fieldValue(field, change.New)),
		})
	}
	return facts
}

// fieldValue is a value of a commitment's field as people read it.
func (t *turn) fieldValue(field commitments.Field, v commitments.Value) reply.Inline {
	if v.Empty() {
		return t.said("word.none")
	}
	switch field {
	case commitments.FieldDueOn, commitments.FieldStartsOn:
		return reply.Said(t.printer.Date(civil.Date(v.Text)))
	case commitments.FieldSteps:
		return reply.Said(t.printer.List(t.stepNames(v.List)))
	case commitments.FieldPartners:
		return reply.Said(t.printer.List(t.shortNames(v.List)))
	case commitments.FieldLead:
		return reply.Said(t.printer.List(t.shortNames([]string{v.Text})))
	case commitments.FieldCountries:
		return reply.Said(t.printer.List(v.List))
	case commitments.FieldVisibility:
		return reply.Said(t.word("visibility", v.Text))
	case commitments.FieldCadence:
		return reply.Said(t.word("cadence", v.Text))
	}
	return reply.Text(v.Text)
}

// shortNames are the names of organisations by which lists call them; of those that were not looked up, the handles.
func (t *turn) shortNames(handles []string) []string {
	var names []string
	for _, handle := range handles {
		name := handle
		if o, ok := t.organisations[handle]; ok {
			name = shortName(o)
		}
		names = append(names, name)
	}
	return names
}
