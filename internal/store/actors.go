package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ActorByIdentity is the member with this account, as an actor in the plan on the day: memberships, which of those
// organisations endorse the plan today, and the plans that the member convenes. Organisations that do not take the
// account's server do not count, and are in Barred. An account that nobody has is commitments.ErrNotFound: it acts as the
// public.
func (s *Store) ActorByIdentity(ctx context.Context, id people.Identity, plan uuid.UUID, today civil.Date) (access.Actor, error) {
	m, err := memberByIdentity(ctx, s.read, id)
	if err != nil {
		return access.Actor{}, err
	}
	actor, err := s.actor(ctx, m, plan, today)
	if err != nil {
		return access.Actor{}, err
	}
	return s.withoutBarred(ctx, actor, id)
}

// ActorByMember is the member as an actor in the plan on the day.
func (s *Store) ActorByMember(ctx context.Context, member uuid.UUID, plan uuid.UUID, today civil.Date) (access.Actor, error) {
	m, err := s.Member(ctx, member)
	if err != nil {
		return access.Actor{}, err
	}
	return s.actor(ctx, m, plan, today)
}

func (s *Store) actor(ctx context.Context, m people.Member, plan uuid.UUID, today civil.Date) (access.Actor, error) {
	actor := access.Actor{Member: m}
	var err error
	if actor.Memberships, err = membershipsWhere(ctx, s.read, "member_id = ?", m.ID); err != nil {
		return access.Actor{}, err
	}
	if err := s.read.NewSelect().Model((*convenerRow)(nil)).Column("plan_id").Where("member_id = ?", m.ID).
		Order("plan_id").Scan(ctx, &actor.Convenes); err != nil {
		return access.Actor{}, said(fmt.Errorf("list convened plans: %w", err))
	}
	for _, membership := range actor.Memberships {
		endorsements, err := endorsementsWhere(ctx, s.read, plan, membership.Organisation)
		if err != nil {
			return access.Actor{}, err
		}
		if people.Endorses(endorsements, today) {
			actor.Endorsing = append(actor.Endorsing, membership.Organisation)
		}
	}
	return actor, nil
}

// Member is commitments.ErrNotFound if there is none.
func (s *Store) Member(ctx context.Context, id uuid.UUID) (people.Member, error) {
	var row memberRow
	if err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return people.Member{}, said(err)
	}
	return row.member(), nil
}

// MembersByKey are the members with these keys, by key. A key that nobody has is left out.
func (s *Store) MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error) {
	return membersByKey(ctx, s.read, keys)
}

// MemberByIdentity is commitments.ErrNotFound if nobody has this account.
func (s *Store) MemberByIdentity(ctx context.Context, id people.Identity) (people.Member, error) {
	return memberByIdentity(ctx, s.read, id)
}

// MembersOf lists who has a role in the organisation, in order of joining; the memberships stand in the same order.
func (s *Store) MembersOf(ctx context.Context, organisation string) ([]people.Member, []people.Membership, error) {
	memberships, err := membershipsWhere(ctx, s.read, "organisation = ?", organisation)
	if err != nil || len(memberships) == 0 {
		return nil, nil, err
	}
	var rows []memberRow
	err = s.read.NewSelect().Model(&rows).
		Where("id in (select member_id from memberships where organisation = ?)", organisation).Scan(ctx)
	if err != nil {
		return nil, nil, said(fmt.Errorf("list members of %s: %w", organisation, err))
	}
	byID := make(map[uuid.UUID]people.Member, len(rows))
	for _, row := range rows {
		byID[row.ID] = row.member()
	}
	members := make([]people.Member, len(memberships))
	for i, m := range memberships {
		members[i] = byID[m.MemberID]
	}
	return members, memberships, nil
}

// IdentitiesOf lists the accounts of a member, the oldest first.
func (s *Store) IdentitiesOf(ctx context.Context, member uuid.UUID) ([]people.Identity, error) {
	var rows []identityRow
	err := s.read.NewSelect().Model(&rows).Where("member_id = ?", member).Order("created_at", "id").Scan(ctx)
	return mapped(rows, identityRow.identity), said(err)
}

// ConvenersOf lists the conveners of a plan in order of appointment.
func (s *Store) ConvenersOf(ctx context.Context, plan uuid.UUID) ([]people.Convener, error) {
	return convenersOf(ctx, s.read, plan)
}

func convenersOf(ctx context.Context, db bun.IDB, plan uuid.UUID) ([]people.Convener, error) {
	var rows []convenerRow
	err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Order("created_at", "member_id").Scan(ctx)
	return mapped(rows, convenerRow.convener), said(err)
}

func memberByKey(ctx context.Context, db bun.IDB, key string) (people.Member, error) {
	if err := sound(key); err != nil {
		return people.Member{}, err
	}
	var row memberRow
	if err := db.NewSelect().Model(&row).Where("key = ?", key).Scan(ctx); err != nil {
		return people.Member{}, said(err)
	}
	return row.member(), nil
}

// keysAtOnce is how many keys one query asks for.
const keysAtOnce = 1000

func membersByKey(ctx context.Context, db bun.IDB, keys []string) (map[string]people.Member, error) {
	if err := sound(keys); err != nil {
		return nil, err
	}
	members := make(map[string]people.Member, len(keys))
	for some := range slices.Chunk(keys, keysAtOnce) {
		var rows []memberRow
		if err := db.NewSelect().Model(&rows).Where("key in (?)", bun.List(some)).Scan(ctx); err != nil {
			return nil, said(fmt.Errorf("list members: %w", err))
		}
		for _, row := range rows {
			members[row.Key] = row.member()
		}
	}
	return members, nil
}

func memberByIdentity(ctx context.Context, db bun.IDB, id people.Identity) (people.Member, error) {
	if err := sound(id); err != nil {
		return people.Member{}, err
	}
	var row memberRow
	err := db.NewSelect().Model(&row).
		Where("id = (select member_id from identities where platform = ? and realm = ? and subject = ?)",
			id.Platform, id.Realm, id.Subject).Scan(ctx)
	if err != nil {
		return people.Member{}, said(err)
	}
	return row.member(), nil
}

func membershipsWhere(ctx context.Context, db bun.IDB, condition string, arg any) ([]people.Membership, error) {
	if err := sound(arg); err != nil {
		return nil, err
	}
	var rows []membershipRow
	if err := db.NewSelect().Model(&rows).Where(condition, arg).Order("created_at", "id").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list memberships: %w", err))
	}
	return mapped(rows, membershipRow.membership), nil
}
