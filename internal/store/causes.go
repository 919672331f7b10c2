package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type causeRow struct {
	bun.BaseModel `bun:"table:causes,alias:ca"`

	Key      string `bun:",pk"`
	MemberID uuid.UUID
	At       time.Time
	Outcome  string // JSON
}

func causeRowOf(c commitments.Cause) (causeRow, error) {
	outcome, err := json.Marshal(c.Outcome)
	return causeRow{Key: c.Key, MemberID: c.Member, At: micro(c.At), Outcome: string(outcome)}, err
}

func (r causeRow) cause() (commitments.Cause, error) {
	c := commitments.Cause{Key: r.Key, Member: r.MemberID, At: r.At.UTC()}
	return c, textInto(r.Outcome, &c.Outcome)
}

// Caused is commitments.ErrNotFound for a cause that has not acted.
func (t *tx) Caused(ctx context.Context, key string) (commitments.Cause, error) {
	if err := sound(key); err != nil {
		return commitments.Cause{}, err
	}
	var row causeRow
	if err := t.db.NewSelect().Model(&row).Where("key = ?", key).Scan(ctx); err != nil {
		return commitments.Cause{}, said(err)
	}
	return row.cause()
}

// NoteCause is commitments.ErrConflict for a cause that has acted.
func (t *tx) NoteCause(ctx context.Context, c commitments.Cause) error {
	row, err := causeRowOf(c)
	if err != nil {
		return fmt.Errorf("note cause %q: %w", c.Key, err)
	}
	return t.add(ctx, "cause", &row, c)
}
