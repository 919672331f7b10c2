package reports

import "github.com/accord-tracker/accord/internal/commitments"

// Move is how a commitment moved in the period.
type Move string

const (
	New         Move = "new"
	Advanced    Move = "advanced"
	SteppedBack Move = "stepped_back"
	Completed   Move = "completed"
	Reopened    Move = "reopened"
	Paused      Move = "paused"
	Resumed     Move = "resumed"
	Withdrawn   Move = "withdrawn"
	Unchanged   Move = "unchanged"
)

// AllMoves lists them in the order in which they are shown.
var AllMoves = [...]Move{New, Advanced, SteppedBack, Completed, Reopened, Paused, Resumed, Withdrawn, Unchanged}

// Moves counts commitments by how they moved. A new commitment may be counted once more (completed, paused or
// withdrawn), and so may a reopened one (paused).
type Moves struct {
	New         int `json:"new"`
	Advanced    int `json:"advanced"`
	SteppedBack int `json:"stepped_back"`
	Completed   int `json:"completed"`
	Reopened    int `json:"reopened"`
	Paused      int `json:"paused"`
	Resumed     int `json:"resumed"`
	Withdrawn   int `json:"withdrawn"`
	Unchanged   int `json:"unchanged"`
}

// Of is the count of one move.
func (m *Moves) Of(move Move) int {
	if n := m.count(move); n != nil {
		return *n
	}
	return 0
}

func (m *Moves) count(move Move) *int {
	switch move {
	case New:
		return &m.New
	case Advanced:
		return &m.Advanced
	case SteppedBack:
		return &m.SteppedBack
	case Completed:
		return &m.Completed
	case Reopened:
		return &m.Reopened
	case Paused:
		return &m.Paused
	case Resumed:
		return &m.Resumed
	case Withdrawn:
		return &m.Withdrawn
	case Unchanged:
		return &m.Unchanged
	default:
		return nil
	}
}

// LiveStatuses lists the statuses that Statuses counts, in the order in which they are shown.
var LiveStatuses = [...]commitments.Status{
	commitments.Planned, commitments.InProgress, commitments.MostlyDone, commitments.Completed, commitments.Paused,
}

// Of is the count of one status; of withdrawn it is 0.
func (s *Statuses) Of(status commitments.Status) int {
	if n := s.count(status); n != nil {
		return *n
	}
	return 0
}

func (s *Statuses) count(status commitments.Status) *int {
	switch status {
	case commitments.Planned:
		return &s.Planned
	case commitments.InProgress:
		return &s.InProgress
	case commitments.MostlyDone:
		return &s.MostlyDone
	case commitments.Completed:
		return &s.Completed
	case commitments.Paused:
		return &s.Paused
	default:
		return nil
	}
}

// movesOf classifies what became of a status between the start and the end of the period (decision 17). It is new if
// it was registered in the period.
func movesOf(from, to commitments.Status, registered bool) []Move {
	var first Move
	switch {
	case registered:
		first = New
	case from.Closed() && to.Open():
		first = Reopened
	}
	switch second := change(from, to); {
	case first == "" && second == "":
		return []Move{Unchanged}
	case first == "":
		return []Move{second}
	case second == "":
		return []Move{first}
	default:
		return []Move{first, second}
	}
}

// change is the one move besides new and reopened, if there is one.
func change(from, to commitments.Status) Move {
	switch {
	case from == to:
		return ""
	case to == commitments.Completed:
		return Completed
	case to == commitments.Paused:
		return Paused
	case to == commitments.Withdrawn:
		return Withdrawn
	case from == commitments.Paused:
		return Resumed
	case !from.Active():
		return ""
	case stage(to) > stage(from):
		return Advanced
	default:
		return SteppedBack
	}
}

// stage orders the active statuses.
func stage(s commitments.Status) int {
	switch s {
	case commitments.Planned:
		return 0
	case commitments.InProgress:
		return 1
	default:
		return 2
	}
}
