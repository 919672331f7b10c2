package reports

import (
	"github.com/accord-tracker/accord/internal/commitments"
)

// readRestated compares the status at the start of the period, as known now, with what was known of it at the default
// cutoff of the previous period, or at this cutoff if that is earlier (decision 24).
func (h *history) readRestated() {
	before := known(h.entries, h.previousCutoff)
	if !h.learntOfThePast(len(before)) {
		return
	}
	if was := statusBefore(h.start, before); was != h.row.From {
		h.restated = &Restated{Ref: h.ref, Was: was, Is: h.row.From}
	}
}

// learntOfThePast says whether any entry from the n-th on can change what was known of the days before the period.
func (h *history) learntOfThePast(n int) bool {
	for i := n; i < len(h.entries); i++ {
		if e := &h.entries[i]; e.EffectiveOn < h.start || e.Kind == commitments.KindCorrected {
			return true
		}
	}
	return false
}
