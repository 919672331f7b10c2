package reports

import (
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// Completeness is what a convener looks at before publishing: who has reported, who has not, and what is unclear.
type Completeness struct {
	Reported []string // handles: organisations that were asked for news, and gave it
	Silent   []Silence
	NotAsked []string // had no commitment that was open in the period
	Nameless Rate     // unattributed commitments that were open in the period: those with news among all
	Unclear  []Doubt  // by number, then in the order of Doubts
}

// Silence is an organisation without news, and its commitments that were open.
type Silence struct {
	Organisation string
	Commitments  []string   // refs
	LastNewsOn   civil.Date // the latest on any of them
}

// Reason is why a commitment is unclear. Its sentence in the catalogues is "unclear.<reason>".
type Reason string

const (
	NoDueDate     Reason = "no_due_date"     // one_off, open, and nobody said by when
	NoMeasure     Reason = "no_measure"      // open, and nobody said how one will tell that it is done
	OverdueSilent Reason = "overdue_silent"  // overdue, and no news in the period
	NotBegun      Reason = "not_begun"       // planned, though the day on which it was to start is past
	PausedPastDue Reason = "paused_past_due" // paused, though it was due
	OffTrack      Reason = "off_track"       // open, and the organisation itself does not expect it to be done in time
)

// Reasons lists them in the order in which they are shown.
var Reasons = [...]Reason{NoDueDate, NoMeasure, OverdueSilent, NotBegun, PausedPastDue, OffTrack}

// Doubt is one thing that is unclear about a commitment.
type Doubt struct {
	Ref    string
	Reason Reason
}

// CompletenessOf reads a draft and the names beside it. It shows no more than their audience may see.
func CompletenessOf(d *Document, names *Names) Completeness {
	silent := map[string]*Silence{}
	var c Completeness
	for i := range d.Organisations {
		o := &d.Organisations[i]
		switch rate := o.ReportingRate; {
		case o.Handle == "":
			c.Nameless = rate
		case rate.Denominator == 0:
			c.NotAsked = append(c.NotAsked, o.Handle)
		case rate.Numerator > 0:
			c.Reported = append(c.Reported, o.Handle)
		default:
			silent[o.Handle] = &Silence{Organisation: o.Handle}
		}
	}
	for i := range d.Movement {
		m := &d.Movement[i]
		hush(silent, m)
		for _, reason := range Reasons {
			if m.Open() && doubtful(reason, m, names.Commitments[m.Ref], d.Last()) {
				c.Unclear = append(c.Unclear, Doubt{m.Ref, reason})
			}
		}
	}
	for i := range d.Organisations {
		if s := silent[d.Organisations[i].Handle]; s != nil {
			c.Silent = append(c.Silent, *s)
		}
	}
	return c
}

func hush(silent map[string]*Silence, m *Movement) {
	if !m.WasOpen {
		return
	}
	for _, handle := range m.Organisations {
		if s := silent[handle]; s != nil {
			s.Commitments = append(s.Commitments, m.Ref)
			s.LastNewsOn = max(s.LastNewsOn, m.LastEntryOn)
		}
	}
}

// doubtful says whether the reason holds for an open commitment.
func doubtful(reason Reason, m *Movement, caption Caption, last civil.Date) bool {
	due := !m.DueOn.IsZero() && m.DueOn < last
	switch reason {
	case NoDueDate:
		return m.Cadence == plans.OneOff && m.DueOn.IsZero()
	case NoMeasure:
		return caption.Measure == ""
	case OverdueSilent:
		return m.Cadence == plans.OneOff && due && len(m.Period) == 0
	case NotBegun:
		return m.To == commitments.Planned && !caption.StartsOn.IsZero() && caption.StartsOn < last
	case PausedPastDue:
		return m.To == commitments.Paused && due
	case OffTrack:
		return m.Confidence == commitments.OffTrack
	default:
		return false
	}
}
