package commitments

import (
	"slices"

	"github.com/accord-tracker/accord/internal/civil"
)

// Field of a commitment that an entry's changes can name (bundle.md).
type Field string

const (
	FieldTitle       Field = "title"
	FieldDescription Field = "description"
	FieldLead        Field = "lead"
	FieldPartners    Field = "partners"
	FieldSteps       Field = "steps"
	FieldCountries   Field = "countries"
	FieldCadence     Field = "cadence"
	FieldStartsOn    Field = "starts_on"
	FieldDueOn       Field = "due_on"
	FieldMeasure     Field = "measure"
	FieldVisibility  Field = "visibility"
)

// Fields lists every field that changes can name.
var Fields = [...]Field{
	FieldTitle, FieldDescription, FieldLead, FieldPartners, FieldSteps, FieldCountries,
	FieldCadence, FieldStartsOn, FieldDueOn, FieldMeasure, FieldVisibility,
}

// Known says whether f is one of Fields.
func (f Field) Known() bool { return slices.Contains(Fields[:], f) }

// IsList says whether values of the field are lists; all others are texts.
func (f Field) IsList() bool { return f == FieldPartners || f == FieldSteps || f == FieldCountries }

// Value of a field: a text or a list, whichever the field has. Absent, null, empty text and empty list are the same.
type Value struct {
	Text string
	List []string
}

// Empty says whether there is no value.
func (v Value) Empty() bool { return v.Text == "" && len(v.List) == 0 }

// Equal compares two values of one field.
func (v Value) Equal(other Value) bool {
	return v.Text == other.Text && slices.Equal(v.List, other.List)
}

// Change of one field. Old is for readers; the fold uses New.
type Change struct {
	Old Value
	New Value
}

// Changes by field. A field that is named with an empty New becomes empty.
type Changes map[Field]Change

// SetText notes a change of a text field, if it is one.
func (c Changes) SetText(f Field, old, to string) {
	if old != to {
		c[f] = Change{Old: Value{Text: old}, New: Value{Text: to}}
	}
}

// SetDate notes a change of a date, if it is one.
func (c Changes) SetDate(f Field, old, to civil.Date) { c.SetText(f, string(old), string(to)) }

// takeOn says whether the organisation becomes lead or partner by the changes.
func (c Changes) takeOn(organisation string) bool {
	lead := c[FieldLead]
	return lead.New.Text == organisation && lead.Old.Text != organisation || c.gains(FieldPartners, organisation)
}

// gains says whether the list field has the value by the changes, and had it not.
func (c Changes) gains(f Field, value string) bool {
	return slices.Contains(c[f].New.List, value) && !slices.Contains(c[f].Old.List, value)
}

// SetList notes a change of a list field, if it is one.
func (c Changes) SetList(f Field, old, to []string) {
	if !slices.Equal(old, to) {
		c[f] = Change{Old: Value{List: old}, New: Value{List: to}}
	}
}
