package store

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Subscription of a plan, or commitments.ErrNotFound.
func (s *Store) Subscription(ctx context.Context, plan, id uuid.UUID) (commitments.Subscription, error) {
	return subscriptionByID(ctx, s.read, plan, id)
}

// SubscriptionsOf lists those of a room, or without one the member's own, in order of their beginning.
func (s *Store) SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error) {
	return subscriptionsOf(ctx, s.read, plan, member, room)
}

func subscriptionByID(ctx context.Context, db bun.IDB, plan, id uuid.UUID) (commitments.Subscription, error) {
	var row subscriptionRow
	if err := db.NewSelect().Model(&row).Where("plan_id = ?", plan).Where("id = ?", id).Scan(ctx); err != nil {
		return commitments.Subscription{}, said(err)
	}
	return row.subscription(), nil
}

func subscriptionsOf(ctx context.Context, db bun.IDB, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error) {
	if err := sound(room); err != nil {
		return nil, err
	}
	var rows []subscriptionRow
	q := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("room = ?", room.ID)
	if room.IsZero() {
		q.Where("member_id = ?", member)
	} else {
		q.Where("platform = ?", room.Platform).Where("realm = ?", room.Realm)
	}
	if err := q.Order("created_at", "id").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list subscriptions: %w", err))
	}
	return mapped(rows, subscriptionRow.subscription), nil
}

func (t *tx) Subscription(ctx context.Context, plan, id uuid.UUID) (commitments.Subscription, error) {
	return subscriptionByID(ctx, t.db, plan, id)
}

func (t *tx) SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error) {
	return subscriptionsOf(ctx, t.db, plan, member, room)
}

// SaveSubscription leaves the position of one that is there to whoever tells what is new.
func (t *tx) SaveSubscription(ctx context.Context, s commitments.Subscription) error {
	if err := sound(s); err != nil {
		return err
	}
	row := subscriptionRowOf(s)
	updated, err := t.db.NewUpdate().Model(&row).ExcludeColumn("position", "since").WherePK().Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("update subscription: %w", err))
	}
	if n, err := updated.RowsAffected(); n > 0 || err != nil {
		return err
	}
	return t.add(ctx, "subscription", &row, s)
}

func (t *tx) RemoveSubscription(ctx context.Context, plan, id uuid.UUID) error {
	_, err := t.db.NewDelete().Model((*subscriptionRow)(nil)).Where("plan_id = ?", plan).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("remove subscription: %w", err))
	}
	return nil
}

func (t *tx) ImportedEvents(ctx context.Context, plan uuid.UUID, source string) ([]commitments.ImportedEvent, error) {
	if err := sound(source); err != nil {
		return nil, err
	}
	var rows []importedEventRow
	err := t.db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("source = ?", source).Order("uid", "day").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("list imported events: %w", err))
	}
	return mapped(rows, importedEventRow.importedEvent), nil
}

func (t *tx) SaveImportedEvent(ctx context.Context, e commitments.ImportedEvent) error {
	row := importedEventRowOf(e)
	return t.save(ctx, "imported event", &row, e)
}

func (t *tx) RemoveImportedEvent(ctx context.Context, e commitments.ImportedEvent) error {
	row := importedEventRowOf(e)
	if _, err := t.db.NewDelete().Model(&row).WherePK().Exec(ctx); err != nil {
		return said(fmt.Errorf("remove imported event: %w", err))
	}
	return nil
}
