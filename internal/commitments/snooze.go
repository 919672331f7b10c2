package commitments

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// mostAhead is how far ahead a reminder may be put off or asked for, in days.
const mostAhead = 2 * 366

// Snooze keeps the speaker from being reminded of a commitment until a day (U-15). It is the speaker's alone: others are
// reminded as before.
type Snooze struct {
	Plan  string // slug
	Ref   string
	Until civil.Date // the first day on which reminders come again; zero: never
}

func (Snooze) Verb() string   { return "snooze" }
func (c Snooze) plan() string { return c.Plan }

func (c Snooze) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.LogProgress, access.Object{})
	}
	if err := w.find(ctx, c.Plan, c.Ref); err != nil {
		return err
	}
	return w.may(access.LogProgress)
}

func (c Snooze) run(ctx context.Context, w *work) error {
	s := people.Snooze{
		MemberID: w.by.Actor.Member.ID, PlanID: w.plan.ID, Number: w.about.Number, Until: c.Until, CreatedAt: w.now,
	}
	if !c.Until.IsZero() {
		if err := w.ahead(c.Until); err != nil {
			return err
		}
	}
	if !w.about.Status.Open() {
		return problem.New(problem.Conflict, "reminders.closed", "ref", c.Ref)
	}
	return w.SaveSnooze(ctx, s)
}

// EndSnooze lets the speaker be reminded of a commitment again.
type EndSnooze struct {
	Plan string // slug
	Ref  string
}

func (EndSnooze) Verb() string   { return "end_snooze" }
func (c EndSnooze) plan() string { return c.Plan }

func (c EndSnooze) permit(ctx context.Context, w *work) error {
	return Snooze{Plan: c.Plan, Ref: c.Ref}.permit(ctx, w)
}

func (c EndSnooze) run(ctx context.Context, w *work) error {
	return w.RemoveSnooze(ctx, people.Snooze{MemberID: w.by.Actor.Member.ID, PlanID: w.plan.ID, Number: w.about.Number})
}

// ahead refuses a day that is over, or too far away.
func (w *work) ahead(day civil.Date) error {
	if !day.Valid() || day <= w.today() || day.DaysSince(w.today()) > mostAhead {
		return problem.New(problem.Invalid, "reminders.day", "date", day, "days", mostAhead).At("date")
	}
	return nil
}

// AskReminder reminds the speaker of a commitment that they see, on a day of their choice.
type AskReminder struct {
	Plan string // slug
	Ref  string
	On   civil.Date
}

func (AskReminder) Verb() string   { return "ask_reminder" }
func (c AskReminder) plan() string { return c.Plan }

func (c AskReminder) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, "ask_reminder", access.Object{})
	}
	return w.find(ctx, c.Plan, c.Ref)
}

func (c AskReminder) run(ctx context.Context, w *work) error {
	if err := w.ahead(c.On); err != nil {
		return err
	}
	return w.AskReminder(ctx, people.Snooze{
		MemberID: w.by.Actor.Member.ID, PlanID: w.plan.ID, Number: w.about.Number, Until: c.On, CreatedAt: w.now,
	})
}
