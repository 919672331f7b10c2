// Package commitments is the middle of the house: commitments, the journal of entries that they are the fold of, the
// rules that both obey, and the one door through which every change passes, Service.Do. It knows no database, no
// HTTP, no chat and no clock of its own.
package commitments

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Kind of an entry. The names are stored and exported, and are for ever (bundle.md, "How entries fold").
type Kind string

const (
	KindRegistered Kind = "registered"
	KindProgress   Kind = "progress"
	KindNoChange   Kind = "no_change"
	KindStatus     Kind = "status"
	KindEdited     Kind = "edited"
	KindMilestone  Kind = "milestone"
	KindHandedOver Kind = "handed_over"
	KindCorrected  Kind = "corrected"
	KindWithdrawn  Kind = "withdrawn"
	KindRedacted   Kind = "redacted"
)

// Kinds lists them all.
var Kinds = [...]Kind{
	KindRegistered, KindProgress, KindNoChange, KindStatus, KindEdited,
	KindMilestone, KindHandedOver, KindCorrected, KindWithdrawn, KindRedacted,
}

// Known says whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds[:], k) }

// Via says where an entry came in.
type Via string

const (
	ViaSlack   Via = "slack"
	ViaMatrix  Via = "matrix"
	ViaConsole Via = "console"
	ViaAPI     Via = "api"
	ViaWeb     Via = "web"
	ViaImport  Via = "import"
)

// Vias lists them all.
var Vias = [...]Via{ViaSlack, ViaMatrix, ViaConsole, ViaAPI, ViaWeb, ViaImport}

// Known says whether v is one of Vias.
func (v Via) Known() bool { return slices.Contains(Vias[:], v) }

// Evidence is a link that shows what was done.
type Evidence struct {
	URL   string
	Title string
}

// Milestone of a commitment. Key is counted per commitment ("m1") and never changes.
type Milestone struct {
	Key    string
	Title  string
	DueOn  civil.Date
	DoneOn civil.Date
}

// Entry is one fact in the journal of a plan. Nothing of it is ever changed but the text of an entry that is redacted.
type Entry struct {
	ID           uuid.UUID
	PlanID       uuid.UUID
	CommitmentID uuid.UUID
	Commitment   string // ref, "C-12"
	Seq          int    // counted per commitment, from 1
	Position     int64  // counted per plan, from 1
	Kind         Kind
	Note         string
	Language     string
	Status       Status // as it was said; empty where it only follows from the percentage
	Percent      *int
	Confidence   Confidence
	Evidence     []Evidence
	EffectiveOn  civil.Date // always filled in (decision 2)
	RecordedAt   time.Time  // UTC, whole seconds
	Member       string     // key
	Via          Via
	Source       string // link to where it was said
	Cause        string // what must not act twice; stays in the store
	Corrects     int    // seq; 0 for none
	TakesBack    bool
	Changes      Changes
	Milestone    *Milestone
	ToMember     string // key
	Salt         string // 32 hexadecimal digits; empty once redacted
	TextDigest   string // only where Salt is empty
	Digest       string
}

// Stated is the status that the entry says, be it in words or by its percentage; empty if it says none. A withdrawal
// says withdrawn.
func (e *Entry) Stated() Status {
	switch {
	case e.Status != "":
		return e.Status
	case e.Percent != nil && *e.Percent >= 0 && *e.Percent <= 100:
		return StatusOf(*e.Percent)
	case e.Kind == KindWithdrawn:
		return Withdrawn
	default:
		return ""
	}
}

// IsNews says whether the entry, if it stands, is news: any kind but a redaction or a taking back (decision 4).
func (e *Entry) IsNews() bool { return e.Kind != KindRedacted && !e.TakesBack }

// Percent makes an optional percentage of a number.
func Percent(n int) *int { return new(n) }
