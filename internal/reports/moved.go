package reports

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// noteMovedDate lists an entry in the period, of any kind but registered, that made the due date another than it was
// just before in the fold (decision 23).
func (h *history) noteMovedDate(e *commitments.Entry, old civil.Date) {
	if e.Kind == commitments.KindRegistered || h.walk.state.DueOn == old {
		return
	}
	h.moved = append(h.moved, MovedDate{Ref: h.ref, Seq: e.Seq, EffectiveOn: e.EffectiveOn, Old: old, New: h.walk.state.DueOn})
}
