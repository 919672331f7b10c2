package commitments

import "github.com/accord-tracker/accord/internal/problem"

func fieldWord(f Field) problem.Word { return problem.Word("field." + string(f)) }

// correction is check 7: what corrections and redactions may point at, and what a taking back may not carry.
func (x *examination) correction(i int) {
	e := &x.entries[i]
	x.afterUndoneRegistration(i)
	if e.TakesBack && e.Kind != KindCorrected {
		x.fault(i, "takes_back", "correction.takes_back_by_kind")
	}
	if e.Kind != KindCorrected && e.Kind != KindRedacted {
		if e.Corrects != 0 {
			x.fault(i, "corrects", "correction.not_by_kind")
		}
		return
	}
	target := indexOf(x.entries[:i], e.Corrects)
	switch {
	case e.Corrects == 0:
		x.fault(i, "corrects", "correction.missing")
	case target < 0:
		x.fault(i, "corrects", "correction.no_earlier_entry", "seq", e.Corrects)
	case e.Kind == KindRedacted:
		x.redaction(target)
	default:
		x.replacement(i, target)
	}
}

// afterUndoneRegistration refuses anything but a redaction once the registration is taken back.
func (x *examination) afterUndoneRegistration(i int) {
	if x.undone > 0 && i > x.undone && x.entries[i].Kind != KindRedacted {
		x.fault(i, "kind", "correction.registration_taken_back")
	}
}

func (x *examination) redaction(target int) {
	if x.entries[target].Note != "" {
		x.fault(target, "note", "redaction.text_stays")
	}
	if len(x.entries[target].Evidence) > 0 {
		x.fault(target, "evidence", "redaction.text_stays")
	}
}

func (x *examination) replacement(i, target int) {
	e, old := &x.entries[i], &x.entries[target]
	switch {
	case old.Kind == KindRedacted:
		x.fault(i, "corrects", "correction.of_redaction")
	case voids(x.entries[:i])[target] != inForce:
		x.fault(i, "corrects", "correction.no_longer_stands", "seq", e.Corrects)
	case old.Kind == KindRegistered && !e.TakesBack:
		x.fault(i, "corrects", "correction.of_registration")
	}
	if !e.TakesBack {
		return
	}
	for _, value := range given(e) {
		x.fault(i, value, "correction.takes_back_with_values", "value", value)
	}
	if e.EffectiveOn != old.EffectiveOn {
		x.fault(i, "effective_on", "correction.takes_back_another_day", "date", old.EffectiveOn)
	}
}
