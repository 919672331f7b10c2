package notices

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
)

// Whole is all that is read and written by those who tell people something unasked.
type Whole interface {
	Store
	FollowStore
	EventStore
}

// Dry is a store on which nothing is written: what is put down, decided and sent is kept in memory, so that the same is
// said once, and forgotten at the end. Whoever works with it does as it would, and afterwards everything is as it was.
type Dry struct {
	Whole
	queued func(queue.Sending) // is told what would be sent to those who follow something

	mutex     sync.Mutex
	marks     map[string]string
	notices   map[Notice]Notice        // as they stand, by Notice.same
	members   map[uuid.UUID]bool       // whose stored notices are among them
	days      map[uuid.UUID]civil.Date // of the last message
	positions map[uuid.UUID]int64      // of the look through journals, by plan
	digests   map[uuid.UUID]digested   // by subscription
}

var _ Whole = (*Dry)(nil)

// NewDry makes one of a store that is read. What those who follow something would be sent is given to queued.
func NewDry(store Whole, queued func(queue.Sending)) *Dry {
	return &Dry{
		Whole: store, queued: queued, marks: map[string]string{}, notices: map[Notice]Notice{}, members: map[uuid.UUID]bool{},
		days: map[uuid.UUID]civil.Date{}, positions: map[uuid.UUID]int64{}, digests: map[uuid.UUID]digested{},
	}
}

// mostRemembered is how many notices of a member are looked at, to know what is put down or was said already.
const mostRemembered = 500

// PutNotices keeps notices that are neither stored nor kept.
func (d *Dry) PutNotices(ctx context.Context, list []Notice) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.put(ctx, list)
}

func (d *Dry) put(ctx context.Context, list []Notice) error {
	for i := range list {
		n := &list[i]
		if err := d.meet(ctx, n.Member); err != nil {
			return err
		}
		if _, known := d.notices[n.same()]; !known {
			d.notices[n.same()] = *n
		}
	}
	return nil
}

// meet takes in what is stored of a member.
func (d *Dry) meet(ctx context.Context, member uuid.UUID) error {
	if d.members[member] {
		return nil
	}
	decided, waiting, err := d.Whole.NoticesOf(ctx, member, mostRemembered)
	if err != nil {
		return err
	}
	for _, n := range slices.Concat(decided, waiting) {
		if _, kept := d.notices[n.same()]; !kept {
			d.notices[n.same()] = n
		}
	}
	d.members[member] = true
	return nil
}

// mostWaiting is how many people are looked at whose stored notices wait: nobody makes room for others.
const mostWaiting = 25_000

// WaitingNotices are the stored ones that nothing was decided about here, and the kept ones.
func (d *Dry) WaitingNotices(ctx context.Context, now time.Time, people int) ([]Notice, error) {
	stored, err := d.Whole.WaitingNotices(ctx, now, max(people, mostWaiting))
	if err != nil {
		return nil, err
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for i := range stored {
		if _, kept := d.notices[stored[i].same()]; !kept {
			d.notices[stored[i].same()] = stored[i]
		}
	}
	var list []Notice
	for _, n := range d.notices {
		if !n.At.IsZero() && !n.At.After(now) {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, inOrder)
	return firstPeople(list, people), nil
}

// inOrder is that in which a store lists what waits.
func inOrder(a, b Notice) int {
	return cmp.Or(
		bytes.Compare(a.Member[:], b.Member[:]), cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.Plan[:], b.Plan[:]),
		a.Number-b.Number, cmp.Compare(a.Object, b.Object), cmp.Compare(a.Anchor, b.Anchor),
	)
}

func firstPeople(list []Notice, most int) []Notice {
	people := 0
	for i := range list {
		if i == 0 || list[i].Member != list[i-1].Member {
			people++
		}
		if people > most {
			return list[:i]
		}
	}
	return list
}

// Settle keeps what was decided.
func (d *Dry) Settle(ctx context.Context, _ time.Time, list []Settlement) ([]uuid.UUID, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	var settled []uuid.UUID
	for i := range list {
		one := &list[i]
		if one.Sending != nil && d.days[one.Member] >= one.Day {
			continue
		}
		if one.Sending != nil {
			d.days[one.Member] = one.Day
		}
		for _, n := range slices.Concat(one.Decided, one.Later) {
			d.notices[n.same()] = n
		}
		if err := d.put(ctx, one.More); err != nil {
			return nil, err
		}
		settled = append(settled, one.Member)
	}
	return settled, nil
}

// Records are the stored ones, with the day of the last message here.
func (d *Dry) Records(ctx context.Context, members []uuid.UUID) ([]Record, error) {
	records, err := d.Whole.Records(ctx, members)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for i := range records {
		records[i].LastOn = max(records[i].LastOn, d.days[records[i].Member.ID])
	}
	return records, err
}

// WeeklyTold are the days that are stored, and those here.
func (d *Dry) WeeklyTold(ctx context.Context, plan uuid.UUID, numbers []int) (map[int][]civil.Date, error) {
	told, err := d.Whole.WeeklyTold(ctx, plan, numbers)
	if err != nil {
		return nil, err
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, n := range d.notices {
		if n.Plan == plan && n.Weekly() && !n.SentOn.IsZero() && slices.Contains(numbers, n.Number) && !slices.Contains(told[n.Number], n.SentOn) {
			told[n.Number] = append(told[n.Number], n.SentOn)
		}
	}
	return told, nil
}

// NoticeMark is the one that was set here, or the stored one.
func (d *Dry) NoticeMark(ctx context.Context, name string) (string, error) {
	d.mutex.Lock()
	text, ok := d.marks[name]
	d.mutex.Unlock()
	if ok {
		return text, nil
	}
	return d.Whole.NoticeMark(ctx, name)
}

// SetNoticeMark keeps a mark.
func (d *Dry) SetNoticeMark(_ context.Context, name, text string) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.marks[name] = text
	return nil
}

// TakeBackUnsent does nothing: nothing is sent.
func (d *Dry) TakeBackUnsent(context.Context, Unsent) error { return nil }

// PruneNotices forgets what was decided before an instant.
func (d *Dry) PruneNotices(_ context.Context, before time.Time) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	maps.DeleteFunc(d.notices, func(_, n Notice) bool { return !n.DecidedAt.IsZero() && n.DecidedAt.Before(before) })
	return nil
}
