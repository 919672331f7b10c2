package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

func (s *Server) deliveryRoutes(one string) {
	add(s, operation{
		method: "POST", path: one + "/test", id: "test-webhook", tag: "webhooks", scope: people.WriteScope, actions: manageWebhooks(),
		status: http.StatusAccepted, summary: "Send a test", description: "A message that says nothing. It is tried for an hour.",
	}, testWebhook)
	add(s, operation{
		method: "GET", path: one + "/deliveries", id: "list-deliveries", tag: "webhooks", scope: people.ReadScope, actions: manageWebhooks(),
		summary:     "List what has not arrived",
		description: "Messages that are still tried, or dead letters: those that were given up after three days. What has arrived is not kept.",
	}, listDeliveries)
	add(s, operation{
		method: "POST", path: one + "/replay", id: "replay-deliveries", tag: "webhooks", scope: people.WriteScope, actions: manageWebhooks(),
		summary: "Replay dead letters", description: "They are tried for another three days, with the same ids as before.",
	}, replayDeliveries)
}

// QueuedTest is a test on its way.
type QueuedTest struct {
	ID string `json:"id" example:"msg_0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44" doc:"The webhook-id of the message."`
}

func testWebhook(x *exchange, in *changeWebhookInput) (*answerOf[QueuedTest], error) {
	outcome, err := x.do(in.WriteHeaders, commitments.TestWebhook{Plan: x.plan.Slug, ID: in.id()})
	if err != nil {
		return nil, err
	}
	return &answerOf[QueuedTest]{QueuedTest{outcome.Subject}}, nil
}

// Delivery is a message that has not arrived.
type Delivery struct {
	ID         string                      `json:"id" example:"msg_0c5d1f9f4d6e0a0f2c6a5a34" doc:"Its webhook-id: the same at every attempt."`
	CreatedAt  *time.Time                  `json:"created_at,omitempty"`
	Commitment string                      `json:"commitment,omitempty" example:"C-12" doc:"Ref; left out for a test."`
	Position   int64                       `json:"position,omitempty" minimum:"1" example:"1024" doc:"Of the entry; left out for a test."`
	Kind       commitments.Kind            `json:"kind,omitempty" enum:"registered,progress,no_change,status,edited,milestone,handed_over,corrected,withdrawn,redacted" example:"progress" doc:"Of the entry; left out for a test."`
	Attempts   int                         `json:"attempts" minimum:"0" example:"3"`
	NextAt     *time.Time                  `json:"next_at,omitempty" doc:"When it is tried next, if nothing before it has to wait."`
	ExpiresAt  *time.Time                  `json:"expires_at,omitempty" doc:"When it is given up."`
	LastAt     *time.Time                  `json:"last_at,omitempty" doc:"When it was tried last."`
	Status     int                         `json:"status,omitempty" minimum:"100" maximum:"999" example:"503" doc:"HTTP status of the last answer; left out where there was none."`
	Trouble    commitments.DeliveryTrouble `json:"trouble,omitempty" enum:"status,redirect,timeout,unreachable,refused_address" example:"status" doc:"What went wrong last."`
	DeadAt     *time.Time                  `json:"dead_at,omitempty" doc:"When it was given up."`
}

func deliveryOf(d *commitments.Delivery) Delivery {
	shown := Delivery{
		ID: d.ID, CreatedAt: instantOf(d.CreatedAt), Commitment: d.Commitment, Position: d.Position, Kind: d.Kind, Attempts: d.Attempts,
		NextAt: instantOf(d.NextAt), ExpiresAt: instantOf(d.ExpiresAt), LastAt: instantOf(d.LastAt), Status: d.Status,
		Trouble: d.Trouble, DeadAt: instantOf(d.DeadAt),
	}
	if d.Dead() {
		shown.NextAt, shown.ExpiresAt = nil, nil
	}
	return shown
}

type deliveriesInput struct {
	Call
	WebhookPath
	State string `query:"state" enum:"dead,waiting" default:"dead" example:"dead" doc:"Those that were given up, or those that are still tried."`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most, the earliest entries first."`
}

func listDeliveries(x *exchange, in *deliveriesInput) (*answerOf[List[Delivery]], error) {
	shown, err := x.webhook(in.id())
	if err != nil {
		return nil, err
	}
	list, err := x.server.Store.DeliveriesOf(x.context(), x.plan.ID, shown.ID, in.State == "dead", in.Limit)
	if err != nil {
		return nil, err
	}
	out := &answerOf[List[Delivery]]{List[Delivery]{Items: listOf(list, deliveryOf), Total: new(shown.Dead)}}
	if in.State == "waiting" {
		out.Body.Total = new(shown.Waiting)
	}
	return out, nil
}

// Replay says which dead letters are sent again.
type Replay struct {
	Deliveries []string `json:"deliveries,omitempty" maxItems:"200" example:"[\"msg_0c5d1f9f4d6e0a0f2c6a5a34\"]" doc:"Ids; left out: all."`
}

type replayInput struct {
	Call
	WebhookPath
	WriteHeaders
	Body Replay
}

// Replayed says how many are sent again.
type Replayed struct {
	Replayed int `json:"replayed" minimum:"0" example:"1"`
}

func replayDeliveries(x *exchange, in *replayInput) (*answerOf[Replayed], error) {
	outcome, err := x.do(in.WriteHeaders, commitments.ReplayDeliveries{Plan: x.plan.Slug, ID: in.id(), Deliveries: in.Body.Deliveries})
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(outcome.Subject)
	return &answerOf[Replayed]{Replayed{n}}, err
}
