package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type noticeRow struct {
	bun.BaseModel `bun:"table:notices,alias:n"`

	MemberID  uuid.UUID    `bun:",pk"`
	Kind      notices.Kind `bun:",pk"`
	PlanID    uuid.UUID    `bun:",pk"`
	Number    int          `bun:",pk"`
	Object    string       `bun:",pk"`
	Anchor    string       `bun:",pk"`
	Day       civil.Date
	Actor     string
	At        *time.Time
	Outcome   notices.Outcome
	Reason    string
	DecidedAt *time.Time
	SentOn    civil.Date
}

func noticeRowOf(n notices.Notice) noticeRow {
	return noticeRow{
		MemberID: n.Member, Kind: n.Kind, PlanID: n.Plan, Number: n.Number, Object: n.Object, Anchor: n.Anchor, Day: n.Day,
		Actor: n.By, At: instantOrNull(n.At), Outcome: n.Outcome, Reason: n.Reason, DecidedAt: instantOrNull(n.DecidedAt),
		SentOn: n.SentOn,
	}
}

func (r noticeRow) notice() notices.Notice {
	return notices.Notice{
		Member: r.MemberID, Kind: r.Kind, Plan: r.PlanID, Number: r.Number, Object: r.Object, Anchor: r.Anchor, Day: r.Day,
		By: r.Actor, At: instant(r.At), Outcome: r.Outcome, Reason: r.Reason, DecidedAt: instant(r.DecidedAt), SentOn: r.SentOn,
	}
}

type noticeDayRow struct {
	bun.BaseModel `bun:"table:notice_days,alias:nd"`

	MemberID uuid.UUID  `bun:",pk"`
	Day      civil.Date `bun:",pk"`
	Key      string
	Lines    int
	At       time.Time
}

type noticeMarkRow struct {
	bun.BaseModel `bun:"table:notice_marks,alias:nm"`

	Name string `bun:",pk"`
	Text string
}

type remindersRow struct {
	bun.BaseModel `bun:"table:reminders,alias:rm"`

	MemberID uuid.UUID `bun:",pk"`
	Mode     people.ReminderMode
	Clock    string
	Weekday  string
	Days     string // JSON
	Off      string // JSON
	Channel  people.Platform
}

func remindersRowOf(member uuid.UUID, r people.Reminders) remindersRow {
	return remindersRow{
		MemberID: member, Mode: r.Mode, Clock: r.Clock, Weekday: r.Weekday, Days: numbersText(r.Days), Off: listText(r.Off),
		Channel: r.Channel,
	}
}

func (r *remindersRow) reminders() (people.Reminders, error) {
	kept := people.Reminders{Mode: r.Mode, Clock: r.Clock, Weekday: r.Weekday, Channel: r.Channel}
	if err := textInto(r.Days, &kept.Days); err != nil {
		return kept, err
	}
	return kept, textInto(r.Off, &kept.Off)
}

type organisationRemindersRow struct {
	bun.BaseModel `bun:"table:organisation_reminders,alias:orm"`

	Organisation string `bun:",pk"`
	Mode         people.ReminderMode
	Clock        string
	Weekday      string
	Days         string // JSON
	Off          string // JSON
}

func organisationRemindersRowOf(organisation string, r people.Reminders) organisationRemindersRow {
	return organisationRemindersRow{
		Organisation: organisation, Mode: r.Mode, Clock: r.Clock, Weekday: r.Weekday, Days: numbersText(r.Days), Off: listText(r.Off),
	}
}

func (r *organisationRemindersRow) reminders() (people.Reminders, error) {
	as := remindersRow{Mode: r.Mode, Clock: r.Clock, Weekday: r.Weekday, Days: r.Days, Off: r.Off}
	return as.reminders()
}

type holidayRow struct {
	bun.BaseModel `bun:"table:organisation_holidays,alias:oh"`

	Organisation string     `bun:",pk"`
	Day          civil.Date `bun:",pk"`
	Title        string
}

type planRemindersRow struct {
	bun.BaseModel `bun:"table:plan_reminders,alias:pr"`

	PlanID     uuid.UUID `bun:",pk"`
	Due        string    // JSON
	Stale      int
	CallBefore int
	CallCutoff int
}

func planRemindersRowOf(plan uuid.UUID, s people.ReminderSchedule) planRemindersRow {
	return planRemindersRow{PlanID: plan, Due: numbersText(s.Due), Stale: s.Stale, CallBefore: s.CallBefore, CallCutoff: s.CallCutoff}
}

func (r *planRemindersRow) schedule() (people.ReminderSchedule, error) {
	s := people.ReminderSchedule{Stale: r.Stale, CallBefore: r.CallBefore, CallCutoff: r.CallCutoff}
	return s, textInto(r.Due, &s.Due)
}

type snoozeRow struct {
	bun.BaseModel `bun:"table:snoozes,alias:sn"`

	MemberID  uuid.UUID `bun:",pk"`
	PlanID    uuid.UUID `bun:",pk"`
	Number    int       `bun:",pk"`
	Until     civil.Date
	CreatedAt time.Time
}

func snoozeRowOf(s people.Snooze) snoozeRow {
	return snoozeRow{MemberID: s.MemberID, PlanID: s.PlanID, Number: s.Number, Until: s.Until, CreatedAt: micro(s.CreatedAt)}
}

func (r snoozeRow) snooze() people.Snooze {
	return people.Snooze{MemberID: r.MemberID, PlanID: r.PlanID, Number: r.Number, Until: r.Until, CreatedAt: r.CreatedAt.UTC()}
}

// numbersText is a list of numbers as it is stored: a JSON text, empty for an empty list.
func numbersText[N ~int](list []N) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(fmt.Sprintf("store: a list of numbers has no JSON: %v", err)) // cannot be
	}
	return string(text)
}
