package reports

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
)

// readLate lists the standing news that belongs to an earlier period and was recorded at the default cutoff of the
// previous period or later (decision 19), by seq. Such news, but for a taking back, is news of its organisations.
func (h *history) readLate() {
	var stands []bool
	for i := len(known(h.entries, h.previousCutoff)); i < len(h.entries); i++ {
		e := &h.entries[i]
		day := belongsTo(h.entries, e)
		if e.Kind == commitments.KindRedacted || day >= h.start || !h.wasSeen(e) {
			continue
		}
		if stands == nil {
			stands = commitments.Stands(h.entries)
		}
		if !stands[i] {
			continue
		}
		h.late = append(h.late, Late{
			Ref: h.ref, Seq: e.Seq, Kind: e.Kind, Period: civil.QuarterOf(day).String(),
			EffectiveOn: e.EffectiveOn, RecordedAt: e.RecordedAt.UTC().Truncate(time.Second),
		})
		h.news = h.news || !e.TakesBack
	}
}

// wasSeen says whether some reader of an earlier report saw what a taking back takes back; of other news it is true.
func (h *history) wasSeen(e *commitments.Entry) bool {
	if !e.TakesBack {
		return true
	}
	target := bySeq(h.entries, e.Corrects)
	return target != nil && target.RecordedAt.Before(h.previousCutoff)
}

// belongsTo is the day to which an entry belongs: its effective day, or for a correction the earlier of its own and
// that to which what it corrects belongs.
func belongsTo(entries []commitments.Entry, e *commitments.Entry) civil.Date {
	day := e.EffectiveOn
	for e.Kind == commitments.KindCorrected {
		target := bySeq(entries, e.Corrects)
		if target == nil || target.Seq >= e.Seq {
			break
		}
		e = target
		day = min(day, e.EffectiveOn)
	}
	return day
}

// bySeq finds an entry, whose place in the list is its seq in every sound journal; nil if there is none.
func bySeq(entries []commitments.Entry, seq int) *commitments.Entry {
	if seq >= 1 && seq <= len(entries) && entries[seq-1].Seq == seq {
		return &entries[seq-1]
	}
	if i := slices.IndexFunc(entries, func(e commitments.Entry) bool { return e.Seq == seq }); i >= 0 {
		return &entries[i]
	}
	return nil
}
