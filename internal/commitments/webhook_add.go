package commitments

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// Bounds of webhooks.
const (
	MaxWebhooks = 20  // of one member in one plan
	MaxWanted   = 100 // steps or organisations of one webhook
)

// AddWebhook makes a webhook. Outcome.Subject is its id; its secret is in Outcome.Code, once.
type AddWebhook struct {
	Plan          string // slug
	Token         uuid.UUID
	Organisation  string // handle that the token is bound to; empty: none
	Label         string
	URL           string
	Plain         bool            // http will do, as for a receiver on the same machine
	Audience      access.Audience // empty: public
	Kinds         []Kind
	Steps         []string
	Organisations []string
	After         *int64 // position to begin after; nil: what is written from now on
}

func (AddWebhook) Verb() string   { return "add_webhook" }
func (c AddWebhook) plan() string { return c.Plan }

func (c AddWebhook) permit(_ context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.IssueOwnToken, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	about := access.Object{Plan: w.plan.ID}
	if c.Organisation != "" {
		about.Organisations = []string{c.Organisation}
	}
	if err := access.May(w.by.Actor, access.IssueOwnToken, about); err != nil {
		return err
	}
	if c.Audience.Known() && c.Audience != access.Lesser(c.Audience, w.reader().Audience) {
		return problem.New(problem.Refused, "webhook.audience", "audience", problem.Word("audience."+string(c.Audience))).At("audience")
	}
	return nil
}

func (c AddWebhook) run(ctx context.Context, w *work) error {
	hook, err := c.webhook(ctx, w)
	if err != nil {
		return err
	}
	if hook.Secret, err = newWebhookSecret(w.random); err != nil {
		return err
	}
	if hook.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	w.outcome.Code, w.outcome.Subject = hook.Secret, hook.ID.String()
	return w.AddWebhook(ctx, hook)
}

// webhook is what was asked for, if it makes sense.
func (c AddWebhook) webhook(ctx context.Context, w *work) (Webhook, error) {
	var clean cleaner
	hook := Webhook{
		CreatedAt: w.now, PlanID: w.plan.ID, MemberID: w.by.Actor.Member.ID, TokenID: c.Token, Organisation: c.Organisation,
		Label: clean.text("label", c.Label, MaxTitle), URL: clean.text("url", c.URL, maxURL), Audience: c.Audience,
		Kinds: c.Kinds, Steps: c.Steps, Organisations: c.Organisations,
	}
	if hook.Audience == "" {
		hook.Audience = access.ToPublic
	}
	for _, check := range []func() error{
		func() error { return clean.err },
		func() error { return c.address(hook.URL) },
		func() error { return c.wanted(ctx, w) },
		func() error { return c.room(ctx, w) },
	} {
		if err := check(); err != nil {
			return hook, err
		}
	}
	tail, err := w.Tail(ctx, w.plan.ID)
	if err != nil {
		return hook, fmt.Errorf("find the end of the journal: %w", err)
	}
	hook.Position = tail.Position
	if c.After != nil {
		hook.Position = max(0, min(*c.After, tail.Position))
	}
	return hook, nil
}

// address refuses what is no address that can be posted to: absolute, secure, and without a password in it.
func (c AddWebhook) address(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return problem.New(problem.Invalid, "webhook.url").At("url")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !c.Plain) {
		return problem.New(problem.Invalid, "webhook.https").At("url")
	}
	return nil
}

func (c AddWebhook) wanted(ctx context.Context, w *work) error {
	if c.Audience != "" && !c.Audience.Known() {
		return problem.New(problem.Invalid, "webhook.unknown_audience", "audience", string(c.Audience)).At("audience")
	}
	if len(c.Steps) > MaxWanted || len(c.Organisations) > MaxWanted || len(c.Kinds) > len(Kinds) {
		return problem.New(problem.Exhausted, "webhook.wants_too_much", "limit", MaxWanted)
	}
	for _, kind := range c.Kinds {
		if !kind.Known() {
			return problem.New(problem.Invalid, "webhook.kind", "kind", string(kind)).At("kinds")
		}
	}
	for _, code := range c.Steps {
		if _, ok := w.plan.Step(code); !ok {
			return problem.New(problem.NotFound, "webhook.step", "step", code).At("steps")
		}
	}
	for _, handle := range c.Organisations {
		_, err := w.Organisation(ctx, handle)
		if errors.Is(err, ErrNotFound) {
			return problem.New(problem.NotFound, "webhook.organisation", "organisation", handle).At("organisations")
		}
		if err != nil {
			return fmt.Errorf("look up organisation: %w", err)
		}
	}
	return nil
}

// room refuses one webhook too many; those that have ended do not count.
func (c AddWebhook) room(ctx context.Context, w *work) error {
	all, err := w.WebhooksOf(ctx, w.plan.ID)
	if err != nil {
		return fmt.Errorf("list webhooks: %w", err)
	}
	others := func(h Webhook) bool { return h.Ended() || h.MemberID != w.by.Actor.Member.ID }
	if len(slices.DeleteFunc(all, others)) >= MaxWebhooks {
		return problem.New(problem.Exhausted, "webhook.too_many", "limit", MaxWebhooks)
	}
	return nil
}
