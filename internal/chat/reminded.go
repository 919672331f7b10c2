package chat

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Reminded is what people have said of being reminded, and what they were told.
type Reminded interface {
	notices.Reads
	RemindersFor(ctx context.Context, organisation string) (people.Reminders, error)
	SnoozesOf(ctx context.Context, member, plan uuid.UUID, day civil.Date) ([]people.Snooze, error)
}

// home is where people can be written to.
func (t *turn) home() notices.Home {
	zone, err := t.plan.Zone()
	if err != nil {
		zone = time.UTC
	}
	return notices.Home{Zone: zone, Platforms: t.platforms, Plan: t.usual().Slug}
}

// reminded is the speaker as reminders see them.
func (t *turn) reminded(ctx context.Context) (notices.Person, error) {
	records, err := t.store.Records(ctx, []uuid.UUID{t.actor.Member.ID})
	if err != nil {
		return notices.Person{}, err
	}
	if len(records) == 0 {
		return notices.Person{}, problem.New(problem.Refused, "reminders.stranger")
	}
	return records[0].Person(t.home()), nil
}

// ownHour is the moment on a day at which the speaker will hear of it: their own hour, on a day of theirs.
func (t *turn) ownHour(p *notices.Person, day civil.Date) string {
	return t.printer.In(p.Zone).Time(p.Next(t.now(), day))
}
