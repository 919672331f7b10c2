package reports

import (
	"github.com/accord-tracker/accord/internal/commitments"
)

// tally gathers the block of one scope: the plan, a theme, a step or an organisation. It sees the commitments of that
// scope alone, and computes as if there were no others (decision 13).
type tally struct {
	block     Block
	days      []int                // since the last news, of open commitments
	reporting map[string]reporting // by handle
}

// reporting is what the reporting rate asks of an organisation.
type reporting struct {
	open bool // one of its commitments was open at some time in the period
	news bool // there was news on any of its commitments
}

// count takes in a commitment of the scope. Only those organisations count for the reporting rate.
func (t *tally) count(h *history, organisations []string) {
	t.report(h, organisations)
	if !h.listed() {
		return
	}
	for _, move := range h.row.Moves {
		*t.block.Movement.count(move)++
	}
	if h.row.OnTime != nil {
		t.block.OnTimeRate.count(*h.row.OnTime)
	}
	if h.row.Live() {
		t.block.Live++
		*t.block.Status.count(h.row.To)++
	}
	if h.row.Open() {
		t.days = append(t.days, h.age)
	}
	if h.overdue {
		t.block.Overdue = append(t.block.Overdue, h.ref)
	}
	if h.stale {
		t.block.Stale = append(t.block.Stale, h.ref)
	}
}

// report notes what the reporting rate asks (decision 14). An unattributed commitment is an organisation of its own
// (decision 10), so it is counted at once.
func (t *tally) report(h *history, organisations []string) {
	if h.nameless {
		if h.row.WasOpen {
			t.block.ReportingRate.count(h.news)
		}
		return
	}
	if !h.row.WasOpen && !h.news {
		return
	}
	if t.reporting == nil {
		t.reporting = map[string]reporting{}
	}
	for _, handle := range organisations {
		r := t.reporting[handle]
		t.reporting[handle] = reporting{open: r.open || h.row.WasOpen, news: r.news || h.news}
	}
}

// finish is the block, once every commitment of the scope is counted.
func (t *tally) finish() Block {
	for _, r := range t.reporting {
		if r.open {
			t.block.ReportingRate.count(r.news)
		}
	}
	t.block.Freshness = freshnessOf(t.days)
	return t.block
}

// holds says whether the scope has a live commitment.
func (t *tally) holds() bool { return t.block.Live > 0 }

// inHand says whether it has an open one.
func (t *tally) inHand() bool { return t.block.Live > t.block.Status.Of(commitments.Completed) }
