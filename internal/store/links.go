package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type linkRow struct {
	bun.BaseModel `bun:"table:account_links,alias:al"`

	MemberID  uuid.UUID `bun:",pk"`
	CodeHash  string
	ExpiresAt time.Time
	Platform  people.Platform
	Realm     string
	Subject   string
	Name      string
}

func linkRowOf(l people.Link) linkRow {
	return linkRow{
		MemberID: l.MemberID, CodeHash: l.CodeHash, ExpiresAt: micro(l.ExpiresAt), Platform: l.Asked.Platform, Realm: l.Asked.Realm,
		Subject: l.Asked.Subject, Name: l.Name,
	}
}

func (r linkRow) link() people.Link {
	return people.Link{
		MemberID: r.MemberID, CodeHash: r.CodeHash, ExpiresAt: r.ExpiresAt.UTC(), Name: r.Name,
		Asked: people.Identity{Platform: r.Platform, Realm: r.Realm, Subject: r.Subject},
	}
}

// LinkOf is the account that is on its way to a member, or commitments.ErrNotFound.
func (s *Store) LinkOf(ctx context.Context, member uuid.UUID) (people.Link, error) {
	row, err := ofMember[linkRow](ctx, s.read, member)
	if err != nil {
		return people.Link{}, err
	}
	return row.link(), nil
}

// LinkByHash is the one whose code, with this hash, nobody has said yet, or commitments.ErrNotFound.
func (s *Store) LinkByHash(ctx context.Context, codeHash string) (people.Link, error) {
	var row linkRow
	if err := s.read.NewSelect().Model(&row).Where("code_hash = ?", codeHash).Scan(ctx); err != nil {
		return people.Link{}, said(err)
	}
	return row.link(), nil
}

func (t *tx) LinkOf(ctx context.Context, member uuid.UUID) (people.Link, error) {
	return t.linkWhere(ctx, "member_id = ?", member)
}

func (t *tx) LinkByHash(ctx context.Context, codeHash string) (people.Link, error) {
	return t.linkWhere(ctx, "code_hash = ?", codeHash)
}

func (t *tx) linkWhere(ctx context.Context, condition string, arg any) (people.Link, error) {
	var row linkRow
	q := t.db.NewSelect().Model(&row).Where(condition, arg)
	if t.store.postgres() {
		q.For("UPDATE")
	}
	if err := q.Scan(ctx); err != nil {
		return people.Link{}, said(err)
	}
	return row.link(), nil
}

func (t *tx) SaveLink(ctx context.Context, l people.Link) error {
	row := linkRowOf(l)
	return t.save(ctx, "link", &row, l)
}

func (t *tx) RemoveLink(ctx context.Context, member uuid.UUID) error {
	return dropOf[linkRow](ctx, t.db, member)
}

func (t *tx) IdentitiesOf(ctx context.Context, member uuid.UUID) ([]people.Identity, error) {
	var rows []identityRow
	err := t.db.NewSelect().Model(&rows).Where("member_id = ?", member).Order("created_at", "id").Scan(ctx)
	return mapped(rows, identityRow.identity), said(err)
}

func (t *tx) RemoveIdentity(ctx context.Context, who people.Identity) error {
	result, err := t.db.NewDelete().Model((*identityRow)(nil)).
		Where("platform = ? and realm = ? and subject = ?", who.Platform, who.Realm, who.Subject).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("remove identity: %w", err))
	}
	return oneRow(result)
}
