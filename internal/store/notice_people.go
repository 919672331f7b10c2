package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Records is what is known of members who may be told something, in any order.
func (s *Store) Records(ctx context.Context, members []uuid.UUID) ([]notices.Record, error) {
	var records []notices.Record
	for some := range slices.Chunk(members, keysAtOnce) {
		read := recordReader{ctx: ctx, db: s.read, ids: some, by: map[uuid.UUID]*notices.Record{}}
		for _, step := range []func() error{
			read.members, read.memberships, read.identities, read.conveners, read.reminders, read.snoozes, read.days,
			read.defaults, read.holidays, read.barred,
		} {
			if err := step(); err != nil {
				return nil, said(fmt.Errorf("read who may be told: %w", err))
			}
		}
		for _, id := range some {
			if r, ok := read.by[id]; ok {
				records = append(records, *r)
			}
		}
	}
	return records, nil
}

type recordReader struct {
	ctx     context.Context //nolint:containedctx // it lives as long as the call
	db      bun.IDB
	ids     []uuid.UUID
	by      map[uuid.UUID]*notices.Record
	handles []string
}

func (x *recordReader) members() error {
	var rows []memberRow
	if err := x.db.NewSelect().Model(&rows).Where("id in (?)", bun.List(x.ids)).Scan(x.ctx); err != nil {
		return err
	}
	for _, r := range rows {
		x.by[r.ID] = &notices.Record{Member: r.member(), Defaults: map[string]people.Reminders{}}
	}
	return nil
}

// each gives the rows of a table that belong to the members to f, by member.
func each[R any](x *recordReader, order string, member func(*R) uuid.UUID, f func(*notices.Record, *R) error) error {
	var rows []R
	if err := x.db.NewSelect().Model(&rows).Where("member_id in (?)", bun.List(x.ids)).OrderExpr(order).Scan(x.ctx); err != nil {
		return err
	}
	for i := range rows {
		if record, ok := x.by[member(&rows[i])]; ok {
			if err := f(record, &rows[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *recordReader) memberships() error {
	return each(x, "created_at, id", func(r *membershipRow) uuid.UUID { return r.MemberID },
		func(record *notices.Record, r *membershipRow) error {
			record.Memberships = append(record.Memberships, r.membership())
			if !slices.Contains(x.handles, r.Organisation) {
				x.handles = append(x.handles, r.Organisation)
			}
			return nil
		})
}

func (x *recordReader) identities() error {
	return each(x, "created_at, id", func(r *identityRow) uuid.UUID { return r.MemberID },
		func(record *notices.Record, r *identityRow) error {
			record.Identities = append(record.Identities, r.identity())
			return nil
		})
}

func (x *recordReader) conveners() error {
	return each(x, "plan_id", func(r *convenerRow) uuid.UUID { return r.MemberID },
		func(record *notices.Record, r *convenerRow) error {
			record.Convenes = append(record.Convenes, r.PlanID)
			return nil
		})
}

func (x *recordReader) reminders() error {
	return each(x, "member_id", func(r *remindersRow) uuid.UUID { return r.MemberID },
		func(record *notices.Record, r *remindersRow) (err error) {
			record.Own, err = r.reminders()
			return err
		})
}

func (x *recordReader) snoozes() error {
	return each(x, "plan_id, number", func(r *snoozeRow) uuid.UUID { return r.MemberID },
		func(record *notices.Record, r *snoozeRow) error {
			record.Snoozes = append(record.Snoozes, r.snooze())
			return nil
		})
}

// days finds the last message of each.
func (x *recordReader) days() error {
	var rows []struct {
		MemberID uuid.UUID
		Day      civil.Date
	}
	err := x.db.NewSelect().Model((*noticeDayRow)(nil)).Column("member_id").ColumnExpr("max(day) as day").
		Where("member_id in (?)", bun.List(x.ids)).Group("member_id").Scan(x.ctx, &rows)
	for _, r := range rows {
		if record, ok := x.by[r.MemberID]; ok {
			record.LastOn = r.Day
		}
	}
	return err
}

func (x *recordReader) defaults() error {
	if len(x.handles) == 0 {
		return nil
	}
	var rows []organisationRemindersRow
	if err := x.db.NewSelect().Model(&rows).Where("organisation in (?)", bun.List(x.handles)).Scan(x.ctx); err != nil {
		return err
	}
	for i := range rows {
		kept, err := rows[i].reminders()
		if err != nil {
			return err
		}
		for _, record := range x.by {
			if belongs(record, rows[i].Organisation) {
				record.Defaults[rows[i].Organisation] = kept
			}
		}
	}
	return nil
}

func (x *recordReader) holidays() error {
	if len(x.handles) == 0 {
		return nil
	}
	var rows []holidayRow
	if err := x.db.NewSelect().Model(&rows).Where("organisation in (?)", bun.List(x.handles)).Order("day").Scan(x.ctx); err != nil {
		return err
	}
	for _, r := range rows {
		for _, record := range x.by {
			if belongs(record, r.Organisation) {
				record.Holidays = append(record.Holidays, people.Holiday{Day: r.Day, Title: r.Title})
			}
		}
	}
	return nil
}

// barred takes away the accounts that may not act for every organisation of theirs: what is told is about all of them.
func (x *recordReader) barred() error {
	servers, err := serversOf(x.ctx, x.db, x.handles)
	if err != nil || len(servers) == 0 {
		return err
	}
	for _, record := range x.by {
		record.Identities = slices.DeleteFunc(record.Identities, func(account people.Identity) bool {
			return slices.ContainsFunc(record.Memberships, func(m people.Membership) bool { return servers.Bars(account, m.Organisation) })
		})
	}
	return nil
}

// Roles are the memberships in organisations, by handle, in order of joining.
func (s *Store) Roles(ctx context.Context, organisations []string) (map[string][]people.Membership, error) {
	if err := sound(organisations); err != nil {
		return nil, err
	}
	roles := map[string][]people.Membership{}
	for some := range slices.Chunk(organisations, keysAtOnce) {
		var rows []membershipRow
		err := s.read.NewSelect().Model(&rows).Where("organisation in (?)", bun.List(some)).Order("created_at", "id").Scan(ctx)
		if err != nil {
			return nil, said(fmt.Errorf("list roles: %w", err))
		}
		for _, r := range rows {
			roles[r.Organisation] = append(roles[r.Organisation], r.membership())
		}
	}
	return roles, nil
}

// EndorsingFrom lists the handles of organisations that endorse a plan on the day, after the given one, in order.
func (s *Store) EndorsingFrom(ctx context.Context, plan uuid.UUID, day civil.Date, after string, limit int) ([]string, error) {
	var handles []string
	err := s.read.NewSelect().Model((*endorsementRow)(nil)).Distinct().Column("organisation").Where("plan_id = ?", plan).
		Where("organisation > ?", after).Where("endorsed_on <= ?", day).Where("ended_on = '' or ended_on > ?", day).
		Order("organisation").Limit(int64(limit)).Scan(ctx, &handles)
	return handles, said(err)
}

// JoinedAfter lists memberships after the given id, in the order of their ids, which is that of their making.
func (s *Store) JoinedAfter(ctx context.Context, after uuid.UUID, limit int) ([]people.Membership, error) {
	var rows []membershipRow
	err := s.read.NewSelect().Model(&rows).Where("id > ?", after).Order("id").Limit(int64(limit)).Scan(ctx)
	return mapped(rows, membershipRow.membership), said(err)
}

// LastJoined is the id of the latest membership; zero if there is none.
func (s *Store) LastJoined(ctx context.Context) (uuid.UUID, error) {
	var rows []membershipRow
	err := s.read.NewSelect().Model(&rows).Order("id desc").Limit(1).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return uuid.Nil, said(err)
	}
	return rows[0].ID, nil
}

func belongs(record *notices.Record, organisation string) bool {
	return slices.ContainsFunc(record.Memberships, func(m people.Membership) bool { return m.Organisation == organisation })
}
