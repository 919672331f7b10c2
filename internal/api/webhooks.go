package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// manageWebhooks are what the permission table is asked: a webhook is to those who manage it what a token is.
func manageWebhooks() []access.Action {
	return []access.Action{access.IssueOwnToken, access.IssueOrganisationToken, access.IssueAnyToken}
}

func (s *Server) webhookRoutes() {
	const base, one = "/v1/plans/{plan}/webhooks", "/v1/plans/{plan}/webhooks/{webhook}"
	document := s.api.OpenAPI()
	document.Tags = append(document.Tags, &huma.Tag{Name: "webhooks", Description: "Addresses to which entries are posted as they are written, in the form of Standard Webhooks."})
	add(s, operation{
		method: "GET", path: base, id: "list-webhooks", tag: "webhooks", scope: people.ReadScope, actions: manageWebhooks(), summary: "List webhooks",
		description: "One's own, those of one's organisations, and for conveners those of the plan; never their secrets.",
	}, listWebhooks)
	add(s, operation{
		method: "POST", path: base, id: "add-webhook", tag: "webhooks", scope: people.WriteScope, actions: manageWebhooks(), status: http.StatusCreated,
		summary:     "Add a webhook",
		description: "Every entry that is written from now on, or after a position, is posted to the address: at least once, in order for each commitment, signed, and tried again for three days. It gets what its audience may read, and never more than its member may. The secret is shown once.",
	}, addWebhook)
	add(s, operation{method: "GET", path: one, id: "show-webhook", tag: "webhooks", scope: people.ReadScope, actions: manageWebhooks(), summary: "Show a webhook"}, showWebhook)
	add(s, operation{
		method: "DELETE", path: one, id: "remove-webhook", tag: "webhooks", scope: people.WriteScope, actions: manageWebhooks(), status: http.StatusNoContent,
		summary: "Remove a webhook", description: "What was not delivered yet is dropped.",
	}, removeWebhook)
	add(s, operation{
		method: "POST", path: one + "/secret", id: "rotate-webhook-secret", tag: "webhooks", scope: people.WriteScope, actions: manageWebhooks(),
		summary: "Make a new secret", description: "Messages are signed with both secrets for a day. The new one is shown once.",
	}, rotateWebhookSecret)
	s.deliveryRoutes(one)
	s.documentMessages()
}

// Webhook without its secret.
type Webhook struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	Label     string     `json:"label,omitempty" example:"Our chat"`
	URL       string     `json:"url" format:"uri" example:"https://example.org/accord"`
	Wanted
	Audience    access.Audience    `json:"audience" enum:"public,endorsers,conveners" example:"public"`
	BoundTo     string             `json:"bound_to,omitempty" example:"ndi" doc:"Handle of the one organisation that the token acts for by which it was added."`
	Position    int64              `json:"position" minimum:"0" example:"1024" doc:"Of the last entry that was looked at."`
	Waiting     int                `json:"waiting" minimum:"0" example:"0" doc:"How many messages have not arrived yet."`
	Dead        int                `json:"dead" minimum:"0" example:"0" doc:"How many were given up after three days."`
	OldestAt    *time.Time         `json:"oldest_at,omitempty" doc:"When the oldest message that waits was queued."`
	Failures    int                `json:"failures" minimum:"0" example:"0" doc:"How many attempts in a row found no well receiver."`
	DeliveredAt *time.Time         `json:"delivered_at,omitempty" doc:"When a message arrived last."`
	EndedAt     *time.Time         `json:"ended_at,omitempty" doc:"Nothing is sent any more."`
	Ending      commitments.Ending `json:"ending,omitempty" enum:"gone,owner_left,token_revoked" example:"gone" doc:"Why: its receiver answered 410, its member has no role any more, or the token was revoked."`
	Secret      string             `json:"secret,omitempty" example:"whsec_…" doc:"Shown once, to whoever made it; a repeated request does not show it again."`
}

// Wanted is what a webhook gets. A list that is left out is all of them.
type Wanted struct {
	Kinds         []commitments.Kind `json:"kinds,omitempty" maxItems:"10" enum:"registered,progress,no_change,status,edited,milestone,handed_over,corrected,withdrawn,redacted" example:"[\"progress\"]" doc:"Kinds of entries."`
	Steps         []string           `json:"steps,omitempty" maxItems:"100" example:"[\"25\"]" doc:"Codes of steps: only commitments on any of them."`
	Organisations []string           `json:"organisations,omitempty" maxItems:"100" example:"[\"ndi\"]" doc:"Handles: only commitments of any of them. Unattributed ones are never found by it."`
}

func webhookOf(w *commitments.Webhook, backlog commitments.Backlog) Webhook {
	return Webhook{
		ID: w.ID, CreatedAt: instantOf(w.CreatedAt), Label: w.Label, URL: w.URL,
		Wanted: Wanted{Kinds: w.Kinds, Steps: w.Steps, Organisations: w.Organisations}, Audience: w.Audience, BoundTo: w.Organisation,
		Position: w.Position, Waiting: backlog.Waiting, Dead: backlog.Dead, OldestAt: instantOf(backlog.Oldest), Failures: w.Failures,
		DeliveredAt: instantOf(w.DeliveredAt), EndedAt: instantOf(w.EndedAt), Ending: w.Ending,
	}
}

func listWebhooks(x *exchange, _ *planInput) (*answerOf[List[Webhook]], error) {
	if err := access.May(x.actor, access.IssueOwnToken, access.Object{Plan: x.plan.ID, Organisations: x.actor.Organisations()}); err != nil {
		return nil, err
	}
	all, err := x.server.Store.WebhooksOf(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	backlogs, err := x.server.Store.Backlogs(x.context(), x.plan.ID)
	if err != nil {
		return nil, err
	}
	list := []Webhook{}
	for i := range all {
		if x.managesWebhook(&all[i]) {
			list = append(list, webhookOf(&all[i], backlogs[all[i].ID]))
		}
	}
	return &answerOf[List[Webhook]]{whole(list)}, nil
}

func (x *exchange) managesWebhook(w *commitments.Webhook) bool {
	return commitments.MayManageWebhook(x.actor, w) && (x.token.Organisation == "" || x.token.Organisation == w.Organisation)
}

// NewWebhook says where to post what.
type NewWebhook struct {
	Label string `json:"label,omitempty" maxLength:"200" example:"Our chat"`
	URL   string `json:"url" minLength:"1" maxLength:"2000" example:"https://example.org/accord" doc:"https, and not a private address."`
	Wanted
	Audience access.Audience `json:"audience,omitempty" enum:"public,endorsers,conveners" example:"public" doc:"Whose eyes it has; left out: those of the public. You can have no more sent than you may read."`
	After    *int64          `json:"after,omitempty" minimum:"0" example:"1024" doc:"Position to begin after; left out: what is written from now on; 0: the whole journal."`
}

type addWebhookInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewWebhook
}

type addWebhookOutput struct {
	Location string `header:"Location"`
	Body     Webhook
}

func addWebhook(x *exchange, in *addWebhookInput) (*addWebhookOutput, error) {
	b := in.Body
	if x.server.options.Webhooks.Refuses(b.URL) {
		return nil, problem.New(problem.Invalid, "webhook.private").At("url")
	}
	organisations := make([]string, len(b.Organisations))
	for i, handle := range b.Organisations {
		organisations[i] = handleIn(handle)
	}
	outcome, err := x.do(in.WriteHeaders, commitments.AddWebhook{
		Plan: x.plan.Slug, Token: x.token.ID, Organisation: x.token.Organisation, Label: b.Label, URL: b.URL,
		Plain: x.server.options.Webhooks.Plain, Audience: b.Audience, Kinds: b.Kinds, Steps: b.Steps, Organisations: organisations,
		After: b.After,
	})
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(outcome.Subject)
	if err != nil {
		return nil, err
	}
	added, err := x.webhook(id)
	if err != nil {
		return nil, err
	}
	added.Secret = outcome.Code
	return &addWebhookOutput{"/v1/plans/" + x.plan.Slug + "/webhooks/" + outcome.Subject, added}, nil
}

// WebhookPath names a webhook in the path.
type WebhookPath struct {
	PlanPath
	Webhook string `path:"webhook" maxLength:"64" example:"0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"Id of the webhook."`
}

func (p WebhookPath) id() uuid.UUID { return idIn(p.Webhook) }

// idIn of what is no id is that of nothing.
func idIn(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

type webhookInput struct {
	Call
	WebhookPath
}

type changeWebhookInput struct {
	Call
	WebhookPath
	WriteHeaders
}

func showWebhook(x *exchange, in *webhookInput) (*answerOf[Webhook], error) {
	w, err := x.webhook(in.id())
	return &answerOf[Webhook]{w}, err
}

// webhook shows one; what whoever asks does not manage is as if it were not there.
func (x *exchange) webhook(id uuid.UUID) (Webhook, error) {
	w, err := x.server.Store.Webhook(x.context(), x.plan.ID, id)
	if errors.Is(err, commitments.ErrNotFound) || (err == nil && !x.managesWebhook(&w)) {
		return Webhook{}, problem.New(problem.NotFound, "webhook.unknown").At("webhook")
	}
	if err != nil {
		return Webhook{}, err
	}
	backlogs, err := x.server.Store.Backlogs(x.context(), x.plan.ID)
	return webhookOf(&w, backlogs[id]), err
}

func removeWebhook(x *exchange, in *changeWebhookInput) (*nothing, error) {
	_, err := x.do(in.WriteHeaders, commitments.RemoveWebhook{Plan: x.plan.Slug, ID: in.id()})
	return nil, err
}

func rotateWebhookSecret(x *exchange, in *changeWebhookInput) (*answerOf[Webhook], error) {
	outcome, err := x.do(in.WriteHeaders, commitments.RotateWebhookSecret{Plan: x.plan.Slug, ID: in.id()})
	if err != nil {
		return nil, err
	}
	w, err := x.webhook(in.id())
	w.Secret = outcome.Code
	return &answerOf[Webhook]{w}, err
}
