package commitments

import (
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
)

// State of a commitment is the fold of its entries. The zero State is that of a commitment that is not registered.
type State struct {
	Title       string
	Description string
	Lead        string   // handle
	Partners    []string // handles
	Steps       []string // codes; the first is primary
	Countries   []string // ISO 3166-1 alpha-2
	Cadence     plans.Cadence
	StartsOn    civil.Date
	DueOn       civil.Date
	Measure     string
	Visibility  access.Visibility
	Status      Status
	Percent     *int
	Confidence  Confidence
	Milestones  []Milestone
	Contact     string // key of the member it was handed to last; empty: whoever registered it
	Version     int    // seq of the last entry, whether it stands or not

	RegisteredOn civil.Date
	LastNewsOn   civil.Date // effective day of the last news
	LastNewsSeq  int        // its entry
	Undone       bool       // the registration was taken back: it counts nowhere (decision 6)
}

// Organisations are lead and partners, the lead first.
func (s *State) Organisations() []string {
	if s.Lead == "" {
		return s.Partners
	}
	return append([]string{s.Lead}, s.Partners...)
}

// Overdue says whether the commitment is overdue on the day (domain.md): one_off, open, and due before it.
func (s *State) Overdue(today civil.Date) bool {
	return s.Cadence == plans.OneOff && s.Status.Open() && !s.DueOn.IsZero() && s.DueOn < today
}

// StaleDays is how many days without news make an open commitment stale.
const StaleDays = 90

// Stale says whether the commitment is stale on the day: open, and no news for 90 days.
func (s *State) Stale(today civil.Date) bool {
	return s.Status.Open() && !s.LastNewsOn.IsZero() && today.DaysSince(s.LastNewsOn) >= StaleDays
}

// DueSoonDays is the reach of "due soon".
const DueSoonDays = 30

// DueSoon says whether the commitment is open and due within 30 days of the day, itself included.
func (s *State) DueSoon(today civil.Date) bool {
	return s.Status.Open() && !s.DueOn.IsZero() && s.DueOn >= today && s.DueOn <= today.AddDays(DueSoonDays)
}

// Fold makes the state of a commitment from its entries, which come in the order of their seq. What was not recorded
// yet at a cutoff is left out by passing only the entries before it.
func Fold(entries []Entry) State {
	var s State
	for _, e := range Standing(entries) {
		s.Apply(e)
	}
	if len(entries) > 0 {
		s.Version = entries[len(entries)-1].Seq
		s.Undone = s.RegisteredOn.IsZero()
	}
	s.Visibility = LastVisibility(entries)
	return s
}

// Standing lists the entries that stand, in the order in which they fold: by effective day, then by place (decisions 1
// and 3). Redactions and takings back stand, but change nothing, and are left out.
func Standing(entries []Entry) []*Entry {
	void := voids(entries)
	standing := make([]*Entry, 0, len(entries))
	for i := range entries {
		if e := &entries[i]; void[i] == inForce && e.IsNews() {
			standing = append(standing, e)
		}
	}
	slices.SortStableFunc(standing, func(a, b *Entry) int {
		if a.EffectiveOn != b.EffectiveOn {
			if a.EffectiveOn < b.EffectiveOn {
				return -1
			}
			return 1
		}
		return place(entries, a) - place(entries, b)
	})
	return standing
}

// force says whether an entry stands.
type force uint8

const (
	inForce force = iota
	replaced
	takenBack
)

// voids says of each entry whether it stands. It goes from the last entry to the first, since only later entries
// correct earlier ones: a correction that is itself taken back has no effect, one that is itself replaced keeps its
// target void (decision 3).
func voids(entries []Entry) []force {
	void := make([]force, len(entries))
	for i := len(entries) - 1; i >= 0; i-- {
		e := &entries[i]
		target := indexOf(entries, e.Corrects)
		if e.Kind != KindCorrected || void[i] == takenBack || target < 0 || target >= i {
			continue
		}
		if e.TakesBack {
			void[target] = takenBack
		} else {
			void[target] = replaced
		}
	}
	return void
}

// indexOf finds an entry by its seq, which is its place in the list but for lists that are not in order.
func indexOf(entries []Entry, seq int) int {
	switch {
	case seq < 1:
		return -1
	case seq <= len(entries) && entries[seq-1].Seq == seq:
		return seq - 1
	}
	return slices.IndexFunc(entries, func(e Entry) bool { return e.Seq == seq })
}

// place of an entry in its day: its own seq, or for a correction the place of what it corrects.
func place(entries []Entry, e *Entry) int {
	for e.Kind == KindCorrected {
		target := indexOf(entries, e.Corrects)
		if target < 0 || entries[target].Seq >= e.Seq {
			break
		}
		e = &entries[target]
	}
	return e.Seq
}

// Apply folds one standing entry into the state. Entries come in the order of Standing.
func (s *State) Apply(e *Entry) {
	if e.Kind == KindRegistered {
		s.RegisteredOn = e.EffectiveOn
		s.Visibility = access.VisiblePublic
	}
	for field, change := range e.Changes {
		s.set(field, change.New)
	}
	if e.Kind == KindRegistered {
		s.Status = Planned
		if s.Cadence == plans.Continuing {
			s.Status = InProgress
		}
	}
	s.say(e)
	if e.Milestone != nil {
		s.setMilestone(*e.Milestone)
	}
	if e.ToMember != "" {
		s.Contact = e.ToMember
	}
	s.LastNewsOn, s.LastNewsSeq = e.EffectiveOn, e.Seq
}

// say applies what the entry states of status, percentage and confidence (decision 5).
func (s *State) say(e *Entry) {
	if stated := e.Stated(); stated != "" {
		s.Status = stated
	}
	switch {
	case e.Percent != nil:
		s.Percent = e.Percent
	case s.Percent != nil && s.Status != Paused && s.Status != Withdrawn && StatusOf(*s.Percent) != s.Status:
		s.Percent = nil
	}
	if e.Confidence != "" {
		s.Confidence = e.Confidence
	}
	if s.Status.Closed() {
		s.Confidence = ""
	}
}

func (s *State) set(field Field, v Value) {
	switch field {
	case FieldTitle:
		s.Title = v.Text
	case FieldDescription:
		s.Description = v.Text
	case FieldLead:
		s.Lead = v.Text
	case FieldPartners:
		s.Partners = v.List
	case FieldSteps:
		s.Steps = v.List
	case FieldCountries:
		s.Countries = v.List
	case FieldCadence:
		s.Cadence = plans.Cadence(v.Text)
	case FieldStartsOn:
		s.StartsOn = civil.Date(v.Text)
	case FieldDueOn:
		s.DueOn = civil.Date(v.Text)
	case FieldMeasure:
		s.Measure = v.Text
	case FieldVisibility:
		s.Visibility = visibilityOf(v)
	default:
		panic("commitments: the fold does not know the field " + string(field))
	}
}

func visibilityOf(v Value) access.Visibility {
	if v.Text == "" {
		return access.VisiblePublic
	}
	return access.Visibility(v.Text)
}

func (s *State) setMilestone(m Milestone) {
	for i := range s.Milestones {
		if s.Milestones[i].Key == m.Key {
			s.Milestones[i] = m
			return
		}
	}
	s.Milestones = append(s.Milestones, m)
}

// LastVisibility is the visibility that was recorded last among the entries that stand, whatever its effective day: it
// is about publishing, not about the past (decision 9). A registration that is taken back still says it, so that
// nobody sees more of an undone commitment than before.
func LastVisibility(entries []Entry) access.Visibility {
	void := voids(entries)
	visibility := access.VisiblePublic
	for i := range entries {
		e := &entries[i]
		if change, ok := e.Changes[FieldVisibility]; ok && (void[i] == inForce || e.Kind == KindRegistered) {
			visibility = visibilityOf(change.New)
		}
	}
	return visibility
}
