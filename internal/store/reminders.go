package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// RemindersOf is what a member has said of being reminded; zero if that is nothing.
func (s *Store) RemindersOf(ctx context.Context, member uuid.UUID) (people.Reminders, error) {
	return remindersOf(ctx, s.read, member)
}

// RemindersFor is what an organisation has said for its people; zero if that is nothing.
func (s *Store) RemindersFor(ctx context.Context, organisation string) (people.Reminders, error) {
	return remindersFor(ctx, s.read, organisation)
}

// PlanSchedule is what the conveners of a plan have said of when its people are reminded.
func (s *Store) PlanSchedule(ctx context.Context, plan uuid.UUID) (people.ReminderSchedule, error) {
	return planSchedule(ctx, s.read, plan)
}

// SnoozesOf lists the snoozes of a member in a plan that hold on the day.
func (s *Store) SnoozesOf(ctx context.Context, member, plan uuid.UUID, day civil.Date) ([]people.Snooze, error) {
	var rows []snoozeRow
	err := s.read.NewSelect().Model(&rows).Where("member_id = ?", member).Where("plan_id = ?", plan).
		Where("until = '' or until > ?", day).Order("number").Scan(ctx)
	return mapped(rows, snoozeRow.snooze), said(err)
}

// HolidaysOf lists the holidays of an organisation from a day on.
func (s *Store) HolidaysOf(ctx context.Context, organisation string, from civil.Date) ([]people.Holiday, error) {
	if err := sound(organisation); err != nil {
		return nil, err
	}
	var rows []holidayRow
	err := s.read.NewSelect().Model(&rows).Where("organisation = ?", organisation).Where("day >= ?", from).Order("day").Scan(ctx)
	return mapped(rows, func(r holidayRow) people.Holiday { return people.Holiday{Day: r.Day, Title: r.Title} }), said(err)
}

func remindersOf(ctx context.Context, db bun.IDB, member uuid.UUID) (people.Reminders, error) {
	row, err := ofMember[remindersRow](ctx, db, member)
	if errors.Is(err, commitments.ErrNotFound) {
		return people.Reminders{}, nil
	}
	if err != nil {
		return people.Reminders{}, err
	}
	return row.reminders()
}

func remindersFor(ctx context.Context, db bun.IDB, organisation string) (people.Reminders, error) {
	if err := sound(organisation); err != nil {
		return people.Reminders{}, err
	}
	var row organisationRemindersRow
	err := said(db.NewSelect().Model(&row).Where("organisation = ?", organisation).Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return people.Reminders{}, nil
	}
	if err != nil {
		return people.Reminders{}, err
	}
	return row.reminders()
}

func planSchedule(ctx context.Context, db bun.IDB, plan uuid.UUID) (people.ReminderSchedule, error) {
	var row planRemindersRow
	err := said(db.NewSelect().Model(&row).Where("plan_id = ?", plan).Scan(ctx))
	if errors.Is(err, commitments.ErrNotFound) {
		return people.ReminderSchedule{}, nil
	}
	if err != nil {
		return people.ReminderSchedule{}, err
	}
	return row.schedule()
}

func (t *tx) RemindersOf(ctx context.Context, member uuid.UUID) (people.Reminders, error) {
	return remindersOf(ctx, t.db, member)
}

func (t *tx) SaveReminders(ctx context.Context, member uuid.UUID, r people.Reminders) error {
	row := remindersRowOf(member, r)
	if err := t.save(ctx, "reminders", &row, r); err != nil {
		return err
	}
	return t.WakeReminders(ctx, member)
}

func (t *tx) RemindersFor(ctx context.Context, organisation string) (people.Reminders, error) {
	return remindersFor(ctx, t.db, organisation)
}

func (t *tx) SaveRemindersFor(ctx context.Context, organisation string, r people.Reminders) error {
	row := organisationRemindersRowOf(organisation, r)
	if err := t.save(ctx, "reminders of an organisation", &row, r); err != nil {
		return err
	}
	return t.wake(ctx, "member_id in (select member_id from memberships where organisation = ?)", organisation)
}

func (t *tx) SaveHolidays(ctx context.Context, organisation string, days []people.Holiday) error {
	if err := sound(days); err != nil {
		return err
	}
	if _, err := t.db.NewDelete().Model((*holidayRow)(nil)).Where("organisation = ?", organisation).Exec(ctx); err != nil {
		return said(fmt.Errorf("drop holidays: %w", err))
	}
	rows := make([]holidayRow, len(days))
	for i, h := range days {
		rows[i] = holidayRow{Organisation: organisation, Day: h.Day, Title: h.Title}
	}
	return said(insert(ctx, t.db, &rows))
}

func (t *tx) ReminderSchedule(ctx context.Context, plan uuid.UUID) (people.ReminderSchedule, error) {
	return planSchedule(ctx, t.db, plan)
}

func (t *tx) SaveReminderSchedule(ctx context.Context, plan uuid.UUID, s people.ReminderSchedule) error {
	row := planRemindersRowOf(plan, s)
	return t.save(ctx, "reminders of a plan", &row, s)
}

func (t *tx) SaveSnooze(ctx context.Context, s people.Snooze) error {
	row := snoozeRowOf(s)
	if err := t.save(ctx, "snooze", &row, s); err != nil {
		return err
	}
	if s.Until.IsZero() {
		return nil
	}
	return t.putDown(ctx, notices.Snoozed, s)
}

func (t *tx) RemoveSnooze(ctx context.Context, s people.Snooze) error {
	row := snoozeRowOf(s)
	_, err := t.db.NewDelete().Model(&row).WherePK().Exec(ctx)
	return said(err)
}

func (t *tx) AskReminder(ctx context.Context, s people.Snooze) error {
	return t.putDown(ctx, notices.Asked, s)
}

// putDown puts a notice of the member down for the day. One that was said or silenced before waits anew.
func (t *tx) putDown(ctx context.Context, kind notices.Kind, s people.Snooze) error {
	row := noticeRowOf(notices.Notice{
		Member: s.MemberID, Kind: kind, Plan: s.PlanID, Number: s.Number, Anchor: string(s.Until), Day: s.Until,
		At: s.Until.AddDays(-1).Start(time.UTC), // looked at before it is that day anywhere, and then put to the person's own hour
	})
	return t.save(ctx, "notice", &row, row)
}

// WakeReminders lets everything that waits for a member be looked at again.
func (t *tx) WakeReminders(ctx context.Context, member uuid.UUID) error {
	return t.wake(ctx, "member_id = ?", member)
}

// wake makes what waits due. Its old moment may be far away, and is found anew.
func (t *tx) wake(ctx context.Context, condition string, arg any) error {
	if err := sound(arg); err != nil {
		return err
	}
	_, err := t.db.NewUpdate().Model((*noticeRow)(nil)).Set("at = ?", micro(time.Unix(0, 0))).
		Where(condition, arg).Where("at is not null").Exec(ctx)
	return said(err)
}
