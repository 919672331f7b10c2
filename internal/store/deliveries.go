package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Token by its id, or commitments.ErrNotFound.
func (s *Store) Token(ctx context.Context, id uuid.UUID) (people.Token, error) {
	var row tokenRow
	if err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return people.Token{}, said(err)
	}
	return row.token(), nil
}

// WebhooksBehind are the webhooks that have not looked at the whole journal of their plan, but for those that have room
// for no more: room is how many deliveries may wait.
func (s *Store) WebhooksBehind(ctx context.Context, room int) ([]commitments.Webhook, error) {
	var rows []webhookRow
	err := s.read.NewSelect().Model(&rows).Join("join plans as p on p.id = w.plan_id").
		Where("w.position < p.position").Where("w.ended_at is null").
		Where("(select count(*) from deliveries as d where d.plan_id = w.plan_id and d.webhook_id = w.id and d.dead_at is null) < ?", room).
		Order("w.id").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("find webhooks that are behind: %w", err))
	}
	return webhooksOf(rows)
}

// QueueDeliveries adds what a webhook is to be sent of the journal up to a position, and moves it there, together. It is
// commitments.ErrConflict if the webhook has moved meanwhile: somebody else has done it.
func (s *Store) QueueDeliveries(ctx context.Context, w *commitments.Webhook, to int64, list []commitments.Delivery) error {
	rows := mapped(list, deliveryRowOf)
	err := s.inTx(ctx, func(ctx context.Context, tx bun.IDB) error {
		moved, err := tx.NewUpdate().Model((*webhookRow)(nil)).Set("position = ?", to).
			Where("plan_id = ?", w.PlanID).Where("id = ?", w.ID).Where("position = ?", w.Position).Where("ended_at is null").Exec(ctx)
		if err != nil {
			return err
		}
		if err := oneRow(moved); err != nil || len(rows) == 0 {
			return err
		}
		_, err = tx.NewInsert().Model(&rows).On("conflict do nothing").Exec(ctx)
		return err
	})
	if err != nil {
		return said(fmt.Errorf("queue deliveries: %w", err))
	}
	return nil
}

// WebhooksDue are those that have something to be sent at now.
func (s *Store) WebhooksDue(ctx context.Context, now time.Time) ([]commitments.Webhook, error) {
	var rows []webhookRow
	err := s.read.NewSelect().Model(&rows).Where("w.ended_at is null").
		Where("(w.quiet_until is null or w.quiet_until <= ?)", micro(now)).
		Where("exists (select 1 from deliveries as d where d.plan_id = w.plan_id and d.webhook_id = w.id"+
			" and d.dead_at is null and d.next_at <= ?)", micro(now)).
		Order("w.id").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("find webhooks that are due: %w", err))
	}
	return webhooksOf(rows)
}

// ClaimDeliveries takes at most limit deliveries that are due: until the given instant nobody else is given them. Of each
// commitment it is the one that comes first, and none while an earlier one is on its way or is tried again.
func (s *Store) ClaimDeliveries(ctx context.Context, w *commitments.Webhook, now, until time.Time, limit int) ([]commitments.Delivery, error) {
	due := s.write.NewSelect().TableExpr("deliveries as q").ColumnExpr("q.id").
		Where("q.plan_id = ?", w.PlanID).Where("q.webhook_id = ?", w.ID).Where("q.dead_at is null").Where("q.next_at <= ?", micro(now)).
		Where("not exists (select 1 from deliveries as b where b.plan_id = q.plan_id and b.webhook_id = q.webhook_id" +
			" and b.number = q.number and b.position < q.position and b.dead_at is null)").
		OrderExpr("q.position, q.id").Limit(int64(limit))
	if s.postgres() {
		due.For("update of q skip locked")
	}
	var rows []deliveryRow
	err := s.write.NewUpdate().Model(&rows).Set("next_at = ?", micro(until)).Set("attempts = attempts + 1").
		Set("last_at = ?", micro(now)).Where("plan_id = ?", w.PlanID).Where("webhook_id = ?", w.ID).
		Where("id in (?)", due).Returning("*").Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("claim deliveries: %w", err))
	}
	return mapped(inOrder(rows), deliveryRow.delivery), nil
}

// NoteDelivered drops a delivery that has arrived, and keeps that its webhook works.
func (s *Store) NoteDelivered(ctx context.Context, d *commitments.Delivery, now time.Time) error {
	return s.note(ctx, d, "note a delivery", func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewUpdate().Model((*webhookRow)(nil)).Set("failures = 0").Set("quiet_until = null").
			Set("delivered_at = ?", micro(now)).Where("plan_id = ?", d.PlanID).Where("id = ?", d.WebhookID).Exec(ctx)
		return err
	})
}

// DropDelivery drops a delivery that is not to be sent any more.
func (s *Store) DropDelivery(ctx context.Context, d *commitments.Delivery) error {
	return s.note(ctx, d, "drop a delivery", func(context.Context, bun.IDB) error { return nil })
}

func (s *Store) note(ctx context.Context, d *commitments.Delivery, what string, and func(context.Context, bun.IDB) error) error {
	err := s.inTx(ctx, func(ctx context.Context, tx bun.IDB) error {
		row := deliveryRowOf(*d)
		if _, err := tx.NewDelete().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
		return and(ctx, tx)
	})
	if err != nil {
		return said(fmt.Errorf("%s: %w", what, err))
	}
	return nil
}

// NoteFailed keeps why a delivery failed, when it is tried next or that it is dead, and until when its webhook is left
// alone. If another has taken the delivery over meanwhile, nothing is kept of it.
func (s *Store) NoteFailed(ctx context.Context, d *commitments.Delivery, quiet time.Time) error {
	err := s.inTx(ctx, func(ctx context.Context, tx bun.IDB) error {
		row := deliveryRowOf(*d)
		_, err := tx.NewUpdate().Model(&row).Column("next_at", "status", "trouble", "dead_at").WherePK().
			Where("attempts = ?", d.Attempts).Exec(ctx)
		if err != nil || quiet.IsZero() {
			return err
		}
		_, err = tx.NewUpdate().Model((*webhookRow)(nil)).Set("failures = failures + 1").Set("quiet_until = ?", micro(quiet)).
			Where("plan_id = ?", d.PlanID).Where("id = ?", d.WebhookID).Exec(ctx)
		return err
	})
	if err != nil {
		return said(fmt.Errorf("note a failed delivery: %w", err))
	}
	return nil
}

// EndWebhook ends a webhook, and drops what still waits. What was given up before stays to be seen.
func (s *Store) EndWebhook(ctx context.Context, w *commitments.Webhook, why commitments.Ending, now time.Time) error {
	err := s.inTx(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewUpdate().Model((*webhookRow)(nil)).Set("ended_at = ?", micro(now)).Set("ending = ?", why).
			Where("plan_id = ?", w.PlanID).Where("id = ?", w.ID).Where("ended_at is null").Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewDelete().Model((*deliveryRow)(nil)).Where("plan_id = ?", w.PlanID).Where("webhook_id = ?", w.ID).
			Where("dead_at is null").Exec(ctx)
		return err
	})
	if err != nil {
		return said(fmt.Errorf("end a webhook: %w", err))
	}
	return nil
}

// PruneDeliveries forgets what was given up before an instant.
func (s *Store) PruneDeliveries(ctx context.Context, before time.Time) error {
	_, err := s.write.NewDelete().Model((*deliveryRow)(nil)).Where("dead_at < ?", micro(before)).Exec(ctx)
	if err != nil {
		return said(fmt.Errorf("prune deliveries: %w", err))
	}
	return nil
}
