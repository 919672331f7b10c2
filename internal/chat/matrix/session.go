package matrix

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// session is the time of an adapter between taking the lease and losing it.
type session struct {
	*Adapter
	client *mautrix.Client
	cipher Cipher

	mu      sync.Mutex
	asked   map[id.RoomID]bool // rooms whose encryption the server was asked for
	largest int64              // upload, once asked for
	opening map[string]*sync.Mutex
	waiting int                   // events whose keys are waited for
	looked  map[id.SessionID]bool // keys that were looked for in place
	arrived *arrived

	moves  moves
	beside sync.WaitGroup // what may be left undone: receipts, typing
	over   context.Context
}

func newSession(a *Adapter, client *mautrix.Client, cipher Cipher) *session {
	client.DefaultHTTPRetries = 0 // the queue tries again, and does not sleep in the middle of a request (M-33)
	return &session{Adapter: a, client: client, cipher: cipher, asked: map[id.RoomID]bool{}, opening: map[string]*sync.Mutex{}, looked: map[id.SessionID]bool{}, arrived: newArrived()}
}

// claim is how long a row is this program's: whoever takes over need not wait longer than for the lease.
func (s *session) claim() time.Duration { return s.Lease }

// run syncs, handles and sends until one of them cannot go on.
func (s *session) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s.over = ctx
	defer s.beside.Wait()
	var all sync.WaitGroup
	for _, part := range []func(context.Context) error{s.syncs, s.handles, s.sends, s.forgets} {
		all.Go(func() {
			if err := part(ctx); err != nil && !errors.Is(err, context.Canceled) {
				stop(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (s *session) handles(ctx context.Context) error {
	return s.Queue.Handle(ctx, queue.Handling{
		Platform: Platform, AtOnce: 16, Lease: s.claim(), Handle: s.handle, GivenUp: s.givenUp,
	})
}

func (s *session) sends(ctx context.Context) error {
	if err := s.arrived.wait(ctx); err != nil {
		return err
	}
	return s.Queue.Send(ctx, queue.Delivery{Platform: Platform, AtOnce: 4, Lease: s.claim(), Send: func(ctx context.Context, row *queue.Sending) queue.Result {
		result, err := s.send(ctx, row)
		if isFatal(err) {
			s.health.fail(err)
		}
		return result
	}})
}

// How long it is known what was offered, and which messages people may refer to.
const (
	choiceLasts    = 15 * time.Minute
	offerLasts     = 30 * 24 * time.Hour // what came unasked is read later; less than utteranceLasts
	utteranceLasts = 90 * 24 * time.Hour
)

// forgets drops what nobody can refer to any more, a little at a time.
func (s *session) forgets(ctx context.Context) error {
	for {
		more, err := s.Store.ForgetMatrix(ctx, s.Now().Add(-24*time.Hour), s.Now().Add(-utteranceLasts))
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("forget old messages", "error", err)
		}
		wait := time.Hour
		if more {
			wait = time.Second
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}
