package reports

import (
	"fmt"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// story is a small history of one commitment, told entry by entry.
type story []commitments.Entry

// detail is what an entry says besides its kind and day.
type detail func(*commitments.Entry)

// registered begins a story: a one-off commitment of ash on step 1, recorded at noon of the day.
func registered(day civil.Date, details ...detail) story {
	return story{}.then(commitments.KindRegistered, day, append([]detail{
		sets(commitments.FieldTitle, "A commitment"), sets(commitments.FieldLead, "ash"),
		sets(commitments.FieldCadence, "one_off"), lists(commitments.FieldSteps, "1"),
	}, details...)...)
}

// then goes on with an entry that is effective on the day and recorded at its noon.
func (s story) then(kind commitments.Kind, day civil.Date, details ...detail) story {
	e := commitments.Entry{
		Seq: len(s) + 1, Kind: kind, EffectiveOn: day, RecordedAt: day.Start(time.UTC).Add(12 * time.Hour),
	}
	for _, d := range details {
		d(&e)
	}
	return append(s, e)
}

// says goes on with a status.
func (s story) says(status commitments.Status, day civil.Date, details ...detail) story {
	return s.then(commitments.KindStatus, day, append([]detail{said(status)}, details...)...)
}

// moves goes on with another due date.
func (s story) moves(due, day civil.Date, details ...detail) story {
	return s.then(commitments.KindEdited, day, append([]detail{sets(commitments.FieldDueOn, string(due))}, details...)...)
}

func sets(field commitments.Field, text string) detail {
	return changing(field, commitments.Value{Text: text})
}

func lists(field commitments.Field, values ...string) detail {
	return changing(field, commitments.Value{List: values})
}

func changing(field commitments.Field, to commitments.Value) detail {
	return func(e *commitments.Entry) {
		if e.Changes == nil {
			e.Changes = commitments.Changes{}
		}
		e.Changes[field] = commitments.Change{New: to}
	}
}

func due(day civil.Date) detail             { return sets(commitments.FieldDueOn, string(day)) }
func visible(v access.Visibility) detail    { return sets(commitments.FieldVisibility, string(v)) }
func said(status commitments.Status) detail { return func(e *commitments.Entry) { e.Status = status } }
func percent(n int) detail                  { return func(e *commitments.Entry) { e.Percent = &n } }
func confident(c commitments.Confidence) detail {
	return func(e *commitments.Entry) { e.Confidence = c }
}
func corrects(seq int) detail { return func(e *commitments.Entry) { e.Corrects = seq } }
func takesBack(seq int) detail {
	return func(e *commitments.Entry) { e.Corrects, e.TakesBack = seq, true }
}
func recorded(day civil.Date) detail { return recordedAt(string(day) + "T12:00:00Z") }
func of(lead string, partners ...string) detail {
	return both(sets(commitments.FieldLead, lead), lists(commitments.FieldPartners, partners...))
}
func on(steps ...string) detail { return lists(commitments.FieldSteps, steps...) }
func continuing() detail        { return sets(commitments.FieldCadence, string(plans.Continuing)) }

func both(a, b detail) detail {
	return func(e *commitments.Entry) { a(e); b(e) }
}

func recordedAt(instant string) detail {
	return func(e *commitments.Entry) {
		t, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			panic(err)
		}
		e.RecordedAt = t
	}
}

// world has a plan in UTC with a cutoff of 14 days, the endorsers ash, birch and cherry, and a commitment for each
// story: C-1, C-2, …
func world(stories ...story) *memory {
	m := &memory{plan: &plans.Plan{
		Slug: "small", Edition: "1", TimeZone: "UTC", CutoffDays: 14,
		Themes: []plans.Theme{{Key: "east", Position: 1}, {Key: "west", Position: 2}},
		Steps: []plans.Step{
			{Code: "1", Theme: "east", Actionable: true},
			{Code: "2", Theme: "east", Actionable: true},
			{Code: "3", Theme: "west", Actionable: true},
			{Code: "4", Theme: "west"},
		},
	}}
	for _, handle := range []string{"ash", "birch", "cherry"} {
		m.endorsements = append(m.endorsements, people.Endorsement{Organisation: handle, EndorsedOn: "2025-01-01"})
		m.organisations = append(m.organisations, people.Organisation{Handle: handle, Name: "The " + handle})
	}
	for i, s := range stories {
		ref := fmt.Sprintf("C-%d", i+1)
		for j := range s {
			s[j].Commitment = ref
		}
		m.journals = append(m.journals, journal{ref, s})
	}
	return m
}

// springOf is the report of the second quarter of 2026 for the public.
func springOf(t testing.TB, m *memory) *Document {
	t.Helper()
	return reportOf(t, m, Arguments{Plan: "small", Period: civil.Quarter{Year: 2026, N: 2}})
}

// spring is that report of these stories.
func spring(t testing.TB, stories ...story) *Document {
	t.Helper()
	return springOf(t, world(stories...))
}

// only is the one row of movement.
func only(t testing.TB, d *Document) Movement {
	t.Helper()
	if len(d.Movement) != 1 {
		t.Fatalf("movement has %d rows, want 1: %+v", len(d.Movement), d.Movement)
	}
	return d.Movement[0]
}

// equal compares what a report says with what it should.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
