package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Webhook of a plan, or commitments.ErrNotFound.
func (s *Store) Webhook(ctx context.Context, plan, id uuid.UUID) (commitments.Webhook, error) {
	return webhookByID(ctx, s.read, plan, id)
}

// WebhooksOf lists the webhooks of a plan, the latest first, those that have ended included.
func (s *Store) WebhooksOf(ctx context.Context, plan uuid.UUID) ([]commitments.Webhook, error) {
	return webhooksOfPlan(ctx, s.read, plan)
}

// DeliveriesOf lists at most limit deliveries of a webhook, those still tried or those given up, the oldest entry first.
func (s *Store) DeliveriesOf(ctx context.Context, plan, webhook uuid.UUID, dead bool, limit int) ([]commitments.Delivery, error) {
	var rows []deliveryRow
	q := s.read.NewSelect().Model(&rows).Where("plan_id = ?", plan).Where("webhook_id = ?", webhook)
	if dead {
		q.Where("dead_at is not null")
	} else {
		q.Where("dead_at is null")
	}
	if err := q.Order("position", "id").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list deliveries: %w", err))
	}
	return mapped(rows, deliveryRow.delivery), nil
}

// Backlogs are what the webhooks of a plan have not received, by webhook. Those that have received everything are left
// out.
func (s *Store) Backlogs(ctx context.Context, plan uuid.UUID) (map[uuid.UUID]commitments.Backlog, error) {
	var rows []struct {
		WebhookID uuid.UUID
		Waiting   int
		Dead      int
		Oldest    *time.Time
	}
	err := s.read.NewSelect().TableExpr("deliveries").ColumnExpr("webhook_id").
		ColumnExpr("count(*) - count(dead_at) as waiting").ColumnExpr("count(dead_at) as dead").
		ColumnExpr("min(case when dead_at is null then created_at end) as oldest").
		Where("plan_id = ?", plan).Group("webhook_id").Scan(ctx, &rows)
	if err != nil {
		return nil, said(fmt.Errorf("count deliveries: %w", err))
	}
	all := make(map[uuid.UUID]commitments.Backlog, len(rows))
	for _, r := range rows {
		all[r.WebhookID] = commitments.Backlog{Waiting: r.Waiting, Dead: r.Dead, Oldest: instant(r.Oldest)}
	}
	return all, nil
}

func webhookByID(ctx context.Context, db bun.IDB, plan, id uuid.UUID) (commitments.Webhook, error) {
	var row webhookRow
	if err := db.NewSelect().Model(&row).Where("plan_id = ?", plan).Where("id = ?", id).Scan(ctx); err != nil {
		return commitments.Webhook{}, said(err)
	}
	return row.webhook()
}

func webhooksOfPlan(ctx context.Context, db bun.IDB, plan uuid.UUID) ([]commitments.Webhook, error) {
	var rows []webhookRow
	if err := db.NewSelect().Model(&rows).Where("plan_id = ?", plan).Order("created_at desc", "id desc").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list webhooks: %w", err))
	}
	return webhooksOf(rows)
}

func (t *tx) Webhook(ctx context.Context, plan, id uuid.UUID) (commitments.Webhook, error) {
	return webhookByID(ctx, t.db, plan, id)
}

func (t *tx) WebhooksOf(ctx context.Context, plan uuid.UUID) ([]commitments.Webhook, error) {
	return webhooksOfPlan(ctx, t.db, plan)
}

func (t *tx) AddWebhook(ctx context.Context, w commitments.Webhook) error {
	row := webhookRowOf(w)
	return t.add(ctx, "webhook", &row, w)
}

func (t *tx) SaveWebhook(ctx context.Context, w commitments.Webhook) error {
	if err := sound(w); err != nil {
		return err
	}
	row := webhookRowOf(w)
	updated, err := t.db.NewUpdate().Model(&row).ExcludeColumn(webhookStateColumns()...).WherePK().Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("update webhook: %w", err))
	}
	return oneRow(updated)
}

func (t *tx) RemoveWebhook(ctx context.Context, plan, id uuid.UUID) error {
	_, err := t.db.NewDelete().Model((*deliveryRow)(nil)).Where("plan_id = ?", plan).Where("webhook_id = ?", id).Exec(ctx)
	if err == nil {
		_, err = t.db.NewDelete().Model((*webhookRow)(nil)).Where("plan_id = ?", plan).Where("id = ?", id).Exec(ctx)
	}
	if err != nil {
		return said(fmt.Errorf("remove webhook: %w", err))
	}
	return nil
}

func (t *tx) QueueDelivery(ctx context.Context, d commitments.Delivery) error {
	row := deliveryRowOf(d)
	return t.add(ctx, "delivery", &row, d)
}

func (t *tx) Revive(ctx context.Context, plan, webhook uuid.UUID, ids []string, now, expires time.Time) (int, error) {
	if err := sound(ids); err != nil {
		return 0, err
	}
	q := t.db.NewUpdate().Model((*deliveryRow)(nil)).Set("dead_at = null").Set("attempts = 0").
		Set("next_at = ?", micro(now)).Set("expires_at = ?", micro(expires)).
		Where("plan_id = ?", plan).Where("webhook_id = ?", webhook).Where("dead_at is not null")
	if len(ids) > 0 {
		q.Where("id in (?)", bun.List(ids))
	}
	result, err := q.Exec(ctx)
	if err != nil {
		return 0, said(fmt.Errorf("revive deliveries: %w", err))
	}
	n, err := result.RowsAffected()
	return int(n), err
}
