package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type calendarAddressRow struct {
	bun.BaseModel `bun:"table:calendar_addresses,alias:a"`

	PlanID    uuid.UUID `bun:",pk"`
	ID        uuid.UUID `bun:",pk"`
	CreatedAt time.Time
	MemberID  uuid.UUID
	Hash      string
	Label     string
	RevokedAt *time.Time
}

func calendarAddressRowOf(a people.CalendarAddress) calendarAddressRow {
	return calendarAddressRow{
		PlanID: a.PlanID, ID: a.ID, CreatedAt: micro(a.CreatedAt), MemberID: a.MemberID, Hash: a.Hash, Label: a.Label,
		RevokedAt: instantOrNull(a.RevokedAt),
	}
}

func (r calendarAddressRow) address() people.CalendarAddress {
	return people.CalendarAddress{
		PlanID: r.PlanID, ID: r.ID, CreatedAt: r.CreatedAt.UTC(), MemberID: r.MemberID, Hash: r.Hash, Label: r.Label,
		RevokedAt: instant(r.RevokedAt),
	}
}

// CalendarAddressByHash is the address whose secret has this hash, a revoked one too, or commitments.ErrNotFound.
func (s *Store) CalendarAddressByHash(ctx context.Context, hash string) (people.CalendarAddress, error) {
	var row calendarAddressRow
	if err := s.read.NewSelect().Model(&row).Where("hash = ?", hash).Scan(ctx); err != nil {
		return people.CalendarAddress{}, said(err)
	}
	return row.address(), nil
}

// CalendarAddressesOf lists the addresses of a member's calendar of a plan, the latest first, revoked ones included.
func (s *Store) CalendarAddressesOf(ctx context.Context, plan, member uuid.UUID) ([]people.CalendarAddress, error) {
	return calendarAddressesOf(ctx, s.read, plan, member)
}

// CalendarAddressesIn lists the addresses of everybody's calendars of a plan, the latest first, revoked ones included.
func (s *Store) CalendarAddressesIn(ctx context.Context, plan uuid.UUID) ([]people.CalendarAddress, error) {
	var rows []calendarAddressRow
	if err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Order("created_at desc", "id desc").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list calendar addresses: %w", err))
	}
	return mapped(rows, calendarAddressRow.address), nil
}

func calendarAddressesOf(ctx context.Context, db bun.IDB, plan, member uuid.UUID) ([]people.CalendarAddress, error) {
	var rows []calendarAddressRow
	err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("member_id = ?", member).
		Order("created_at desc", "id desc").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list calendar addresses: %w", err))
	}
	return mapped(rows, calendarAddressRow.address), nil
}

func (t *tx) CalendarAddress(ctx context.Context, plan, id uuid.UUID) (people.CalendarAddress, error) {
	var row calendarAddressRow
	if err := t.db.NewSelect().Model(&row).Where("plan_id = ?", plan).Where("id = ?", id).Scan(ctx); err != nil {
		return people.CalendarAddress{}, said(err)
	}
	return row.address(), nil
}

func (t *tx) CalendarAddressesOf(ctx context.Context, plan, member uuid.UUID) ([]people.CalendarAddress, error) {
	return calendarAddressesOf(ctx, t.db, plan, member)
}

func (t *tx) SaveCalendarAddress(ctx context.Context, a people.CalendarAddress) error {
	row := calendarAddressRowOf(a)
	return t.save(ctx, "calendar address", &row, a)
}
