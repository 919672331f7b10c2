package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type tokenRow struct {
	bun.BaseModel `bun:"table:tokens,alias:tk"`

	ID           uuid.UUID `bun:",pk"`
	CreatedAt    time.Time
	Hash         string
	Label        string
	MemberID     uuid.UUID
	PlanID       uuid.UUID
	Organisation string
	Scope        people.Scope
	ExpiresAt    time.Time
	LastUsedAt   *time.Time
	RevokedAt    *time.Time
	CreatedBy    uuid.UUID
}

func tokenRowOf(t people.Token) tokenRow {
	return tokenRow{
		ID: t.ID, CreatedAt: micro(t.CreatedAt), Hash: t.Hash, Label: t.Label, MemberID: t.MemberID, PlanID: t.PlanID,
		Organisation: t.Organisation, Scope: t.Scope, ExpiresAt: micro(t.ExpiresAt), LastUsedAt: instantOrNull(t.LastUsedAt),
		RevokedAt: instantOrNull(t.RevokedAt), CreatedBy: t.CreatedBy,
	}
}

func (r tokenRow) token() people.Token {
	return people.Token{
		ID: r.ID, CreatedAt: r.CreatedAt.UTC(), Hash: r.Hash, Label: r.Label, MemberID: r.MemberID, PlanID: r.PlanID,
		Organisation: r.Organisation, Scope: r.Scope, ExpiresAt: r.ExpiresAt.UTC(), LastUsedAt: instant(r.LastUsedAt),
		RevokedAt: instant(r.RevokedAt), CreatedBy: r.CreatedBy,
	}
}

// TokenByHash is the token whose secret has this hash, or commitments.ErrNotFound.
func (s *Store) TokenByHash(ctx context.Context, hash string) (people.Token, error) {
	if err := sound(hash); err != nil {
		return people.Token{}, err
	}
	var row tokenRow
	if err := s.read.NewSelect().Model(&row).Where("hash = ?", hash).Scan(ctx); err != nil {
		return people.Token{}, said(err)
	}
	return row.token(), nil
}

// TokensOf lists the tokens of a plan, the latest first, those that are revoked or have run out included.
func (s *Store) TokensOf(ctx context.Context, plan uuid.UUID) ([]people.Token, error) {
	var rows []tokenRow
	err := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Order("created_at desc", "id desc").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list tokens: %w", err))
	}
	return mapped(rows, tokenRow.token), nil
}

// NoteTokenUsed keeps when a token was used last. It is no change that anybody asked for, so it has no door.
func (s *Store) NoteTokenUsed(ctx context.Context, id uuid.UUID, at time.Time) error {
	_, err := s.write.NewUpdate().Model((*tokenRow)(nil)).Set("last_used_at = ?", micro(at)).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("note the use of a token: %w", err))
	}
	return nil
}

func (t *tx) Token(ctx context.Context, id uuid.UUID) (people.Token, error) {
	var row tokenRow
	if err := t.db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return people.Token{}, said(err)
	}
	return row.token(), nil
}

func (t *tx) SaveToken(ctx context.Context, token people.Token) error {
	row := tokenRowOf(token)
	return t.save(ctx, "token", &row, token)
}
