package commitments

import "slices"

// Status of a commitment (domain.md, "Commitment status").
type Status string

const (
	Planned    Status = "planned"
	InProgress Status = "in_progress"
	MostlyDone Status = "mostly_done"
	Completed  Status = "completed"
	Paused     Status = "paused"
	Withdrawn  Status = "withdrawn"
)

// Statuses lists them in the order in which they are shown.
var Statuses = [...]Status{Planned, InProgress, MostlyDone, Completed, Paused, Withdrawn}

// Known says whether s is one of Statuses.
func (s Status) Known() bool { return slices.Contains(Statuses[:], s) }

// Open says whether a commitment in this status still asks for work.
func (s Status) Open() bool { return s == Planned || s == InProgress || s == MostlyDone || s == Paused }

// Closed says whether the status is completed or withdrawn.
func (s Status) Closed() bool { return s == Completed || s == Withdrawn }

// Active says whether the status is one that a percentage can express short of the end: what a closed commitment may
// be reopened to.
func (s Status) Active() bool { return s == Planned || s == InProgress || s == MostlyDone }

// StatusOf is the status that a percentage from 0 to 100 states: 0 ⇔ planned, 1–49 ⇔ in_progress, 50–99 ⇔ mostly_done,
// 100 ⇔ completed.
func StatusOf(percent int) Status {
	switch {
	case percent <= 0:
		return Planned
	case percent < 50:
		return InProgress
	case percent < 100:
		return MostlyDone
	default:
		return Completed
	}
}

// Confidence says how an organisation expects a commitment to go, not how far it is.
type Confidence string

const (
	OnTrack  Confidence = "on_track"
	AtRisk   Confidence = "at_risk"
	OffTrack Confidence = "off_track"
)

// Confidences lists them all.
var Confidences = [...]Confidence{OnTrack, AtRisk, OffTrack}

// Known says whether c is one of Confidences.
func (c Confidence) Known() bool { return slices.Contains(Confidences[:], c) }
