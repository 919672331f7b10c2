package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// MoveRoom makes what was set up for a room, and what is remembered of it, that of the room under its new id. What has
// been set up or remembered under the new id already stays as it is.
func (s *Store) MoveRoom(ctx context.Context, from, to people.Room) error {
	if err := sound([]string{from.ID, to.ID}); err != nil || from.ID == "" || to.ID == "" || from == to {
		return err
	}
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		plans, err := planIDs(ctx, db)
		if err != nil {
			return err
		}
		for _, plan := range plans {
			if err := moveSubscriptions(ctx, db, plan, from, to); err != nil {
				return err
			}
		}
		known := db.NewSelect().Table("conversations").Column("subject").
			Where("platform = ? and realm = ? and room = ?", to.Platform, to.Realm, to.ID)
		_, err = db.NewUpdate().Table("conversations").Set("room = ?", to.ID).Set("realm = ?", to.Realm).
			Where("platform = ? and realm = ? and room = ?", from.Platform, from.Realm, from.ID).
			Where("subject not in (?)", known).Exec(ctx)
		return err
	})
	return s.noted(err, "move what was set up for a room")
}

// moveSubscriptions lets nothing be followed twice in the room that they come to.
func moveSubscriptions(ctx context.Context, db bun.IDB, plan uuid.UUID, from, to people.Room) error {
	twice := db.NewSelect().TableExpr("subscriptions as there").ColumnExpr("1").
		Where("there.plan_id = ? and there.room = ? and there.platform = ? and there.realm = ?", plan, to.ID, to.Platform, to.Realm).
		Where("there.scope = su.scope and there.object = su.object")
	_, err := db.NewDelete().Model((*subscriptionRow)(nil)).
		Where("plan_id = ? and room = ? and platform = ? and realm = ?", plan, from.ID, from.Platform, from.Realm).
		Where("exists (?)", twice).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end what is followed twice: %w", err)
	}
	_, err = db.NewUpdate().Model((*subscriptionRow)(nil)).Set("room = ?", to.ID).Set("realm = ?", to.Realm).
		Where("plan_id = ? and room = ? and platform = ? and realm = ?", plan, from.ID, from.Platform, from.Realm).Exec(ctx)
	return err
}

// PauseRoom ends what is sent to a room unasked, and gives the accounts on its platform of the members who had asked for it.
func (s *Store) PauseRoom(ctx context.Context, room people.Room) ([]people.Identity, error) {
	if err := sound(room); err != nil {
		return nil, err
	}
	var accounts []people.Identity
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		accounts = nil
		plans, err := planIDs(ctx, db)
		if err != nil {
			return err
		}
		members := map[uuid.UUID]bool{}
		for _, plan := range plans {
			var rows []subscriptionRow
			if err := db.NewDelete().Model(&rows).Returning("*").
				Where("plan_id = ? and room = ? and platform = ? and realm = ?", plan, room.ID, room.Platform, room.Realm).Scan(ctx); err != nil {
				return err
			}
			for n := range rows {
				members[rows[n].MemberID] = true
			}
		}
		for member := range members {
			var rows []identityRow
			err := db.NewSelect().Model(&rows).Where("member_id = ? and platform = ? and realm = ?", member, room.Platform, room.Realm).
				Order("created_at", "id").Limit(1).Scan(ctx)
			if err != nil {
				return err
			}
			accounts = append(accounts, mapped(rows, identityRow.identity)...)
		}
		return nil
	})
	return accounts, s.noted(err, "pause a room")
}

func planIDs(ctx context.Context, db bun.IDB) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	if err := db.NewSelect().Model((*planRow)(nil)).Column("id").Order("id").Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	return ids, nil
}
