package api_test

import (
	"context"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// followerCalls are the calls of webhooks, feeds and calendars. What one of them is about is made for it: a webhook of
// ndi, which ana added, or an address of the caller's own.
func (w *world) followerCalls(id, who string) map[string]call {
	w.Helper()
	const plan, organisation = "/v1/plans/hres-2018", "/v1/plans/hres-2018/organisations/ndi"
	hook := plan + "/webhooks/" + w.hookFor(id)
	managed := []access.Action{access.IssueOrganisationToken, access.IssueAnyToken}
	return map[string]call{
		"list-webhooks":              {path: plan + "/webhooks", aboutPlan: true, table: []access.Action{access.IssueOwnToken}},
		"add-webhook":                {path: plan + "/webhooks", body: `{"url": "https://example.org/hook"}`, aboutPlan: true, table: []access.Action{access.IssueOwnToken}},
		"show-webhook":               {path: hook, table: managed},
		"remove-webhook":             {path: hook, table: managed},
		"rotate-webhook-secret":      {path: hook + "/secret", table: managed},
		"test-webhook":               {path: hook + "/test", table: managed},
		"list-deliveries":            {path: hook + "/deliveries", table: managed},
		"replay-deliveries":          {path: hook + "/replay", body: `{}`, table: managed},
		"show-plan-feed":             {path: plan + "/feed.atom"},
		"show-step-feed":             {path: plan + "/steps/25/feed.atom"},
		"show-organisation-feed":     {path: organisation + "/feed.atom"},
		"show-plan-calendar":         {path: plan + "/calendar.ics"},
		"show-organisation-calendar": {path: organisation + "/calendar.ics"},
		"show-own-calendar":          {path: "/v1/calendars/" + w.calendarFor(id) + ".ics"},
		"list-calendar-addresses":    {path: plan + "/calendar-addresses", aboutPlan: true},
		"add-calendar-address":       {path: plan + "/calendar-addresses", body: `{"label": "Telephone"}`, aboutPlan: true},
		"revoke-calendar-address":    {path: plan + "/calendar-addresses/" + w.addressFor(id, who), aboutPlan: true},
	}
}

func (w *world) hookFor(id string) string {
	w.Helper()
	switch id {
	case "show-webhook", "remove-webhook", "rotate-webhook-secret", "test-webhook", "list-deliveries", "replay-deliveries":
	default:
		return ""
	}
	if w.hook != "" { // one member can have a few only
		_, _ = w.service.Do(context.Background(), operator(), commitments.RemoveWebhook{Plan: slug, ID: uuid.MustParse(w.hook)})
	}
	w.hook = w.must(w.as("ana"), commitments.AddWebhook{Plan: slug, Organisation: "ndi", URL: "https://example.org/hook"}).Subject
	return w.hook
}

func (w *world) calendarFor(id string) string {
	w.Helper()
	if id != "show-own-calendar" {
		return "none"
	}
	return w.must(w.as("ana"), commitments.AddCalendarAddress{Plan: slug}).Code
}

// addressFor is an address of the caller's, who may have none.
func (w *world) addressFor(id, who string) string {
	w.Helper()
	if id != "revoke-calendar-address" || who == "" {
		return "none"
	}
	return w.must(w.as(who), commitments.AddCalendarAddress{Plan: slug}).Subject
}
