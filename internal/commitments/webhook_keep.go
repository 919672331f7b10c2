package commitments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// managed loads a webhook that the actor may manage. One that they may not is as if it were not there.
func (w *work) managed(ctx context.Context, plan string, id uuid.UUID) (Webhook, error) {
	if !w.by.Actor.Known() && !w.by.Actor.Operator {
		return Webhook{}, access.May(w.by.Actor, access.IssueOwnToken, access.Object{})
	}
	if err := w.needPlan(plan); err != nil {
		return Webhook{}, err
	}
	hook, err := w.Webhook(ctx, w.plan.ID, id)
	if errors.Is(err, ErrNotFound) || (err == nil && !MayManageWebhook(w.by.Actor, &hook)) {
		return Webhook{}, problem.New(problem.NotFound, "webhook.unknown").At("webhook")
	}
	if err != nil {
		return hook, fmt.Errorf("look up webhook: %w", err)
	}
	w.outcome.Subject = hook.ID.String()
	return hook, nil
}

// going is managed, and refuses a webhook that has ended.
func (w *work) going(ctx context.Context, plan string, id uuid.UUID) (Webhook, error) {
	hook, err := w.managed(ctx, plan, id)
	if err == nil && hook.Ended() {
		err = problem.New(problem.Conflict, "webhook.ended").At("webhook")
	}
	return hook, err
}

// RemoveWebhook ends a webhook, and drops what was not delivered yet.
type RemoveWebhook struct {
	Plan string // slug
	ID   uuid.UUID
}

func (RemoveWebhook) Verb() string   { return "remove_webhook" }
func (c RemoveWebhook) plan() string { return c.Plan }

func (c RemoveWebhook) permit(ctx context.Context, w *work) error {
	_, err := w.managed(ctx, c.Plan, c.ID)
	return err
}

func (c RemoveWebhook) run(ctx context.Context, w *work) error {
	return w.RemoveWebhook(ctx, w.plan.ID, c.ID)
}

// OldSecretLasts is how long messages are signed with the secret before, too, so that a receiver misses none while it
// is told the new one.
const OldSecretLasts = 24 * time.Hour

// RotateWebhookSecret makes a new secret: Outcome.Code, once.
type RotateWebhookSecret struct {
	Plan string // slug
	ID   uuid.UUID
}

func (RotateWebhookSecret) Verb() string   { return "rotate_webhook_secret" }
func (c RotateWebhookSecret) plan() string { return c.Plan }

func (c RotateWebhookSecret) permit(ctx context.Context, w *work) error {
	_, err := w.managed(ctx, c.Plan, c.ID)
	return err
}

func (c RotateWebhookSecret) run(ctx context.Context, w *work) error {
	hook, err := w.going(ctx, c.Plan, c.ID)
	if err != nil {
		return err
	}
	hook.OldSecret, hook.OldSecretUntil = hook.Secret, w.now.Add(OldSecretLasts)
	if hook.Secret, err = newWebhookSecret(w.random); err != nil {
		return err
	}
	w.outcome.Code = hook.Secret
	return w.SaveWebhook(ctx, hook)
}

// TestWebhook sends a message that says nothing, to see whether it arrives. Outcome.Subject is the id of the message.
type TestWebhook struct {
	Plan string // slug
	ID   uuid.UUID
}

func (TestWebhook) Verb() string   { return "test_webhook" }
func (c TestWebhook) plan() string { return c.Plan }

func (c TestWebhook) permit(ctx context.Context, w *work) error {
	_, err := w.managed(ctx, c.Plan, c.ID)
	return err
}

func (c TestWebhook) run(ctx context.Context, w *work) error {
	hook, err := w.going(ctx, c.Plan, c.ID)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	w.outcome.Subject = "msg_" + id.String()
	return w.QueueDelivery(ctx, Delivery{
		ID: w.outcome.Subject, CreatedAt: w.now, PlanID: w.plan.ID, WebhookID: hook.ID, NextAt: w.now,
		ExpiresAt: w.now.Add(testTries),
	})
}

// testTries is how long a test is tried: somebody is waiting to see it.
const testTries = time.Hour

// ReplayDeliveries tries dead deliveries again, as if they were new. Outcome.Subject is how many.
type ReplayDeliveries struct {
	Plan       string // slug
	ID         uuid.UUID
	Deliveries []string // ids; none: all that are dead
}

func (ReplayDeliveries) Verb() string   { return "replay_deliveries" }
func (c ReplayDeliveries) plan() string { return c.Plan }

func (c ReplayDeliveries) permit(ctx context.Context, w *work) error {
	_, err := w.managed(ctx, c.Plan, c.ID)
	return err
}

func (c ReplayDeliveries) run(ctx context.Context, w *work) error {
	hook, err := w.going(ctx, c.Plan, c.ID)
	if err != nil {
		return err
	}
	n, err := w.Revive(ctx, w.plan.ID, hook.ID, c.Deliveries, w.now, w.now.Add(DeliveryTries))
	if err != nil {
		return fmt.Errorf("replay deliveries: %w", err)
	}
	if n < len(c.Deliveries) {
		return problem.New(problem.NotFound, "webhook.no_such_delivery").At("deliveries")
	}
	w.outcome.Subject = fmt.Sprint(n)
	return nil
}
