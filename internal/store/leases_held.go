package store

import (
	"context"
	"fmt"
	"time"
)

// LeaseHeld says whether somebody has a lease now.
func (s *Store) LeaseHeld(ctx context.Context, name string, now time.Time) (bool, error) {
	if err := sound(name); err != nil {
		return false, err
	}
	held, err := s.read.NewSelect().Model((*leaseRow)(nil)).Where("name = ?", name).Where("until > ?", micro(now)).Exists(ctx)
	if err != nil {
		return false, said(fmt.Errorf("look at lease %s: %w", name, err))
	}
	return held, nil
}
