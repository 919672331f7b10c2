package reports

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// history is what a report reads from the entries of one commitment that were recorded before its cutoff.
type history struct {
	span
	ref      string
	entries  []commitments.Entry
	nameless bool // unattributed: it counts as an organisation of its own
	undone   bool // its registration was taken back: it counts nowhere (decision 6)
	walk     walk // as it stood at the end of the period
	row      Movement
	age      int  // days from the last news to the last day of the period, if it is open
	overdue  bool // on the last day (decision 16)
	stale    bool
	news     bool // effective in the period, or reported late (decision 14)
	moved    []MovedDate
	late     []Late
	restated *Restated
}

// known cuts off what was recorded at the instant or later.
func known(entries []commitments.Entry, cutoff time.Time) []commitments.Entry {
	n := len(entries)
	for n > 0 && !entries[n-1].RecordedAt.Before(cutoff) {
		n--
	}
	return entries[:n]
}

// read reads a commitment that the reader may see, whose known entries are not empty. What was read before is gone.
func (h *history) read(ref string, entries []commitments.Entry, visibility access.Visibility, sight access.Sight) {
	*h = history{span: h.span, ref: ref, entries: entries, nameless: sight != access.Whole}
	standing := commitments.Standing(entries)
	h.undone = len(standing) == 0 || standing[0].Kind != commitments.KindRegistered
	if !h.undone {
		h.row = Movement{Ref: ref, Visibility: visibility, Basis: Basis{Registered: standing[0].Seq}}
		h.pass(standing)
		h.close()
		h.readLate()
	}
	h.readRestated()
}

// pass walks the fold up to the end of the period, and looks at every day of it.
func (h *history) pass(standing []*commitments.Entry) {
	w := &h.walk
	i := 0
	for ; i < len(standing) && standing[i].EffectiveOn < h.start; i++ {
		w.apply(standing[i])
	}
	h.row.From, h.row.Basis.From = w.state.Status, w.stated
	day := h.start
	for ; i < len(standing) && standing[i].EffectiveOn < h.end; i++ {
		e := standing[i]
		if e.EffectiveOn > day {
			h.hold(day, e.EffectiveOn)
			day = e.EffectiveOn
		}
		due := w.state.DueOn
		w.apply(e)
		h.row.Period = append(h.row.Period, e.Seq)
		h.noteMovedDate(e, due)
	}
	h.hold(day, h.end)
}

// hold looks at the days [from, until), through which the state did not change (decision 8).
func (h *history) hold(from, until civil.Date) {
	if h.walk.state.Status.Open() {
		h.row.WasOpen = true
	}
	h.fallDue(from, until)
}

// close fills in the values at the end of the period.
func (h *history) close() {
	s, row := &h.walk.state, &h.row
	slices.Sort(row.Period)
	h.news = len(row.Period) > 0
	row.To, row.Cadence, row.DueOn, row.Confidence, row.LastEntryOn = s.Status, s.Cadence, s.DueOn, s.Confidence, s.LastNewsOn
	if s.Percent != nil {
		row.Percent = commitments.Percent(*s.Percent)
	}
	row.Steps = slices.Clone(s.Steps)
	row.Moves = movesOf(row.From, row.To, s.RegisteredOn >= h.start)
	switch s.Status {
	case commitments.Completed:
		row.CompletedOn = h.walk.beganOn
	case commitments.Withdrawn:
		row.WithdrawnOn = h.walk.beganOn
	}
	b := &row.Basis
	b.To, b.Since, b.Last, b.DueOn, b.Steps = h.walk.stated, h.walk.began, s.LastNewsSeq, h.walk.dueOn, h.walk.steps
	if s.Status.Open() {
		h.age = h.last.DaysSince(s.LastNewsOn)
		h.overdue, h.stale = s.Overdue(h.last), h.age >= commitments.StaleDays
	}
	if !h.nameless {
		row.Organisations = organisationsOf(s)
		b.Lead, b.Partners = h.walk.lead, h.walk.partners
	}
}

// organisationsOf lists lead and partners by handle, each once.
func organisationsOf(s *commitments.State) []string {
	handles := slices.Clone(s.Organisations())
	slices.Sort(handles)
	return slices.Compact(handles)
}

// registered says whether there is a commitment at the end of the period, withdrawn or not.
func (h *history) registered() bool { return !h.undone && h.walk.state.Status != "" }

// listed says whether it has a row in movement: live, or withdrawn and not withdrawn at the start or open on a day of
// the period (decision 17).
func (h *history) listed() bool {
	return h.registered() && (h.row.Live() || h.row.From != commitments.Withdrawn || h.row.WasOpen)
}

// oneOff says whether it can fall due.
func (h *history) oneOff() bool { return h.walk.state.Cadence == plans.OneOff }
