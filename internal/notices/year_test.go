package notices_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// The year goes from 1 March 2027 to 1 March 2028: both changes of the clocks in the north and in the south, 29 February
// and every end of a month. What happens in it is the same each time (U-11 to U-22).
func TestAYearOfRemindersHasManners(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a year takes a minute")
	}
	s := storetest.SQLite(t).Open(t)
	y := newYear(t, s, time.Date(2027, 3, 1, 0, 7, 0, 0, time.UTC))
	y.peopled(spanPeople)
	y.lives(spanDays)
	y.least = spanDue
	y.check()
}

func TestTwoMonthsOfRemindersHaveMannersOnEveryDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		y := newYear(t, s, time.Date(2027, 10, 1, 0, 7, 0, 0, time.UTC))
		y.peopled(40)
		y.lives(61)
		y.check()
	})
}
