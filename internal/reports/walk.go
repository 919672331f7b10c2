package reports

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// walk goes along the fold of one commitment and remembers, by seq, the entries that made its state what it is.
type walk struct {
	state    commitments.State
	stated   int        // stated the status last
	began    int        // began the unbroken run of the status
	beganOn  civil.Date // when
	dueOn    int        // set the value, as the next three
	steps    int
	lead     int
	partners int
}

// apply folds the next standing entry.
func (w *walk) apply(e *commitments.Entry) {
	before := w.state.Status
	w.state.Apply(e)
	if e.Kind == commitments.KindRegistered || e.Stated() != "" {
		w.stated = e.Seq
	}
	if w.state.Status != before {
		w.began, w.beganOn = e.Seq, e.EffectiveOn
	}
	if len(e.Changes) == 0 {
		return
	}
	w.remember(e, commitments.FieldDueOn, &w.dueOn)
	w.remember(e, commitments.FieldSteps, &w.steps)
	w.remember(e, commitments.FieldLead, &w.lead)
	w.remember(e, commitments.FieldPartners, &w.partners)
}

// remember notes that the entry set the field, or that it emptied it: then nothing stands behind it.
func (w *walk) remember(e *commitments.Entry, field commitments.Field, seq *int) {
	change, ok := e.Changes[field]
	switch {
	case !ok:
	case change.New.Empty():
		*seq = 0
	default:
		*seq = e.Seq
	}
}

// statusBefore is the status that the entries give before the day; empty if the commitment was not registered by then,
// or its registration is taken back.
func statusBefore(day civil.Date, entries []commitments.Entry) commitments.Status {
	var state commitments.State
	for i, e := range commitments.Standing(entries) {
		if e.EffectiveOn >= day || i == 0 && e.Kind != commitments.KindRegistered {
			break
		}
		state.Apply(e)
	}
	return state.Status
}
