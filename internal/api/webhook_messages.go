package api

import (
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/webhooks"
	"github.com/danielgtaylor/huma/v2"
)

// Message is the body of what is posted to a webhook. It is a type for the document: package webhooks writes it, with
// what MessageShape makes of entry and commitment.
type Message struct {
	Type      string      `json:"type" example:"entry.progress" doc:"entry. and the kind of the entry, or webhook.test."`
	Timestamp time.Time   `json:"timestamp" doc:"When the entry was recorded."`
	Data      MessageData `json:"data"`
}

// MessageData is what a message tells.
type MessageData struct {
	Plan        string      `json:"plan" example:"hres-2018"`
	Webhook     string      `json:"webhook" format:"uuid"`
	Position    int64       `json:"position,omitempty" minimum:"1" example:"1024" doc:"Of the entry in the journal of the plan."`
	Digest      string      `json:"digest,omitempty" pattern:"^[0-9a-f]{64}$" example:"0c5d1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a5b"`
	EntryDigest string      `json:"entry_digest,omitempty" pattern:"^[0-9a-f]{64}$" example:"7d2c6b1f9f4d6e0a0f2c6a5a34c0e6a7b1f5c2ad3e9b8f4d7c6a1b0e9d8c7f6a"`
	Entry       *Entry      `json:"entry,omitempty" doc:"As the webhook may see it when the message is sent."`
	Commitment  *Commitment `json:"commitment,omitempty" doc:"As it is when the message is sent."`
}

// MessageShape is what a message says of an entry and its commitment: what this API shows of both. It is
// webhooks.Parts.Shape.
func MessageShape(plan *plans.Plan, e *commitments.Entry, c *commitments.Commitment, now time.Time) webhooks.Shape {
	zone, err := plan.Zone()
	if err != nil {
		zone = time.UTC
	}
	return webhooks.Shape{Entry: entryOf(e), Commitment: commitmentOf(c, civil.DateOf(now, zone))}
}

// documentMessages puts what is posted to webhooks into the document.
func (s *Server) documentMessages() {
	document := s.api.OpenAPI()
	schema := document.Components.Schemas.Schema(typeOf[Message](), true, "Message")
	header := func(name, about string, example any) *huma.Param {
		return &huma.Param{Name: name, In: "header", Required: true, Description: about, Schema: &huma.Schema{Type: huma.TypeString}, Example: example}
	}
	document.Webhooks = map[string]*huma.PathItem{"message": {Post: &huma.Operation{
		OperationID: "receive-message", Tags: []string{"webhooks"}, Summary: "Receive an entry",
		Description: "What is posted to a webhook, at least once for each entry: the same message has the same webhook-id. Answer 2xx within 15 seconds; 410 ends the webhook. Verify webhook-signature with the secret, as Standard Webhooks says.",
		Parameters: []*huma.Param{
			header("webhook-id", "Of the message, the same at every attempt.", "msg_0c5d1f9f4d6e0a0f2c6a5a34"),
			header("webhook-timestamp", "Seconds since 1970 of the attempt.", "1795597200"),
			header("webhook-signature", "v1, and the HMAC-SHA256 of id.timestamp.body in base64; several, separated by spaces, while a secret is replaced.", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}},
		Responses: map[string]*huma.Response{
			"204": {Description: "It has arrived."}, "410": {Description: "Send nothing any more."},
		},
		Security: []map[string][]string{{}},
	}}}
}
