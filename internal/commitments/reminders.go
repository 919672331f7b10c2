package commitments

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Reminders keeps what people have said of being reminded. Whatever is saved lets everything that waits for the people
// concerned be looked at again. What was not said is zero, and no error.
type Reminders interface {
	RemindersOf(ctx context.Context, member uuid.UUID) (people.Reminders, error)
	SaveReminders(ctx context.Context, member uuid.UUID, r people.Reminders) error
	RemindersFor(ctx context.Context, organisation string) (people.Reminders, error)
	SaveRemindersFor(ctx context.Context, organisation string, r people.Reminders) error
	// SaveHolidays takes the place of all that were there.
	SaveHolidays(ctx context.Context, organisation string, days []people.Holiday) error
	ReminderSchedule(ctx context.Context, plan uuid.UUID) (people.ReminderSchedule, error)
	SaveReminderSchedule(ctx context.Context, plan uuid.UUID, s people.ReminderSchedule) error
	// SaveSnooze takes the place of the member's snooze of the same commitment, and puts down when it runs out.
	SaveSnooze(ctx context.Context, s people.Snooze) error
	RemoveSnooze(ctx context.Context, s people.Snooze) error
	// AskReminder puts down that the member wants to be reminded of the commitment on the day.
	AskReminder(ctx context.Context, s people.Snooze) error
	// WakeReminders lets everything that waits for a member be looked at again.
	WakeReminders(ctx context.Context, member uuid.UUID) error
}

// SetReminders changes when and of what the speaker is reminded. What is zero stays as it is.
type SetReminders struct {
	Member string // key; empty: the speaker. Only the administrator sets somebody else's
	Reminding
}

// Reminding is a change of people.Reminders. What is zero stays as it is.
type Reminding struct {
	Mode    people.ReminderMode
	Clock   string
	Weekday string
	Days    []time.Weekday
	Off, On []string        // kinds of notices that are not wanted any more, and that are wanted again
	Channel people.Platform // slack, matrix, mail; "auto": whichever there is
}

var (
	clockForm = regexp.MustCompile(`^(?:[01]\d|2[0-3]):[0-5]\d$`)
	// reminderChannels are where people can be written to.
	reminderChannels = [...]people.Platform{people.Slack, people.Matrix, "mail", "auto"}
)

func (c Reminding) check() error {
	switch {
	case c.Mode != "" && !c.Mode.Known():
		return problem.New(problem.Invalid, "reminders.mode", "mode", string(c.Mode)).At("mode")
	case c.Clock != "" && !clockForm.MatchString(c.Clock):
		return problem.New(problem.Invalid, "reminders.clock", "clock", c.Clock).At("clock")
	case c.Weekday != "" && !slices.Contains(people.Weekdays[:], c.Weekday):
		return problem.New(problem.Invalid, "reminders.weekday", "weekday", c.Weekday).At("weekday")
	case c.Channel != "" && !slices.Contains(reminderChannels[:], c.Channel):
		return problem.New(problem.Invalid, "reminders.channel", "channel", string(c.Channel)).At("channel")
	}
	for _, day := range c.Days {
		if day < time.Sunday || day > time.Saturday {
			return problem.New(problem.Invalid, "reminders.weekday", "weekday", fmt.Sprint(int(day))).At("days")
		}
	}
	for _, kind := range slices.Concat(c.Off, c.On) {
		if !slices.Contains(people.NoticeKinds[:], kind) {
			return problem.New(problem.Invalid, "reminders.kind", "kind", kind).At("kinds")
		}
	}
	return nil
}

func (c Reminding) over(r people.Reminders) people.Reminders {
	r = people.Reminders{Mode: c.Mode, Clock: c.Clock, Weekday: c.Weekday, Days: slices.Clone(c.Days), Channel: c.Channel}.Over(r)
	slices.Sort(r.Days)
	r.Days = slices.Compact(r.Days)
	if r.Channel == "auto" {
		r.Channel = ""
	}
	off := append(slices.Clone(r.Off), c.Off...)
	off = slices.DeleteFunc(off, func(kind string) bool { return slices.Contains(c.On, kind) })
	slices.Sort(off)
	r.Off = slices.Compact(off)
	return r
}

func (SetReminders) Verb() string { return "set_reminders" }
func (SetReminders) plan() string { return "" }

func (c SetReminders) permit(_ context.Context, w *work) error {
	if w.by.Actor.Operator || (w.by.Actor.Known() && (c.Member == "" || c.Member == w.by.Actor.Member.Key)) {
		return nil
	}
	return access.May(w.by.Actor, "set_reminders", access.Object{})
}

func (c SetReminders) run(ctx context.Context, w *work) error {
	if err := c.check(); err != nil {
		return err
	}
	member, err := c.whose(ctx, w)
	if err != nil {
		return err
	}
	kept, err := w.RemindersOf(ctx, member.ID)
	if err != nil {
		return fmt.Errorf("load reminders: %w", err)
	}
	w.outcome.Subject = member.Key
	return w.SaveReminders(ctx, member.ID, c.over(kept))
}

func (c SetReminders) whose(ctx context.Context, w *work) (people.Member, error) {
	if c.Member == "" && w.by.Actor.Known() {
		return w.by.Actor.Member, nil
	}
	return w.member(ctx, c.Member)
}

// SetOrganisationReminders changes what holds for the people of an organisation who have said nothing themselves, and
// its holidays.
type SetOrganisationReminders struct {
	Plan         string // slug
	Organisation string // handle
	Reminding
	Holidays *[]people.Holiday // nil: as they are; else all there are
}

func (SetOrganisationReminders) Verb() string   { return "set_organisation_reminders" }
func (c SetOrganisationReminders) plan() string { return c.Plan }

func (c SetOrganisationReminders) permit(_ context.Context, w *work) error {
	return w.maySet(access.OrganisationReminders, c.Plan, c.Organisation)
}

// MaxHolidays are how many days of an organisation are kept.
const MaxHolidays = 2000

func (c SetOrganisationReminders) run(ctx context.Context, w *work) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := w.listed(ctx, c.Organisation); err != nil {
		return err
	}
	w.outcome.Subject = c.Organisation
	kept, err := w.RemindersFor(ctx, c.Organisation)
	if err != nil {
		return fmt.Errorf("load reminders: %w", err)
	}
	if c.Holidays != nil {
		if err := c.saveHolidays(ctx, w); err != nil {
			return err
		}
	}
	return w.SaveRemindersFor(ctx, c.Organisation, c.over(kept))
}

func (c SetOrganisationReminders) saveHolidays(ctx context.Context, w *work) error {
	if len(*c.Holidays) > MaxHolidays {
		return problem.New(problem.Exhausted, "reminders.holidays", "limit", MaxHolidays).At("holidays")
	}
	var clean cleaner
	days := map[civil.Date]people.Holiday{}
	for _, h := range *c.Holidays {
		if h.Day.IsZero() || !h.Day.Valid() {
			return problem.New(problem.Invalid, "date.unknown", "date", string(h.Day)).At("holidays")
		}
		days[h.Day] = people.Holiday{Day: h.Day, Title: clean.text("holidays", h.Title, MaxTitle)}
	}
	if clean.err != nil {
		return clean.err
	}
	list := make([]people.Holiday, 0, len(days))
	for _, h := range days {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b people.Holiday) int { return a.Day.DaysSince(b.Day) })
	return w.SaveHolidays(ctx, c.Organisation, list)
}
