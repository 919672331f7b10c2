package slack

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
)

// Gather is what an Ingress keeps arrivals in.
func Gather(inbox Inbox, now func() time.Time) *gathered { return gather(inbox, now) }

// Receive lets some be kept, and waits for it.
func (g *gathered) Receive(ctx context.Context, list []queue.Received) ([]queue.Received, error) {
	return g.add(list).wait(ctx)
}
