// Package reports computes what a quarterly report says: the figures of a plan for one period, as known at a cutoff
// instant, for an audience, and the entries behind every one of them. The computation is pure: the same (plan, period,
// cutoff, audience) gives the same document, byte for byte, whenever it is run and whatever it is read from. It knows
// no database and no format for people; those stand on the Document and the Names beside it.
package reports

import (
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

// Format and FormatVersion name the figures document (bundle.md, "The figures document").
const (
	Format        = "accord-figures"
	FormatVersion = 1
)

// Document holds all figures of one report. Its lists are in the order in which they are printed: themes and steps in
// the order of the plan, organisations by handle, commitments by number. JSON gives its exact form.
type Document struct {
	Format        string          `json:"format"`
	FormatVersion int             `json:"format_version"`
	Plan          string          `json:"plan"` // slug
	Edition       string          `json:"edition"`
	Period        string          `json:"period"` // "2026-Q2"
	Start         civil.Date      `json:"start"`
	End           civil.Date      `json:"end"` // the first day after the period
	TimeZone      string          `json:"time_zone"`
	Cutoff        time.Time       `json:"cutoff"` // UTC, whole seconds
	Audience      access.Audience `json:"audience"`
	Overall       Total           `json:"overall"`
	Themes        []Theme         `json:"themes"`
	Steps         []Step          `json:"steps"`
	Organisations []Organisation  `json:"organisations"`
	Overdue       []Overdue       `json:"overdue"`
	Stale         []Stale         `json:"stale"`
	MovedDates    []MovedDate     `json:"moved_dates"`
	ReportedLate  []Late          `json:"reported_late"`
	Restated      []Restated      `json:"restated"`
	Movement      []Movement      `json:"movement"`
}

// Last is the last day of the period.
func (d *Document) Last() civil.Date { return d.End.AddDays(-1) }

// Quarter is the period as a quarter.
func (d *Document) Quarter() civil.Quarter { return civil.QuarterOf(d.Start) }

// Block is what every scope says of its commitments, computed as if there were no others (decision 13).
type Block struct {
	Live          int       `json:"live"`
	Status        Statuses  `json:"status"`
	ReportingRate Rate      `json:"reporting_rate"`
	OnTimeRate    Rate      `json:"on_time_rate"`
	Overdue       []string  `json:"overdue"` // refs
	Stale         []string  `json:"stale"`   // refs
	Movement      Moves     `json:"movement"`
	Freshness     Freshness `json:"freshness"`
}

// Total is the block of the plan as a whole or of a theme, which also says how many of its steps are covered.
type Total struct {
	Block
	Coverage Rate     `json:"coverage"`
	InHand   Rate     `json:"in_hand"`
	Gaps     []string `json:"gaps"` // codes
}

// Theme is the row of a theme.
type Theme struct {
	Key string `json:"key"`
	Total
}

// Step is the row of a step. Covered and InHand are nil if it is retired.
type Step struct {
	Code    string `json:"code"`
	Retired bool   `json:"retired"`
	Covered *bool  `json:"covered"`
	InHand  *bool  `json:"in_hand"`
	Block
}

// Organisation is the row of an organisation. The last row may have no handle: it holds all unattributed commitments,
// each of which counts as an organisation of its own; Endorses is nil there, and nowhere else.
type Organisation struct {
	Handle   string   `json:"handle"`
	Endorses *bool    `json:"endorses"` // on the last day of the period
	Steps    []string `json:"steps"`    // codes: actionable, unretired ones with a live commitment of its own
	Block
}

// Statuses counts live commitments by their status at the end of the period.
type Statuses struct {
	Planned    int `json:"planned"`
	InProgress int `json:"in_progress"`
	MostlyDone int `json:"mostly_done"`
	Completed  int `json:"completed"`
	Paused     int `json:"paused"`
}

// Rate is a count among a whole. A zero Denominator has no per cent, and is shown as "–".
type Rate struct {
	Numerator   int `json:"numerator"`
	Denominator int `json:"denominator"`
}

// Freshness says how many days ago the open commitments had their last news, counted from the last day of the period.
// Days are nil where there is no open commitment.
type Freshness struct {
	Commitments int      `json:"commitments"`
	MedianDays  *float64 `json:"median_days"` // a whole number or x.5
	P90Days     *int     `json:"p90_days"`
}

// Overdue is a commitment that is overdue on the last day of the period.
type Overdue struct {
	Ref    string             `json:"ref"`
	Status commitments.Status `json:"status"`
	DueOn  civil.Date         `json:"due_on"`
	Days   int                `json:"days"` // since it was due
}

// Stale is an open commitment without news for 90 days or more on the last day of the period.
type Stale struct {
	Ref                string     `json:"ref"`
	LastEntryOn        civil.Date `json:"last_entry_on"`
	DaysSinceLastEntry int        `json:"days_since_last_entry"`
}

// MovedDate is an entry in the period that moved a due date. A date that is not there is empty.
type MovedDate struct {
	Ref         string     `json:"ref"`
	Seq         int        `json:"seq"`
	EffectiveOn civil.Date `json:"effective_on"`
	Old         civil.Date `json:"old"` // as folded
	New         civil.Date `json:"new"`
}

// Late is an entry that belongs to an earlier period and was recorded after the cutoff of the previous one.
type Late struct {
	Ref         string           `json:"ref"`
	Seq         int              `json:"seq"`
	Kind        commitments.Kind `json:"kind"`
	Period      string           `json:"period"` // to which it belongs
	EffectiveOn civil.Date       `json:"effective_on"`
	RecordedAt  time.Time        `json:"recorded_at"`
}

// Restated is a commitment whose status at the start of the period is another than the previous report said. A status
// is empty where the commitment was not registered, not yet known to be, or its registration was taken back.
type Restated struct {
	Ref string             `json:"ref"`
	Was commitments.Status `json:"was"`
	Is  commitments.Status `json:"is"`
}

// Movement is one commitment: where it stood at the start and at the end of the period, its values at the end, and the
// entries behind every figure that it is counted in.
type Movement struct {
	Ref           string                 `json:"ref"`
	From          commitments.Status     `json:"from"` // empty: not registered at the start
	To            commitments.Status     `json:"to"`
	Moves         []Move                 `json:"moves"`
	Visibility    access.Visibility      `json:"visibility"`
	Organisations []string               `json:"organisations"` // handles, sorted; none if unattributed
	Steps         []string               `json:"steps"`         // codes; the first is primary
	Cadence       plans.Cadence          `json:"cadence"`
	DueOn         civil.Date             `json:"due_on"`
	Percent       *int                   `json:"percent"`
	Confidence    commitments.Confidence `json:"confidence"`
	CompletedOn   civil.Date             `json:"completed_on"` // when the present status began, if it is this one
	WithdrawnOn   civil.Date             `json:"withdrawn_on"`
	WasOpen       bool                   `json:"was_open"`    // on at least one day of the period
	FellDueOn     civil.Date             `json:"fell_due_on"` // empty: it did not fall due in the period
	OnTime        *bool                  `json:"on_time"`     // nil if it did not fall due
	LastEntryOn   civil.Date             `json:"last_entry_on"`
	Period        []int                  `json:"period"` // seqs of the news effective in the period, rising
	Basis         Basis                  `json:"basis"`
}

// Live says whether the commitment is live at the end of the period: not withdrawn.
func (m *Movement) Live() bool { return m.To != commitments.Withdrawn }

// Open says whether the commitment is open at the end of the period.
func (m *Movement) Open() bool { return m.To.Open() }

// Unattributed says whether nobody is told whose the commitment is.
func (m *Movement) Unattributed() bool { return m.Visibility == access.VisibleUnattributed }

// Basis names, by their seq, the entries from which a row of movement was made; 0 where there is none.
type Basis struct {
	Registered int `json:"registered"`
	From       int `json:"from"`     // stated the status last, at the start
	To         int `json:"to"`       // and at the end
	Since      int `json:"since"`    // began the unbroken run of the status at the end
	FellDue    int `json:"fell_due"` // set the date in force on the day it fell due
	OnTime     int `json:"on_time"`  // began the run of completed that held on that day
	DueOn      int `json:"due_on"`   // set the present value, as the next three
	Steps      int `json:"steps"`
	Lead       int `json:"lead"`
	Partners   int `json:"partners"`
	Last       int `json:"last"` // its last news
}
