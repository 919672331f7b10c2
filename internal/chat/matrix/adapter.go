package matrix

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/chat"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// Parts are what an Adapter works with.
type Parts struct {
	// Connect signs in and opens the cipher. It is called each time the lease was taken, and the cipher is closed when the
	// lease is lost. A problem.Problem that it returns is for the operator, and ends Run.
	Connect   func(ctx context.Context) (*mautrix.Client, Cipher, error)
	Bot       Bot
	Queue     *queue.Queue
	Store     Store
	Convener  func(ctx context.Context, who people.Identity) (bool, error) // of the plan that the bot talks about
	Catalogue *i18n.Catalogue
	Log       *slog.Logger
	// Unreadable is told of each message that could not be decrypted in the end; nil: nobody counts them (M-19).
	Unreadable func()
}

// Bot answers messages.
type Bot interface {
	Handle(ctx context.Context, m chat.Message) (chat.Answer, error)
	// Once says whether a sentence is to be said once: because it changes something, or answers a question.
	Once(say string) bool
	// Forget drops what is remembered of what the sender of m said in its room.
	Forget(ctx context.Context, m chat.Message) error
}

// Store keeps what the adapter knows of rooms and messages. What is not there is commitments.ErrNotFound.
type Store interface {
	MatrixRoom(ctx context.Context, account, id string) (people.ChatRoom, error)
	ChangeMatrixRoom(ctx context.Context, account, id string, change func(*people.ChatRoom)) (people.ChatRoom, error)
	DirectMatrixRooms(ctx context.Context, account, person string) ([]people.ChatRoom, error)
	MatrixInvites(ctx context.Context, account, inviter string, since time.Time) (int, error)
	KnowsMatrixRooms(ctx context.Context, account string) (bool, error)
	// MoveRoom makes what was set up for a room, and what is remembered of it, that of the room under its new id.
	MoveRoom(ctx context.Context, from, to people.Room) error
	Messages
	MemberByIdentity(ctx context.Context, who people.Identity) (people.Member, error)
}

// Messages are those that the bot sent or answered, without their texts, and what it offered people to choose from.
type Messages interface {
	MatrixUtterance(ctx context.Context, account, event string) (people.Utterance, error)
	SaveMatrixUtterance(ctx context.Context, u people.Utterance) error
	MatrixPrompt(ctx context.Context, which people.Prompt) (people.Prompt, error)
	SaveMatrixPrompt(ctx context.Context, p people.Prompt) error
	ForgetMatrix(ctx context.Context, prompts, utterances time.Time) (more bool, err error)
}

// Options of an Adapter. The zero value of each but User, Holder and Now is a good one.
type Options struct {
	User     string // full user id
	Holder   string // names this program among those that may lead
	Now      func() time.Time
	Allow    []string      // user ids and servers whose invites are accepted without a link (M-37)
	Bots     []string      // user ids that are never answered (M-22)
	Gap      Gap           // what to do if the sync token is lost (M-08)
	Pace     Pace          // how fast messages go out (M-33)
	Language string        // of what is said to nobody in particular
	Lease    time.Duration // how long the leader is missed before another takes over; 0: 24 seconds (M-06)
}

// Gap says what to do when the account has rooms but no sync token.
type Gap string

const (
	RefuseGap Gap = ""       // stop, and let the operator decide
	AcceptGap Gap = "accept" // go on from now; what was said meanwhile is not answered
)

// Adapter is one account of the bot. Several programs may run one for the same account: one of them leads.
type Adapter struct {
	Parts
	Options
	me     id.UserID
	pace   *pacer
	health health
}

// New makes an adapter, which does nothing before Run.
func New(parts Parts, options Options) *Adapter {
	if options.Lease == 0 {
		options.Lease = 24 * time.Second
	}
	a := &Adapter{Parts: parts, Options: options, me: id.UserID(options.User)}
	a.pace = newPacer(options.Pace, options.Now)
	return a
}

// account is the bot's own name in the store.
func (a *Adapter) account() string { return string(a.me) }

// realm of identities and of everything in the queue: the bot's own homeserver.
func (a *Adapter) realm() string { return a.me.Homeserver() }

// who is the identity of a Matrix user, exact bytes (M-43).
func (a *Adapter) who(user id.UserID) people.Identity {
	return people.Identity{Platform: people.Matrix, Realm: a.realm(), Subject: string(user)}
}

// errLeaseLost ends a session whose lease somebody else may have by now.
var errLeaseLost = errors.New("the lease is lost")

// Run leads whenever the lease is free, until ctx ends or the account cannot be used any more: a refusal of Connect, a
// token that is no longer valid, a lost sync token (M-06, M-08, M-12).
func (a *Adapter) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := a.tryToLead(ctx)
		switch {
		case ctx.Err() != nil:
		case isFatal(err):
			a.health.fail(err)
			a.Log.Error("matrix stops", "user", a.me, "error", err)
			return err
		case err != nil:
			a.health.fail(err)
			a.Log.Warn("matrix starts anew", "user", a.me, "error", err)
		}
		_ = pause(ctx, a.beat())
	}
	return nil
}

// beat is how often the lease is prolonged, and how often others look whether it is free.
func (a *Adapter) beat() time.Duration { return a.Lease / 6 }

// LeaseName is the name of the lease of an account: who holds it is the account's one device.
func LeaseName(user string) string { return "matrix/" + user }

func (a *Adapter) leaseName() string { return LeaseName(a.account()) }

func (a *Adapter) hold(ctx context.Context) (bool, time.Time, error) {
	now := a.Now()
	until := now.Add(a.Lease)
	held, err := a.Queue.HoldLease(ctx, a.leaseName(), a.Holder, now, until)
	return held, until, err
}

// tryToLead runs a session if the lease is free.
func (a *Adapter) tryToLead(ctx context.Context) (err error) {
	held, until, err := a.hold(ctx)
	if err != nil || !held {
		return err
	}
	defer func() {
		// Whoever comes next need not wait for the lease to run out.
		err = errors.Join(err, a.Queue.ReleaseLease(context.WithoutCancel(ctx), a.leaseName(), a.Holder))
	}()
	ctx, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	var keeping sync.WaitGroup
	keeping.Go(func() { a.keepLease(ctx, until, lose) })
	err = a.lead(ctx)
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
		err = cause
	}
	lose(nil)
	keeping.Wait()
	return err
}

// keepLease prolongs the lease, and ends the session before somebody else can have it.
func (a *Adapter) keepLease(ctx context.Context, until time.Time, lose context.CancelCauseFunc) {
	for pause(ctx, a.beat()) == nil {
		held, next, err := a.hold(ctx)
		switch {
		case err == nil && held:
			until = next
		case err == nil:
			lose(errLeaseLost)
			return
		case a.Now().After(until.Add(-a.beat())):
			lose(fmt.Errorf("%w: %w", errLeaseLost, err))
			return
		}
	}
}

// lead runs a session until it ends.
func (a *Adapter) lead(ctx context.Context) error {
	client, cipher, err := a.Connect(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = cipher.Close() }()
	if client.UserID != a.me {
		return fatal{fmt.Errorf("the token is of %s, not of %s", client.UserID, a.me)}
	}
	if err := cipher.Start(ctx); err != nil {
		return fmt.Errorf("start encryption: %w", err)
	}
	s := newSession(a, client, cipher)
	return s.run(ctx)
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
