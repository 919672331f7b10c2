package api

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// Reminded is what people have said of being reminded, and what they were told unasked.
type Reminded interface {
	RemindersOf(ctx context.Context, member uuid.UUID) (people.Reminders, error)
	NoticesOf(ctx context.Context, member uuid.UUID, limit int) (decided, waiting []notices.Notice, err error)
}

func (s *Server) reminderRoutes() {
	anybody := []access.Action{access.ReadPublic}
	add(s, operation{
		method: "GET", path: "/v1/me/reminders", id: "show-my-reminders", tag: "access", scope: people.ReadScope, actions: anybody,
		summary:     "Show when and of what one is reminded",
		description: "What one has said oneself; what is missing is as one's organisation says, or on at 09:00, Monday to Friday. With what was said lately and what was not, each with its reason.",
	}, showReminders)
	add(s, operation{
		method: "PATCH", path: "/v1/me/reminders", id: "change-my-reminders", tag: "access", scope: people.WriteScope, actions: anybody,
		summary: "Change when and of what one is reminded",
	}, changeReminders)
}

// MyReminders are what one has said of being reminded, and what one was told unasked.
type MyReminders struct {
	Mode    people.ReminderMode `json:"mode,omitempty" enum:"on,weekly,off" example:"on"`
	Clock   string              `json:"clock,omitempty" example:"09:00" doc:"In one's own time zone."`
	Weekday string              `json:"weekday,omitempty" example:"monday" doc:"The day of weekly reminders."`
	Days    []string            `json:"days" example:"[\"monday\",\"tuesday\"]" doc:"On which messages may come; none: Monday to Friday."`
	Off     []string            `json:"off" example:"[\"stale\"]" doc:"Kinds that are not wanted."`
	Channel people.Platform     `json:"channel,omitempty" enum:"slack,matrix,mail" example:"slack"`
	Lately  []Notice            `json:"lately" doc:"The latest first."`
	Waiting []Notice            `json:"waiting" doc:"The next first."`
}

// Notice is something that was said unasked, was not said, or waits.
type Notice struct {
	Kind       notices.Kind    `json:"kind" example:"due"`
	Plan       string          `json:"plan,omitempty" example:"hres-2018" doc:"The plan that it is about; missing for what is about none."`
	Commitment string          `json:"commitment,omitempty" example:"C-12"`
	Day        civil.Date      `json:"day" format:"date" example:"2027-03-24" doc:"The day it was meant for."`
	Outcome    notices.Outcome `json:"outcome,omitempty" enum:"sent,silent" example:"silent" doc:"Missing while it waits."`
	Reason     string          `json:"reason,omitempty" example:"covered"`
	At         *time.Time      `json:"at,omitempty" doc:"When it was decided, or when it is looked at next."`
}

// noticeOf shows a notice; slugs are those of the plans, by id.
func noticeOf(n *notices.Notice, slugs map[uuid.UUID]string) Notice {
	shown := Notice{Kind: n.Kind, Plan: slugs[n.Plan], Day: n.Day, Outcome: n.Outcome, Reason: n.Reason, At: instantOf(n.DecidedAt)}
	if n.Number != 0 {
		shown.Commitment = fmt.Sprintf("C-%d", n.Number)
	}
	if n.Outcome == notices.Pending {
		shown.At = instantOf(n.At)
	}
	return shown
}

// mostNotices are how many of each are shown.
const mostNotices = 50

func showReminders(x *exchange, _ *meInput) (*answerOf[MyReminders], error) {
	me := x.actor.Member.ID
	kept, err := x.server.Store.RemindersOf(x.context(), me)
	if err != nil {
		return nil, err
	}
	decided, waiting, err := x.server.Store.NoticesOf(x.context(), me, mostNotices)
	if err != nil {
		return nil, err
	}
	all, err := x.server.Store.Plans(x.context())
	if err != nil {
		return nil, err
	}
	slugs := make(map[uuid.UUID]string, len(all))
	for _, p := range all {
		slugs[p.ID] = p.Slug
	}
	show := func(n *notices.Notice) Notice { return noticeOf(n, slugs) }
	shown := MyReminders{
		Mode: kept.Mode, Clock: kept.Clock, Weekday: kept.Weekday, Channel: kept.Channel, Off: append([]string{}, kept.Off...),
		Days: []string{}, Lately: listOf(decided, show), Waiting: listOf(waiting, show),
	}
	for _, day := range kept.Days {
		shown.Days = append(shown.Days, notices.DayName(day))
	}
	return &answerOf[MyReminders]{shown}, nil
}

// ReminderChanges are what is to be different. What is missing stays as it is.
type ReminderChanges struct {
	Mode    people.ReminderMode `json:"mode,omitempty" enum:"on,weekly,off" example:"weekly"`
	Clock   string              `json:"clock,omitempty" maxLength:"5" example:"08:30"`
	Weekday string              `json:"weekday,omitempty" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" example:"wednesday"`
	Days    []string            `json:"days,omitempty" maxItems:"7" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" example:"[\"monday\"]"`
	Off     []string            `json:"off,omitempty" maxItems:"20" example:"[\"stale\"]" doc:"Kinds that are not wanted any more."`
	On      []string            `json:"on,omitempty" maxItems:"20" example:"[\"mention\"]" doc:"Kinds that are wanted again."`
	Channel people.Platform     `json:"channel,omitempty" enum:"slack,matrix,mail,auto" example:"matrix"`
}

type changeRemindersInput struct {
	Call
	WriteHeaders
	Body ReminderChanges
}

func changeReminders(x *exchange, in *changeRemindersInput) (*answerOf[MyReminders], error) {
	b := &in.Body
	change := commitments.Reminding{Mode: b.Mode, Clock: b.Clock, Weekday: b.Weekday, Off: b.Off, On: b.On, Channel: b.Channel}
	for _, name := range b.Days {
		change.Days = append(change.Days, notices.DayNamed(name))
	}
	if _, err := x.do(in.WriteHeaders, commitments.SetReminders{Reminding: change}); err != nil {
		return nil, err
	}
	return showReminders(x, nil)
}
