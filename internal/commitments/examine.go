package commitments

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// Terms are what a journal is examined against: the plan's zone and steps, and who is known and endorses when.
type Terms struct {
	Zone         *time.Location
	Step         func(code string) (*plans.Step, bool)
	Organisation func(handle string) bool
	Endorses     func(handle string, day civil.Date) bool
	Member       func(key string) bool
}

// Fault is something that the journal of a commitment may not say: which entry, which field of it, and why.
type Fault struct {
	Entry   int    // index in the list examined
	Field   string // "percent", "changes.steps", "milestone.title"
	Problem problem.Problem
}

// Examine lists every fault in the journal of one commitment, whose entries come in the order of their seq: the
// checks 2 to 8 of bundle.md as far as they are about entries. It is the one rule book: Service.Do holds every new
// entry to it, and so does an import.
func Examine(entries []Entry, terms Terms) []Fault {
	return examineFrom(entries, terms, 0)
}

// examineFrom takes the names in the first entries as known, because they were examined when they were recorded.
func examineFrom(entries []Entry, terms Terms, from int) []Fault {
	x := examination{entries: entries, terms: terms, from: from}
	x.lookBack()
	for i := range entries {
		x.order(i)
		x.values(i)
		x.changes(i)
		x.names(i)
		x.correction(i)
		x.reason(i)
	}
	x.moves()
	return x.faults
}

type examination struct {
	entries []Entry
	terms   Terms
	from    int
	faults  []Fault

	gone   map[int]bool // seqs of entries whose text was redacted
	undone int          // index of the taking back of the registration; 0 if there is none
}

// lookBack notes what later entries say of earlier ones.
func (x *examination) lookBack() {
	for i := range x.entries {
		switch e := &x.entries[i]; {
		case e.Kind == KindRedacted:
			if x.gone == nil {
				x.gone = map[int]bool{}
			}
			x.gone[e.Corrects] = true
		case e.TakesBack && e.Kind == KindCorrected && e.Corrects == 1 && x.undone == 0:
			x.undone = i
		}
	}
}

func (x *examination) fault(entry int, field, key string, pairs ...any) {
	x.faults = append(x.faults, Fault{entry, field, problem.New(problem.Invalid, key, pairs...).At(field)})
}

// order is check 4: seq, recorded_at, the registration first and once, days that can be.
func (x *examination) order(i int) {
	e := &x.entries[i]
	if e.Seq != i+1 {
		x.fault(i, "seq", "entry.seq", "seq", e.Seq, "want", i+1)
	}
	if i > 0 && e.RecordedAt.Before(x.entries[i-1].RecordedAt) {
		x.fault(i, "recorded_at", "entry.recorded_before_previous")
	}
	switch {
	case i == 0 && e.Kind != KindRegistered:
		x.fault(i, "kind", "entry.first_not_registered")
	case i > 0 && e.Kind == KindRegistered:
		x.fault(i, "kind", "entry.registered_twice")
	}
	if i > 0 && e.EffectiveOn < x.entries[0].EffectiveOn {
		x.fault(i, "effective_on", "entry.before_registration", "date", e.EffectiveOn, "registered", x.entries[0].EffectiveOn)
	}
	if today := civil.DateOf(e.RecordedAt, x.terms.Zone); e.EffectiveOn > today.AddDays(1) {
		x.fault(i, "effective_on", "entry.in_the_future", "date", e.EffectiveOn, "today", today)
	}
}

// carries says which values an entry of each kind may have (bundle.md, "How entries fold").
var carries = map[Kind][]string{
	KindRegistered: {"status", "percent", "confidence", "changes"},
	KindProgress:   {"status", "percent", "confidence"},
	KindStatus:     {"status", "percent", "confidence"},
	KindNoChange:   {},
	KindEdited:     {"changes"},
	KindMilestone:  {"milestone"},
	KindHandedOver: {"to_member", "changes"},
	KindWithdrawn:  {"status"},
	KindCorrected:  {"status", "percent", "confidence", "changes", "milestone", "to_member"},
	KindRedacted:   {},
}

// values is check 5: what the kind carries, and a percentage that agrees with the status and the cadence.
func (x *examination) values(i int) {
	e := &x.entries[i]
	for _, value := range given(e) {
		if !slices.Contains(carries[e.Kind], value) {
			x.fault(i, value, "entry.value_not_carried", "kind", problem.Word("entry."+string(e.Kind)), "value", value)
		}
	}
	x.status(i)
	if x.cadence() == plans.Continuing {
		x.continuing(i)
	}
	if e.Kind == KindMilestone && e.Milestone == nil {
		x.fault(i, "milestone", "milestone.missing")
	}
	if e.Milestone != nil {
		x.milestone(i, *e.Milestone)
	}
}

func (x *examination) status(i int) {
	e := &x.entries[i]
	if e.Kind == KindStatus && e.Status == "" {
		x.fault(i, "status", "status.missing")
	}
	if e.Status == Withdrawn && e.Kind != KindWithdrawn && e.Kind != KindCorrected {
		x.fault(i, "status", "status.withdrawn_by_kind")
	}
	if e.Kind == KindWithdrawn && e.Status != "" && e.Status != Withdrawn {
		x.fault(i, "status", "status.withdrawal_says_otherwise", "status", e.Status.Word())
	}
	if e.Percent == nil {
		return
	}
	switch n := *e.Percent; {
	case n < 0 || n > 100:
		x.fault(i, "percent", "percent.range", "percent", n)
	case e.Status == Paused || e.Status == Withdrawn:
		x.fault(i, "percent", "percent.beside_status", "percent", n, "status", e.Status.Word())
	case e.Status != "" && StatusOf(n) != e.Status:
		x.fault(i, "percent", "percent.contradicts", "percent", n, "status", e.Status.Word(), "follows", StatusOf(n).Word())
	}
}

func (x *examination) continuing(i int) {
	e := &x.entries[i]
	if e.Percent != nil {
		x.fault(i, "percent", "percent.continuing")
	}
	if e.Status == Planned || e.Status == MostlyDone {
		x.fault(i, "status", "status.continuing", "status", e.Status.Word())
	}
}

func (x *examination) milestone(i int, m Milestone) {
	if m.Key == "" {
		x.fault(i, "milestone.key", "milestone.no_key")
	}
	if m.Title == "" {
		x.fault(i, "milestone.title", "milestone.no_title")
	}
	x.day(i, "milestone.due_on", m.DueOn)
	x.day(i, "milestone.done_on", m.DoneOn)
}

func (x *examination) day(i int, field string, day civil.Date) {
	if !day.Valid() {
		x.fault(i, field, "date.unknown", "date", string(day))
	}
}

// given lists the values that an entry has.
func given(e *Entry) []string {
	var values []string
	note := func(has bool, name string) {
		if has {
			values = append(values, name)
		}
	}
	note(len(e.Changes) > 0, "changes")
	note(e.Confidence != "", "confidence")
	note(e.Milestone != nil, "milestone")
	note(e.Percent != nil, "percent")
	note(e.Status != "", "status")
	note(e.ToMember != "", "to_member")
	return values
}

// cadence of the commitment, which its registration states and nothing changes.
func (x *examination) cadence() plans.Cadence {
	if len(x.entries) == 0 {
		return ""
	}
	return plans.Cadence(x.entries[0].Changes[FieldCadence].New.Text)
}

// reason is check 8: no note where one is owed, but for a text that was redacted since.
func (x *examination) reason(i int) {
	e := &x.entries[i]
	if e.Note != "" || x.redacted(i) {
		return
	}
	switch {
	case e.Kind == KindWithdrawn, e.Kind == KindRedacted, e.Stated() == Paused:
		x.fault(i, "note", "reason.missing", "kind", problem.Word("entry."+string(e.Kind)))
	case e.Kind == KindCorrected && !x.undo(i):
		x.fault(i, "note", "reason.missing", "kind", problem.Word("entry.corrected"))
	}
}

// UndoWithin is how long a change can be taken back without a reason.
const UndoWithin = 15 * time.Minute

func (x *examination) undo(i int) bool {
	e := &x.entries[i]
	target := indexOf(x.entries, e.Corrects)
	return e.TakesBack && target >= 0 && e.RecordedAt.Sub(x.entries[target].RecordedAt) <= UndoWithin
}

func (x *examination) redacted(i int) bool {
	return x.gone[x.entries[i].Seq]
}

// Word is the status as an argument of a sentence.
func (s Status) Word() problem.Word { return problem.Word("status." + string(s)) }
