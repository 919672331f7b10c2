package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ofMember is the one row of a table that belongs to a member, or commitments.ErrNotFound.
func ofMember[R any](ctx context.Context, db bun.IDB, member uuid.UUID) (R, error) {
	var row R
	err := db.NewSelect().Model(&row).Where("member_id = ?", member).Scan(ctx)
	return row, said(err)
}

// dropOf deletes it, if it is there.
func dropOf[R any](ctx context.Context, db bun.IDB, member uuid.UUID) error {
	_, err := db.NewDelete().Model((*R)(nil)).Where("member_id = ?", member).Exec(ctx)
	return said(err)
}
