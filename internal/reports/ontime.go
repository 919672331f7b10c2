package reports

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// fallDue notes whether the commitment fell due on one of the days [from, until), through which its state did not
// change, and whether it was completed then (decision 15). The first day on which it fell due counts.
func (h *history) fallDue(from, until civil.Date) {
	w, due := &h.walk, h.walk.state.DueOn
	if h.row.FellDueOn != "" || !h.oneOff() || due.IsZero() || due < from || due >= until {
		return
	}
	if w.state.Status == commitments.Withdrawn && w.beganOn < due {
		return
	}
	onTime := w.state.Status == commitments.Completed
	h.row.FellDueOn, h.row.OnTime, h.row.Basis.FellDue = due, &onTime, w.dueOn
	if onTime {
		h.row.Basis.OnTime = w.began
	}
}
