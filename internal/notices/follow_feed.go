package notices

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
)

const (
	followPage    = 200  // entries that are looked at together
	followersPage = 5000 // followers that are read together
)

// batch is a part of a journal on its way to those who follow.
type batch struct {
	*Follows
	plan    *plans.Plan
	now     time.Time
	entries []commitments.Entry
	held    map[int]commitments.Commitment
	themes  map[int][]string
	names   *names
	made    FollowSettlement
}

// feed looks through what was written since the last time, until nothing is left.
func (f *Follows) feed(ctx context.Context, plan *plans.Plan) error {
	for ctx.Err() == nil {
		from, err := f.Store.FollowPosition(ctx, plan.ID)
		if err != nil {
			return err
		}
		entries, err := f.Store.JournalFrom(ctx, plan.ID, from, followPage)
		if err != nil || len(entries) == 0 {
			return err
		}
		b := &batch{Follows: f, plan: plan, now: f.Now().UTC().Truncate(time.Microsecond), entries: entries, names: newNames(f.Store)}
		b.made = FollowSettlement{Plan: plan.ID, From: from, To: entries[len(entries)-1].Position, Now: b.now}
		if err := b.look(ctx); err != nil {
			return err
		}
		if err := f.Store.SettleFollowed(ctx, b.made); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *batch) look(ctx context.Context) error {
	if err := b.load(ctx); err != nil {
		return err
	}
	ask := b.asked()
	at := map[string]*immediate{}
	digests := map[FollowThread]Notice{}
	for {
		page, err := b.Store.FollowersOf(ctx, ask)
		if err != nil {
			return fmt.Errorf("list followers: %w", err)
		}
		for i := range page {
			b.sort(&page[i], at, digests)
		}
		if len(page) < ask.Limit {
			break
		}
		ask.After = page[len(page)-1].ID
	}
	for _, key := range slices.Sorted(maps.Keys(at)) {
		if err := b.tell(ctx, at[key]); err != nil {
			return err
		}
	}
	for _, n := range digests {
		b.made.Notices = append(b.made.Notices, n)
	}
	return nil
}

func (b *batch) load(ctx context.Context) error {
	var err error
	if b.held, err = b.Store.CommitmentsNumbered(ctx, b.plan.ID, numbersOf(b.entries)); err != nil {
		return fmt.Errorf("load what entries belong to: %w", err)
	}
	b.themes = map[int][]string{}
	for number, c := range b.held {
		b.themes[number] = themesOf(b.plan, &c)
	}
	return nil
}

// asked are all that can be followed of what the entries belong to.
func (b *batch) asked() FollowersAsked {
	ask := FollowersAsked{Plan: b.plan.ID, Limit: followersPage}
	for number, c := range b.held {
		ask.Themes = append(ask.Themes, b.themes[number]...)
		ask.Steps = append(ask.Steps, c.Steps...)
		ask.Organisations = append(ask.Organisations, c.Organisations()...)
		ask.Refs = append(ask.Refs, c.Ref)
	}
	for _, list := range []*[]string{&ask.Themes, &ask.Steps, &ask.Organisations, &ask.Refs} {
		*list = distinct(*list)
	}
	return ask
}

// immediate is somebody who hears at once, with the subscriptions by which they do.
type immediate struct {
	Follower
	subscriptions []commitments.Subscription
}

// sort puts a subscription to those who hear at once, or notes that the member's digest has something to tell. Whether
// the member may see it is found out when it is told.
func (b *batch) sort(f *Follower, at map[string]*immediate, digests map[FollowThread]Notice) {
	if f.Cadence == commitments.Immediate {
		key := followerKey(f)
		if at[key] == nil {
			at[key] = &immediate{Follower: *f}
		}
		at[key].subscriptions = append(at[key].subscriptions, f.Subscription)
		return
	}
	zone := civil.Zone(f.Zone, b.Home.Zone)
	for i := range b.entries {
		e := &b.entries[i]
		c, ok := b.held[numberOf(e.Commitment)]
		if !ok || e.Position <= f.Since || e.Member == f.Key || !f.Follows(&c, b.themes[c.Number]) {
			continue
		}
		n := digestNotice(&f.Subscription, civil.DateOf(e.RecordedAt, zone), zone)
		digests[FollowThread{n.Member.String() + n.Anchor, 0}] = n
	}
}

// digestNotice is the digest that tells what was written on a day: that of the day after, or of the Monday after. Its
// anchor says which days it covers.
func digestNotice(s *commitments.Subscription, written civil.Date, zone *time.Location) Notice {
	day := written.AddDays(1)
	for s.Cadence == commitments.Weekly && day.Weekday() != time.Monday {
		day = day.AddDays(1)
	}
	return Notice{
		Member: s.MemberID, Kind: Digest, Plan: s.PlanID, Anchor: string(s.Cadence) + "/" + string(day), Day: day, At: day.Start(zone),
	}
}

func followerKey(f *Follower) string {
	if f.Room.IsZero() {
		return "member/" + f.Key
	}
	return "room/" + roomKey(f.Room)
}

// news are the entries that somebody hears of: those of what they follow, as they see it, since they do, and nobody's own.
func (b *batch) news(i *immediate, reader access.Reader) []told {
	var list []told
	for at := range b.entries {
		e := &b.entries[at]
		c, ok := b.held[numberOf(e.Commitment)]
		if !ok {
			continue
		}
		sight := access.See(reader, c.Visibility, c.Organisations())
		if sight == access.Hidden || (i.Room.IsZero() && e.Member == i.Key) || saidThere(e, i.Room) {
			continue
		}
		c = seen(c, sight)
		for _, s := range i.subscriptions {
			if e.Position > s.Since && s.Follows(&c, b.themes[c.Number]) {
				list = append(list, told{entry: e, commitment: c, sight: sight, by: s, ref: b.typed(b.plan, c.Ref)})
				break
			}
		}
	}
	return list
}

func entryAnchor(e *commitments.Entry) string { return "entry/" + strconv.FormatInt(e.Position, 10) }

// remember puts down what somebody cannot be told now, to be told in their next message.
func (b *batch) remember(i *immediate, list []told, day civil.Date, at time.Time) {
	for _, t := range list {
		b.made.Notices = append(b.made.Notices, Notice{
			Member: i.MemberID, Kind: Digest, Plan: b.plan.ID, Number: t.commitment.Number, Object: t.by.ID.String(),
			Anchor: entryAnchor(t.entry), Day: day, By: t.entry.Member, At: at,
		})
	}
}
