package people

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// ReminderMode is how often somebody wants to be reminded.
type ReminderMode string

const (
	RemindersOn     ReminderMode = "on"     // on the days that need it, at most one message a day
	RemindersWeekly ReminderMode = "weekly" // all in one message, on one day of the week
	RemindersOff    ReminderMode = "off"    // none but those asked for one by one
)

// ReminderModes lists them all.
var ReminderModes = [...]ReminderMode{RemindersOn, RemindersWeekly, RemindersOff}

// Known says whether m is one of ReminderModes.
func (m ReminderMode) Known() bool { return slices.Contains(ReminderModes[:], m) }

// Weekdays are the names of Reminders.Weekday, by time.Weekday.
var Weekdays = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Reminders are what a person, or an organisation for its people, has said about being reminded. What is zero was not
// said: the organisation's word holds then, and after it the defaults (RemindersOn, 09:00, Monday to Friday).
type Reminders struct {
	Mode    ReminderMode
	Clock   string         // "09:00" in the person's own zone; empty: not said
	Weekday string         // one of Weekdays: that of RemindersWeekly; empty: Monday
	Days    []time.Weekday // on which messages may come; none: not said
	Off     []string       // kinds of notices that are not wanted (notices.Kinds)
	Channel Platform       // the platform to be written to; empty: not said. Of a person only
}

// IsZero says whether nothing was said.
func (r Reminders) IsZero() bool {
	return r.Mode == "" && r.Clock == "" && r.Weekday == "" && len(r.Days) == 0 && len(r.Off) == 0 && r.Channel == ""
}

// Over is r, and where r says nothing the other.
func (r Reminders) Over(other Reminders) Reminders {
	if r.Mode == "" {
		r.Mode = other.Mode
	}
	if r.Clock == "" {
		r.Clock = other.Clock
	}
	if r.Weekday == "" {
		r.Weekday = other.Weekday
	}
	if len(r.Days) == 0 {
		r.Days = other.Days
	}
	if r.Off == nil {
		r.Off = other.Off
	}
	if r.Channel == "" {
		r.Channel = other.Channel
	}
	return r
}

// Snooze keeps a person from being reminded of one commitment (U-15).
type Snooze struct {
	MemberID  uuid.UUID
	PlanID    uuid.UUID
	Number    int        // of the commitment
	Until     civil.Date // the first day on which reminders come again; zero: never
	CreatedAt time.Time
}

// On says whether the snooze holds on the day.
func (s Snooze) On(day civil.Date) bool { return s.Until.IsZero() || day < s.Until }

// Holiday is a day on which the people of an organisation are left alone.
type Holiday struct {
	Day   civil.Date
	Title string
}

// ReminderSchedule is what the conveners of a plan have said of when its people are reminded. What is zero was not said.
type ReminderSchedule struct {
	Due        []int // days before a due day, 0 to 120
	Stale      int   // days without news
	CallBefore int   // days before the end of a period
	CallCutoff int   // days before the cutoff
}

// NoticeKinds are the kinds of notices that can be switched off: all of package notices but those that one asks for one by
// one.
var NoticeKinds = [...]string{
	"due", "overdue", "deputy", "stale", "call", "chase", "welcome", "hand_over", "mention", "snoozed", "event", "digest",
}
