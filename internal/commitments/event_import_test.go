package commitments_test

import (
	"testing"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func event(title string, on civil.Date) calendar.Event {
	return calendar.Event{Kind: "meeting", Title: title, StartsOn: on}
}

func TestACalendarThatIsImportedAgainDoublesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		read := func(list ...commitments.ReadEvent) commitments.Imported {
			t.Helper()
			return w.must(operator(), commitments.ImportEvents{Plan: slug, Source: "https://example.org/a.ics", Events: list}).Imported
		}
		titles := func() (all []string) {
			t.Helper()
			list, err := s.EventsOf(t.Context(), w.plan.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				all = append(all, string(e.StartsOn)+" "+e.Title)
			}
			return all
		}
		one := commitments.ReadEvent{UID: "a", Event: event("One", "2026-12-01")}
		weekly := []commitments.ReadEvent{
			{UID: "b", Day: "2026-12-02", Event: event("Weekly", "2026-12-02")}, {UID: "b", Day: "2026-12-09", Event: event("Weekly", "2026-12-09")},
		}
		if got := read(one, weekly[0], weekly[1], one); got != (commitments.Imported{Added: 3}) {
			t.Errorf("the first time: got %+v", got)
		}
		if got := read(one, weekly[0], weekly[1]); got != (commitments.Imported{Same: 3}) {
			t.Errorf("the second time: got %+v", got)
		}
		one.Event.StartsOn = "2026-12-03"
		if got := read(one, weekly[0]); got != (commitments.Imported{Changed: 1, Removed: 1, Same: 1}) {
			t.Errorf("changed and cancelled: got %+v", got)
		}
		if diff := cmp.Diff([]string{"2026-12-02 Weekly", "2026-12-03 One"}, titles()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		list, err := s.EventsOf(t.Context(), w.plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.must(operator(), commitments.AppointConvener{Plan: slug, Member: w.introduced("lea")})
		w.must(w.as("lea"), commitments.RemoveEvent{Plan: slug, ID: list[0].ID})
		if got := read(one, weekly[0]); got != (commitments.Imported{Same: 2}) || len(titles()) != 1 {
			t.Errorf("what was taken out by hand: got %+v and %v", got, titles())
		}
		other := w.must(operator(), commitments.ImportEvents{Plan: slug, Source: "b.ics", Events: []commitments.ReadEvent{one}}).Imported
		if other.Added != 1 || len(titles()) != 2 {
			t.Errorf("another calendar with the same UID: got %+v", other)
		}
	})
}

func TestWhatIsOverStaysInTheCalendar(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.must(operator(), commitments.ImportEvents{Plan: slug, Source: "a", Events: []commitments.ReadEvent{{UID: "a", Event: event("One", "2026-12-01")}}})
		w.clock.Forward(30 * 24 * 3600 * 1e9)
		got := w.must(operator(), commitments.ImportEvents{Plan: slug, Source: "a"}).Imported
		list, err := s.EventsOf(t.Context(), w.plan.ID)
		if err != nil || len(list) != 1 || got.Removed != 0 {
			t.Errorf("got %+v, %v, %v", got, list, err)
		}
	})
}

// introduced is the key of a member without an organisation.
func (w *world) introduced(name string) string {
	w.Helper()
	w.must(operator(), commitments.Introduce{Identity: identity(name), Name: name})
	return w.as(name).Actor.Member.Key
}
