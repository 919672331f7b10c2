package commitments

import (
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
)

// initial are the fields that a registration states at least.
var initial = [...]Field{FieldTitle, FieldLead, FieldSteps, FieldCadence}

// mayChange says whether an entry of the kind may change the field.
func mayChange(kind Kind, field Field) bool {
	switch kind {
	case KindRegistered:
		return true
	case KindEdited:
		return field != FieldCadence && field != FieldLead
	case KindHandedOver:
		return field == FieldLead || field == FieldPartners
	case KindCorrected:
		return field != FieldCadence
	default:
		return false
	}
}

// changes is check 5 for the fields of a commitment, and of check 1 what is about their values.
func (x *examination) changes(i int) {
	e := &x.entries[i]
	if e.Kind == KindRegistered {
		for _, field := range initial {
			if e.Changes[field].New.Empty() && (field != FieldLead || LastVisibility(x.entries) != access.VisibleUnattributed) {
				x.fault(i, "changes."+string(field), "registered.needs", "field", fieldWord(field))
			}
		}
	}
	if !slices.Contains(carries[e.Kind], "changes") {
		return
	}
	for _, field := range Fields {
		change, ok := e.Changes[field]
		if !ok {
			continue
		}
		if !mayChange(e.Kind, field) {
			x.fault(i, "changes."+string(field), "changes.not_by_kind", "field", fieldWord(field))
		}
		x.value(i, field, change.New)
		if field != FieldLead && e.Kind != KindRegistered && change.New.Empty() && slices.Contains(initial[:], field) {
			x.fault(i, "changes."+string(field), "registered.needs", "field", fieldWord(field))
		}
	}
}

func (x *examination) value(i int, field Field, v Value) {
	at := "changes." + string(field)
	switch field {
	case FieldStartsOn, FieldDueOn:
		x.day(i, at, civil.Date(v.Text))
	case FieldCadence:
		if c := plans.Cadence(v.Text); v.Text != "" && c != plans.OneOff && c != plans.Continuing {
			x.fault(i, at, "cadence.unknown", "cadence", v.Text)
		}
	case FieldVisibility:
		if v.Text != "" && !access.Visibility(v.Text).Known() {
			x.fault(i, at, "visibility.unknown", "visibility", v.Text)
		}
	case FieldCountries:
		for _, country := range v.List {
			if !isCountry(country) {
				x.fault(i, at, "country.unknown", "country", country)
			}
		}
	}
}

// isCountry says whether s has the form of an ISO 3166-1 alpha-2 code.
func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// names is check 2: organisations, members and steps that nobody knows.
func (x *examination) names(i int) {
	if i < x.from {
		return
	}
	e := &x.entries[i]
	x.member(i, "member", e.Member)
	x.member(i, "to_member", e.ToMember)
	for _, field := range [...]Field{FieldLead, FieldPartners} {
		for _, handle := range listed(e.Changes[field].New) {
			if !x.terms.Organisation(handle) {
				x.fault(i, "changes."+string(field), "organisation.unknown", "organisation", handle)
			}
		}
	}
	for _, code := range e.Changes[FieldSteps].New.List {
		if _, ok := x.terms.Step(code); !ok {
			x.fault(i, "changes.steps", "step.unknown", "step", code)
		}
	}
}

func (x *examination) member(i int, field, key string) {
	if key != "" && !x.terms.Member(key) {
		x.fault(i, field, "member.unknown", "member", key)
	}
}

func listed(v Value) []string {
	if v.Text != "" {
		return []string{v.Text}
	}
	return v.List
}

// moves walks the fold: what a closed commitment may not say (check 6), and steps and organisations taken on (checks
// 2 and 3).
func (x *examination) moves() {
	var s State
	unattributed := LastVisibility(x.entries) == access.VisibleUnattributed
	for _, e := range Standing(x.entries) {
		i := indexOf(x.entries, e.Seq)
		if i < 0 {
			continue
		}
		if e.Kind != KindRegistered {
			x.move(i, s.Status)
		}
		before := s
		s.Apply(e)
		x.takesOn(i, &before, &s)
		if s.Lead == "" && before.Lead != "" && !unattributed {
			x.fault(i, "changes.lead", "registered.needs", "field", fieldWord(FieldLead))
		}
	}
}

func (x *examination) move(i int, from Status) {
	e := &x.entries[i]
	to := e.Stated()
	if !from.Closed() || to == "" || to == from {
		return
	}
	field := "kind"
	if e.Status != "" {
		field = "status"
	} else if e.Percent != nil {
		field = "percent"
	}
	switch {
	case e.Kind != KindStatus && e.Kind != KindCorrected:
		x.fault(i, field, "status.already_closed", "status", from.Word())
	case !to.Active():
		x.fault(i, field, "status.closed_move", "from", from.Word(), "to", to.Word())
	case e.Note == "" && !x.redacted(i) && e.Kind != KindCorrected:
		x.fault(i, "note", "reason.missing_reopen")
	}
}

func (x *examination) takesOn(i int, before, after *State) {
	if i < x.from {
		return
	}
	e := &x.entries[i]
	for _, code := range after.Steps {
		step, known := x.terms.Step(code)
		if !known || slices.Contains(before.Steps, code) {
			continue
		}
		if !step.Actionable {
			x.fault(i, "changes.steps", "step.not_actionable", "step", code)
		}
		if step.RetiredBy(e.EffectiveOn) {
			x.fault(i, "changes.steps", "step.retired", "step", code, "date", step.RetiredOn)
		}
	}
	held := before.Organisations()
	if after.Lead != "" && !slices.Contains(held, after.Lead) {
		x.endorses(i, FieldLead, after.Lead)
	}
	for _, partner := range after.Partners {
		if !slices.Contains(held, partner) {
			x.endorses(i, FieldPartners, partner)
		}
	}
}

func (x *examination) endorses(i int, field Field, handle string) {
	day := x.entries[i].EffectiveOn
	if x.terms.Organisation(handle) && !x.terms.Endorses(handle, day) {
		x.fault(i, "changes."+string(field), "organisation.not_endorsing", "organisation", handle, "date", day)
	}
}
