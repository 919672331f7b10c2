package notices_test

import (
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/google/uuid"
)

func (h *house) enters(kind calendar.Kind, title string, day civil.Date, country string) string {
	h.Helper()
	return h.do(h.as("ana"), commitments.AddEvent{Plan: slug, Event: calendar.Event{Kind: kind, Title: title, StartsOn: day, Country: country}}).Subject
}

// mornings goes from day to day, and gives what was told of a title, by day.
func (h *house) mornings(from, to civil.Date, subject, title string) map[civil.Date]int {
	h.Helper()
	told := map[civil.Date]int{}
	for day := from; day <= to; day = day.AddDays(1) {
		h.now = day.Start(time.UTC).Add(9*time.Hour + time.Minute)
		h.tick()
		for _, one := range h.drain() {
			if one.Subject == subject && strings.Contains(one.text, title) {
				told[day]++
			}
		}
	}
	return told
}

func TestADeadlineIsToldThirtyAndSevenDaysBeforeToThoseItConcerns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.registers("ana", "Joint paper", nil)
		h.enters("submission_deadline", "UPR submissions", "2026-12-31", "")
		h.enters("meeting", "A meeting", "2026-12-31", "")
		told := h.mornings("2026-11-26", "2026-12-31", "U-ana", "UPR submissions")
		// 30 days before is Tuesday, 1 December; 7 days before is Thursday, 24 December.
		if len(told) != 2 || told["2026-12-01"] != 1 || told["2026-12-24"] != 1 {
			t.Errorf("told on %v", told)
		}
	})
}

func TestWhoeverHasNothingOpenThereIsNotTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.registers("ana", "In Kenya", func(c *commitments.Register) { c.Countries = []string{"KE"} })
		h.registers("dan", "In Nepal", func(c *commitments.Register) { c.Countries = []string{"NP"} })
		h.enters("submission_deadline", "Kenya's review", "2026-12-31", "KE")
		if told := h.mornings("2026-11-30", "2026-12-02", "U-dan", "Kenya"); len(told) != 0 {
			t.Errorf("who works elsewhere was told on %v", told)
		}
	})
}

func TestAnEventThatWasMovedOrTakenOutIsNotTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		h.registers("ana", "Joint paper", nil)
		moved := h.enters("submission_deadline", "Moved", "2026-12-31", "")
		gone := h.enters("submission_deadline", "Gone", "2026-12-31", "")
		h.now = time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
		h.tick() // put down, and it is night
		day := civil.Date("2027-02-15")
		h.do(h.as("ana"), commitments.ChangeEvent{Plan: slug, ID: uuid.MustParse(moved), StartsOn: &day})
		h.do(h.as("ana"), commitments.RemoveEvent{Plan: slug, ID: uuid.MustParse(gone)})
		h.now = time.Date(2026, 12, 1, 9, 1, 0, 0, time.UTC)
		h.tick()
		for _, one := range to("U-ana", h.drain()) {
			if strings.Contains(one.text, "Moved") || strings.Contains(one.text, "Gone") {
				t.Errorf("got\n%s", one.text)
			}
		}
		if told := h.mornings("2027-01-14", "2027-01-20", "U-ana", "Moved"); len(told) != 1 {
			t.Errorf("the new day: told on %v", told)
		}
	})
}
