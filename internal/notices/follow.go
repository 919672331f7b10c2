package notices

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
)

// FollowStore is what telling those who follow something reads and writes.
type FollowStore interface {
	FollowJournals
	Followers
	NoticeMark(ctx context.Context, name string) (string, error)
	Records(ctx context.Context, members []uuid.UUID) ([]Record, error)
	ActorByMember(ctx context.Context, member, plan uuid.UUID, day civil.Date) (access.Actor, error)
	MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
	OrganisationsByHandle(ctx context.Context, handles []string) (map[string]people.Organisation, error)
}

// FollowJournals are what is told.
type FollowJournals interface {
	Plans(ctx context.Context) ([]*plans.Plan, error)
	JournalEnd(ctx context.Context, plan uuid.UUID) (int64, error)
	JournalFrom(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error)
	// JournalBefore lists entries up to a position, the last first.
	JournalBefore(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error)
	CommitmentsNumbered(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]commitments.Commitment, error)
}

// Followers are whom it is told to.
type Followers interface {
	// FollowPosition is how far the journal of a plan was looked through; where nobody has looked yet it begins at its end.
	FollowPosition(ctx context.Context, plan uuid.UUID) (int64, error)
	// FollowersOf lists in pages by id those who follow any of what is asked for, but for the digests of rooms.
	FollowersOf(ctx context.Context, ask FollowersAsked) ([]Follower, error)
	// FollowThreads are the keys of the messages under which others about the same commitment go, by follower and number.
	FollowThreads(ctx context.Context, plan uuid.UUID, numbers []int, since time.Time) (map[FollowThread]string, error)
	// QueuedKeys says which of the keys were queued for a platform.
	QueuedKeys(ctx context.Context, platform, realm string, keys []string) (map[string]bool, error)
	// SettleFollowed moves the look through a journal on and writes what came of it, together; commitments.ErrConflict if
	// somebody else has.
	SettleFollowed(ctx context.Context, s FollowSettlement) error
	// SubscriptionsOf lists those of a room, or without one the member's own.
	SubscriptionsOf(ctx context.Context, plan, member uuid.UUID, room people.Room) ([]commitments.Subscription, error)
	// DigestsDue lists subscriptions of rooms whose digest is due.
	DigestsDue(ctx context.Context, now time.Time, limit int) ([]commitments.Subscription, error)
	// SettleDigest moves subscriptions of a room on and queues its message, if there is one; commitments.ErrConflict if
	// somebody else has.
	SettleDigest(ctx context.Context, d RoomDigest) error
}

// FollowersAsked says whose subscriptions to list.
type FollowersAsked struct {
	Plan          uuid.UUID
	Themes        []string
	Steps         []string
	Organisations []string
	Refs          []string
	After         uuid.UUID
	Limit         int
}

// Follower is a subscription with what must be known of its member at once.
type Follower struct {
	commitments.Subscription
	Key  string // of the member
	Zone string // IANA name; may be empty
}

// FollowThread is what is told of one commitment to one follower.
type FollowThread struct {
	Follower string
	Number   int
}

// FollowSettlement is what came of looking through a part of a journal.
type FollowSettlement struct {
	Plan     uuid.UUID
	From, To int64
	Notices  []Notice
	Sendings []queue.Sending
	Threads  map[FollowThread]string
	Now      time.Time
}

// RoomDigest is what came of a room's digest.
type RoomDigest struct {
	Subscriptions []commitments.Subscription // as they were
	Told          map[uuid.UUID]int64        // by subscription, the position that it is told up to; one that is not named stays where it is
	NextAt        map[uuid.UUID]time.Time
	Sending       *queue.Sending // nil: nothing is new
}

// FollowParts are what Follows works with.
type FollowParts struct {
	Store     FollowStore
	Catalogue *i18n.Catalogue
	// RoomLanguage is that of a room; empty: that of the plan.
	RoomLanguage func(ctx context.Context, room people.Room) (string, error)
	Home         Home
	Now          func() time.Time
	Log          *slog.Logger
}

// Follows tells those who follow something what is new of it: at once, in the person's message of the day, or in one
// message of the room and day (U-11, U-16). Nobody hears of their own acts (U-17), or of what they may not see. Any
// number of programs may do so at the same time.
type Follows struct {
	FollowParts
	mutex   sync.Mutex
	windows map[uuid.UUID]*window
}

var _ Source = (*Follows)(nil)

// NewFollows makes one. Nothing is told before Pass or Run.
func NewFollows(parts FollowParts) *Follows {
	return &Follows{FollowParts: parts, windows: map[uuid.UUID]*window{}}
}

// Kinds are those of a Source: the digest that comes with the person's message of the day.
func (*Follows) Kinds() []Kind { return []Kind{Digest} }

// Prepare does nothing: what is new is looked at by Pass, so that a ticker that only shows writes nothing.
func (*Follows) Prepare(context.Context, time.Time) error { return nil }

// followPoll is how often the journal is looked at.
const followPoll = 5 * time.Second

// Run tells what is new until the context is done. What goes wrong with the database is logged and tried again.
func (f *Follows) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		if err := f.Pass(ctx); err != nil && ctx.Err() == nil {
			f.Log.Warn("those who follow something wait", "error", err)
		}
		timer.Reset(followPoll)
	}
}

// Pass tells everything that is new by now, unless the administrator has stopped what is sent unasked.
func (f *Follows) Pass(ctx context.Context) error {
	if stopped, err := Stopped(ctx, f.Store); err != nil || stopped {
		return err
	}
	all, err := f.Store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, plan := range all {
		if err := f.feed(ctx, plan); err != nil && !errors.Is(err, commitments.ErrConflict) {
			return fmt.Errorf("tell what is new in %s: %w", plan.Slug, err)
		}
	}
	return f.rooms(ctx, all)
}

// typed is a ref as one types it.
func (f *Follows) typed(plan *plans.Plan, ref string) string {
	return plans.Typed(plan.Slug, f.Home.Plan, ref)
}

func planWith(all []*plans.Plan, id uuid.UUID) (*plans.Plan, bool) {
	at := slices.IndexFunc(all, func(p *plans.Plan) bool { return p.ID == id })
	if at < 0 {
		return nil, false
	}
	return all[at], true
}

// themesOf are the themes of the steps of a commitment.
func themesOf(plan *plans.Plan, c *commitments.Commitment) []string {
	var themes []string
	for _, code := range c.Steps {
		if step, ok := plan.Step(code); ok && !slices.Contains(themes, step.Theme) {
			themes = append(themes, step.Theme)
		}
	}
	return themes
}

// seen is a commitment as a reader sees it: without attribution nobody's.
func seen(c commitments.Commitment, sight access.Sight) commitments.Commitment {
	if sight != access.Whole {
		c.Lead, c.Partners, c.Countries, c.Contact = "", nil, nil, ""
	}
	return c
}
