package notices

import (
	"context"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
)

// Store is what the tick reads and writes. Nothing in it reads what grows without bound: each method says by what it is
// found.
type Store interface {
	Reads
	Keeper
	Waiting
}

// Reads is what there is to know about notices; a preview needs no more.
type Reads interface {
	Journals
	Crowd
	Told
}

// Keeper puts notices into the store. Those that are there already are left out.
type Keeper interface {
	PutNotices(ctx context.Context, list []Notice) error
}

// Journals are the commitments of plans and what happens to them.
type Journals interface {
	Plans(ctx context.Context) ([]*plans.Plan, error)
	PlanSchedule(ctx context.Context, plan uuid.UUID) (people.ReminderSchedule, error)
	// JournalEnd is the position of the last entry of a plan.
	JournalEnd(ctx context.Context, plan uuid.UUID) (int64, error)
	JournalFrom(ctx context.Context, plan uuid.UUID, position int64, limit int) ([]commitments.Entry, error)
	// Falling lists open commitments by their due day, or by the day of their last news, in pages by number.
	Falling(ctx context.Context, q Falling) ([]commitments.Commitment, error)
	// OpenOf lists open commitments of an organisation, at most limit of them, the earliest due first.
	OpenOf(ctx context.Context, plan uuid.UUID, organisation string, limit int) ([]commitments.Commitment, error)
	CommitmentsNumbered(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]commitments.Commitment, error)
	// Registrants are the keys of those who registered commitments, by number.
	Registrants(ctx context.Context, plan uuid.UUID, numbers []int) (map[int]string, error)
	// NewsRecorded is when the last news of commitments was recorded, by number.
	NewsRecorded(ctx context.Context, list []commitments.Commitment) (map[int]time.Time, error)
	// Reporting says whether an organisation has news in a period, and how many of its open commitments have none.
	Reporting(ctx context.Context, plan uuid.UUID, organisation string, period civil.Quarter) (reported bool, missing int, err error)
}

// Falling asks for open commitments of a plan: those that are due on a day, or those whose last news is of one.
type Falling struct {
	Plan       uuid.UUID
	DueOn      civil.Date // zero: LastNewsOn
	LastNewsOn civil.Date
	After      int // number
	Limit      int
}

// Crowd is who there is.
type Crowd interface {
	Records(ctx context.Context, members []uuid.UUID) ([]Record, error)
	ActorByMember(ctx context.Context, member, plan uuid.UUID, day civil.Date) (access.Actor, error)
	MembersByKey(ctx context.Context, keys []string) (map[string]people.Member, error)
	// Roles are the memberships in organisations, by handle, in order of joining.
	Roles(ctx context.Context, organisations []string) (map[string][]people.Membership, error)
	OrganisationsByHandle(ctx context.Context, handles []string) (map[string]people.Organisation, error)
	ConvenersOf(ctx context.Context, plan uuid.UUID) ([]people.Convener, error)
	// EndorsingFrom lists the handles of organisations that endorse a plan on the day, after the given one.
	EndorsingFrom(ctx context.Context, plan uuid.UUID, day civil.Date, after string, limit int) ([]string, error)
	// JoinedAfter lists memberships after the given id, in the order of their ids, which is that of their making.
	JoinedAfter(ctx context.Context, after uuid.UUID, limit int) ([]people.Membership, error)
	// LastJoined is the id of the latest membership; zero if there is none.
	LastJoined(ctx context.Context) (uuid.UUID, error)
}

// Told is what was said before, and what waits to be.
type Told interface {
	// WeeklyTold lists, by number, the days on which weekly reminders about commitments were sent.
	WeeklyTold(ctx context.Context, plan uuid.UUID, numbers []int) (map[int][]civil.Date, error)
	// Unanswered counts the commitments of a plan whose deputies were told since the day and that are open without
	// news since.
	Unanswered(ctx context.Context, plan uuid.UUID, since civil.Date) (int, error)
	// NoticesOf lists what was decided about a member, the latest first, and what waits, at most limit of each.
	NoticesOf(ctx context.Context, member uuid.UUID, limit int) (decided, waiting []Notice, err error)
}

// Waiting are notices on their way.
type Waiting interface {
	// WaitingNotices are those to be looked at by now, of at most so many people, of each person all.
	WaitingNotices(ctx context.Context, now time.Time, people int) ([]Notice, error)
	// Settle writes what was decided about people, each whole or not at all, and says whom it was written for. Somebody
	// who was told something on that day meanwhile, by another program, is left out (U-14, U-22).
	Settle(ctx context.Context, now time.Time, list []Settlement) (settled []uuid.UUID, err error)
	// TakeBackUnsent lets what was given up wait again; see Unsent.
	TakeBackUnsent(ctx context.Context, u Unsent) error
	NoticeMark(ctx context.Context, name string) (string, error)
	SetNoticeMark(ctx context.Context, name, text string) error
	// PruneNotices drops what was decided before an instant.
	PruneNotices(ctx context.Context, before time.Time) error
}

// Settlement is what becomes of what waited for one person.
type Settlement struct {
	Member  uuid.UUID
	Decided []Notice       // with outcome and reason
	Later   []Notice       // with another At
	More    []Notice       // that come of it
	Sending *queue.Sending // nil: nothing is sent
	Day     civil.Date     // of the sending
	Lines   int            // of the sending
}
