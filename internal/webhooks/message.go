package webhooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
)

// TypeTest is the type of a message that only says that messages arrive.
const TypeTest = "webhook.test"

// TypeOf is the type of a message about an entry: "entry.progress".
func TypeOf(kind commitments.Kind) string { return "entry." + string(kind) }

// message is the body of a webhook, as Standard Webhooks shapes it.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // of what it tells
	Data      data      `json:"data"`
}

type data struct {
	Plan        string `json:"plan"`
	Webhook     string `json:"webhook"`
	Position    int64  `json:"position,omitempty"`
	Digest      string `json:"digest,omitempty"`
	EntryDigest string `json:"entry_digest,omitempty"`
	Entry       any    `json:"entry,omitempty"`
	Commitment  any    `json:"commitment,omitempty"`
}

// errNothing says that a delivery has become pointless: its reader may not see the entry any more, or does not want it.
var errNothing = errors.New("nothing to tell")

// body of a delivery, as the webhook may see what it tells at this moment: what was redacted since it was queued is
// gone. It is errNothing if nothing is left to be told.
func (w *Worker) body(ctx context.Context, hook *commitments.Webhook, look look, d *commitments.Delivery) ([]byte, error) {
	about := data{Plan: look.plan.Slug, Webhook: hook.ID.String()}
	if d.Position == 0 {
		return encode(message{TypeTest, d.CreatedAt.UTC(), about})
	}
	places, err := w.Store.Follow(ctx, hook.PlanID, look.reader, d.Position-1, 1)
	if err != nil {
		return nil, err
	}
	if len(places) == 0 || places[0].Position != d.Position || places[0].Entry == nil {
		return nil, errNothing
	}
	place := places[0]
	c, err := w.Store.Commitment(ctx, hook.PlanID, place.Entry.Commitment, look.reader)
	if errors.Is(err, commitments.ErrNotFound) || (err == nil && !hook.Wants(place.Entry, &c)) {
		return nil, errNothing
	}
	if err != nil {
		return nil, err
	}
	shape := w.Shape(look.plan, place.Entry, &c, w.Now())
	about.Position, about.Digest, about.EntryDigest = place.Position, place.Digest, place.EntryDigest
	about.Entry, about.Commitment = shape.Entry, shape.Commitment
	return encode(message{TypeOf(place.Entry.Kind), place.Entry.RecordedAt.UTC(), about})
}

func encode(m message) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(m); err != nil {
		return nil, fmt.Errorf("write a message: %w", err)
	}
	return bytes.TrimSpace(text.Bytes()), nil
}
