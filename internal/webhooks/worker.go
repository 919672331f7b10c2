package webhooks

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

// Worker delivers. Several may work on one database, in one process or many.
type Worker struct {
	Parts
	options Options
	sender  *sender
	places  chan struct{} // one is taken for each webhook that is being sent to

	group  sync.WaitGroup
	mutex  sync.Mutex
	busy   map[uuid.UUID]bool // webhooks that are being sent to
	pruned time.Time
}

// New makes a worker. Nothing happens before Run or Pass.
func New(parts Parts, options Options) *Worker {
	options = options.orDefaults()
	return &Worker{
		Parts: parts, options: options, sender: newSender(options, parts.Agent),
		places: make(chan struct{}, options.AtOnce), busy: map[uuid.UUID]bool{},
	}
}

// Run delivers until the context is done. Then it takes on nothing new, lets what is being sent end, and returns. What
// goes wrong with the database is logged and tried again.
func (w *Worker) Run(ctx context.Context) {
	defer w.sender.close()
	defer w.group.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			w.Log.Warn("webhooks wait", "error", err)
		}
		timer.Reset(w.options.Poll)
	}
}

// Pass queues and sends everything that is due now, and returns when that is done.
func (w *Worker) Pass(ctx context.Context) error {
	err := w.look(ctx)
	w.group.Wait()
	return err
}

// look queues what is new, and begins to send to every webhook that is due and is not being sent to.
func (w *Worker) look(ctx context.Context) error {
	if err := w.feed(ctx); err != nil {
		return err
	}
	if err := w.prune(ctx); err != nil {
		return err
	}
	due, err := w.Store.WebhooksDue(ctx, w.Now())
	if err != nil {
		return err
	}
	for i := range due {
		w.start(ctx, &due[i])
	}
	return nil
}

// start sends to a webhook beside the others, so that one that is slow holds up nobody else.
func (w *Worker) start(ctx context.Context, hook *commitments.Webhook) {
	if !w.take(hook.ID) {
		return
	}
	w.group.Go(func() {
		defer w.leave(hook.ID)
		select {
		case w.places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		defer func() { <-w.places }()
		if err := w.drain(ctx, hook); err != nil && ctx.Err() == nil {
			w.Log.Warn("a webhook waits", "webhook", hook.ID.String(), "error", err)
		}
	})
}

func (w *Worker) take(id uuid.UUID) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.busy[id] {
		return false
	}
	w.busy[id] = true
	return true
}

func (w *Worker) leave(id uuid.UUID) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	delete(w.busy, id)
}

// drain sends all that is due to one webhook, a few messages at once, until there is no more or one has failed in a way
// that the next would too.
func (w *Worker) drain(ctx context.Context, hook *commitments.Webhook) error {
	for ctx.Err() == nil {
		now := w.Now()
		claimed, err := w.Store.ClaimDeliveries(ctx, hook, now, now.Add(w.options.Lease), w.options.EachAtOnce)
		if err != nil || len(claimed) == 0 {
			return err
		}
		// What was claimed is sent and noted even if the worker is told to stop now.
		on, err := w.sendAll(context.WithoutCancel(ctx), hook, claimed)
		if err != nil || !on {
			return err
		}
	}
	return nil
}

// sendAll says whether to go on.
func (w *Worker) sendAll(ctx context.Context, hook *commitments.Webhook, claimed []commitments.Delivery) (on bool, err error) {
	look, err := w.lookOf(ctx, hook)
	if err != nil {
		return false, err
	}
	if look.ending != "" {
		return false, w.end(ctx, hook, look.ending)
	}
	var (
		sending sync.WaitGroup
		mutex   sync.Mutex
	)
	on = true
	for i := range claimed {
		sending.Go(func() {
			goesOn, failed := w.deliver(ctx, hook, look, &claimed[i])
			mutex.Lock()
			defer mutex.Unlock()
			on = on && goesOn
			if failed != nil {
				err = failed
			}
		})
	}
	sending.Wait()
	return on, err
}

// deliver sends one message and notes what came of it. It says whether others may be sent now.
func (w *Worker) deliver(ctx context.Context, hook *commitments.Webhook, look look, d *commitments.Delivery) (on bool, err error) {
	body, err := w.body(ctx, hook, look, d)
	if errors.Is(err, errNothing) {
		return true, w.Store.DropDelivery(ctx, d)
	}
	if err != nil {
		return false, err
	}
	got := w.sender.send(ctx, hook, d.ID, body, w.Now())
	now := w.Now()
	switch {
	case got.arrived():
		return true, w.Store.NoteDelivered(ctx, d, now)
	case got.gone():
		return false, w.end(ctx, hook, commitments.EndedGone)
	}
	d.Status, d.Trouble = got.status, got.trouble
	quiet := w.postpone(hook, d, got, now)
	return quiet.IsZero(), w.Store.NoteFailed(ctx, d, quiet)
}

func (w *Worker) end(ctx context.Context, hook *commitments.Webhook, why commitments.Ending) error {
	w.Log.Info("a webhook ended", "webhook", hook.ID.String(), "ending", string(why))
	return w.Store.EndWebhook(ctx, hook, why, w.Now())
}

// deadKept is how long what was given up can be seen and replayed.
const deadKept = 30 * 24 * time.Hour

func (w *Worker) prune(ctx context.Context) error {
	now := w.Now()
	if now.Sub(w.pruned) < time.Hour {
		return nil
	}
	w.pruned = now
	return w.Store.PruneDeliveries(ctx, now.Add(-deadKept))
}
