package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// add inserts one row; model is a pointer to it, and from what it was made of.
func (t *tx) add(ctx context.Context, what string, model, from any) error {
	if err := sound(from); err != nil {
		return err
	}
	if _, err := t.db.NewInsert().Model(model).Exec(ctx); err != nil {
		return said(fmt.Errorf("add %s: %w", what, err))
	}
	return nil
}

// save updates the row with the key of the model, or inserts it if there is none.
func (t *tx) save(ctx context.Context, what string, model, from any) error {
	if err := sound(from); err != nil {
		return err
	}
	updated, err := t.db.NewUpdate().Model(model).WherePK().Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("update %s: %w", what, err))
	}
	if n, err := updated.RowsAffected(); n > 0 || err != nil {
		return err
	}
	return t.add(ctx, what, model, from)
}

func (t *tx) Organisation(ctx context.Context, handle string) (people.Organisation, error) {
	return organisationByHandle(ctx, t.db, handle)
}

func (t *tx) AddOrganisation(ctx context.Context, o people.Organisation) error {
	row := organisationRowOf(o)
	return t.add(ctx, "organisation", &row, o)
}

func (t *tx) Endorsements(ctx context.Context, plan uuid.UUID, organisation string) ([]people.Endorsement, error) {
	return endorsementsWhere(ctx, t.db, plan, organisation)
}

func (t *tx) SaveEndorsement(ctx context.Context, e people.Endorsement) error {
	row := endorsementRowOf(e)
	return t.save(ctx, "endorsement", &row, e)
}

func (t *tx) MemberByKey(ctx context.Context, key string) (people.Member, error) {
	return memberByKey(ctx, t.db, key)
}

func (t *tx) SaveMember(ctx context.Context, m people.Member) error {
	row := memberRowOf(m)
	return t.save(ctx, "member", &row, m)
}

func (t *tx) MemberByIdentity(ctx context.Context, id people.Identity) (people.Member, error) {
	return memberByIdentity(ctx, t.db, id)
}

func (t *tx) AddIdentity(ctx context.Context, id people.Identity) error {
	row := identityRowOf(id)
	return t.add(ctx, "identity", &row, id)
}

func (t *tx) Memberships(ctx context.Context, organisation string) ([]people.Membership, error) {
	return membershipsWhere(ctx, t.db, "organisation = ?", organisation)
}

func (t *tx) SaveMembership(ctx context.Context, m people.Membership) error {
	if err := sound(m); err != nil {
		return err
	}
	row := membershipRowOf(m)
	_, err := t.db.NewInsert().Model(&row).
		On("conflict (organisation, member_id) do update").Set("role = excluded.role").Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("save membership: %w", err))
	}
	return nil
}

func (t *tx) RemoveMembership(ctx context.Context, member uuid.UUID, organisation string) error {
	if err := sound(organisation); err != nil {
		return err
	}
	_, err := t.db.NewDelete().Model((*membershipRow)(nil)).
		Where("member_id = ?", member).Where("organisation = ?", organisation).Exec(ctx)
	return said(err)
}

func (t *tx) Holders(ctx context.Context, organisations []string, roles []people.Role) ([]people.Member, error) {
	if len(organisations) == 0 || len(roles) == 0 {
		return nil, nil
	}
	var rows []memberRow
	err := t.db.NewSelect().Model(&rows).
		Where("id in (select member_id from memberships where organisation in (?) and role in (?))",
			bun.List(organisations), bun.List(roles)).
		Order("created_at", "id").Scan(ctx)
	return mapped(rows, memberRow.member), said(err)
}

func (t *tx) Conveners(ctx context.Context, plan uuid.UUID) ([]people.Convener, error) {
	return convenersOf(ctx, t.db, plan)
}

func (t *tx) AddConvener(ctx context.Context, c people.Convener) error {
	row := convenerRowOf(c)
	_, err := t.db.NewInsert().Model(&row).On("conflict (plan_id, member_id) do nothing").Exec(ctx)
	return said(err)
}

func (t *tx) RemoveConvener(ctx context.Context, c people.Convener) error {
	row := convenerRowOf(c)
	_, err := t.db.NewDelete().Model(&row).WherePK().Exec(ctx)
	return said(err)
}

func (t *tx) InvitationByHash(ctx context.Context, codeHash string) (people.Invitation, error) {
	if err := sound(codeHash); err != nil {
		return people.Invitation{}, err
	}
	var row invitationRow
	q := t.db.NewSelect().Model(&row).Where("code_hash = ?", codeHash)
	if t.store.postgres() {
		q.For("UPDATE")
	}
	if err := q.Scan(ctx); err != nil {
		return people.Invitation{}, said(err)
	}
	return row.invitation(), nil
}

func (t *tx) SaveInvitation(ctx context.Context, i people.Invitation) error {
	row := invitationRowOf(i)
	return t.save(ctx, "invitation", &row, i)
}

// mapped makes domain values of rows; nil of none.
func mapped[R, T any](rows []R, f func(R) T) []T {
	if len(rows) == 0 {
		return nil
	}
	values := make([]T, len(rows))
	for i, row := range rows {
		values[i] = f(row)
	}
	return values
}
