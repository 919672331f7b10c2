package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

type leaseRow struct {
	bun.BaseModel `bun:"table:leases,alias:le"`

	Name   string `bun:",pk"`
	Holder string
	Until  time.Time
}

// HoldLease takes a lease that is free or has run out by now, or prolongs it for the holder it has.
func (s *Store) HoldLease(ctx context.Context, name, holder string, now, until time.Time) (bool, error) {
	if err := sound(name, holder); err != nil {
		return false, err
	}
	row := leaseRow{Name: name, Holder: holder, Until: micro(until)}
	result, err := s.write.NewInsert().Model(&row).On("conflict (name) do update").
		Set("holder = excluded.holder").Set("until = excluded.until").
		Where("le.holder = excluded.holder or le.until <= ?", micro(now)).Exec(ctx)
	if err != nil {
		return false, said(fmt.Errorf("hold lease %s: %w", name, err))
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// ReleaseLease gives a lease back, if it is the holder's.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string) error {
	_, err := s.write.NewDelete().Model((*leaseRow)(nil)).Where("name = ?", name).Where("holder = ?", holder).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("release lease %s: %w", name, err))
	}
	return nil
}
