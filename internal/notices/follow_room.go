package notices

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

const (
	roomsAtOnce = 500
	roomHour    = 9 // of the digests of rooms, in the time zone of the plan, from Monday to Friday
	digestLasts = 10 * time.Hour
)

// rooms tells the rooms whose digest is due: one message for each room and day, however much it follows (U-22).
func (f *Follows) rooms(ctx context.Context, all []*plans.Plan) error {
	for ctx.Err() == nil {
		due, err := f.Store.DigestsDue(ctx, f.Now(), roomsAtOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, one := range byRoom(due) {
			if err := f.room(ctx, all, one); err != nil && !errors.Is(err, commitments.ErrConflict) {
				return fmt.Errorf("tell a room: %w", err)
			}
		}
		if len(due) < roomsAtOnce {
			return nil
		}
	}
	return ctx.Err()
}

func byRoom(due []commitments.Subscription) [][]commitments.Subscription {
	var list [][]commitments.Subscription
	at := map[people.Room]int{}
	for _, s := range due {
		i, known := at[s.Room]
		if !known {
			i = len(list)
			at[s.Room] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], s)
	}
	return list
}

// room tells one room, of all plans together. A subscription that has just been made is given its first day and tells
// nothing yet: its NextAt is then the instant at which it was made.
func (f *Follows) room(ctx context.Context, all []*plans.Plan, due []commitments.Subscription) error {
	now := f.Now().UTC()
	d := RoomDigest{Subscriptions: due, Told: map[uuid.UUID]int64{}, NextAt: map[uuid.UUID]time.Time{}}
	ripe := map[uuid.UUID][]commitments.Subscription{}
	for _, s := range due {
		zone := time.UTC
		if plan, ok := planWith(all, s.PlanID); ok {
			zone = civil.Zone(plan.TimeZone, time.UTC)
			if isDigestTime(s.NextAt, zone) {
				ripe[s.PlanID] = append(ripe[s.PlanID], s)
			}
		}
		d.NextAt[s.ID] = nextDigest(s.Cadence, now, zone)
	}
	var news []told
	for _, plan := range all {
		if len(ripe[plan.ID]) == 0 {
			continue
		}
		some, end, err := f.roomNews(ctx, plan, ripe[plan.ID])
		if err != nil {
			return err
		}
		news = append(news, some...)
		for _, s := range ripe[plan.ID] {
			d.Told[s.ID] = end
		}
	}
	if len(news) > 0 {
		var err error
		if d.Sending, err = f.roomMessage(ctx, due[0].Room, news); err != nil {
			return err
		}
	}
	return f.Store.SettleDigest(ctx, d)
}

// nextDigest is the next morning of a working day after an instant; of a weekly digest that of a Monday. It is wall-clock
// time, found anew each time (U-12), so that what was missed is not made up for one by one (U-13).
func nextDigest(cadence commitments.FollowCadence, after time.Time, zone *time.Location) time.Time {
	for day := civil.DateOf(after, zone); ; day = day.AddDays(1) {
		at := wall(day, roomHour, 0, zone)
		weekday := day.Weekday()
		working := weekday != time.Saturday && weekday != time.Sunday
		if at.After(after) && working && (cadence != commitments.Weekly || weekday == time.Monday) {
			return at
		}
	}
}

func isDigestTime(at time.Time, zone *time.Location) bool {
	return wall(civil.DateOf(at, zone), roomHour, 0, zone).Equal(at)
}

// roomNews are what is new of what a room follows in a plan, as everybody may see it, and how far that goes.
func (f *Follows) roomNews(ctx context.Context, plan *plans.Plan, due []commitments.Subscription) ([]told, int64, error) {
	w, err := f.since(ctx, plan, f.Now().Add(-windowReach))
	if err != nil {
		return nil, 0, err
	}
	room := due[0].Room
	all, err := f.Store.SubscriptionsOf(ctx, plan.ID, uuid.Nil, room)
	if err != nil {
		return nil, 0, fmt.Errorf("list subscriptions: %w", err)
	}
	news := w.news(access.Room(access.ToPublic), func(e *commitments.Entry, c *commitments.Commitment) bool {
		return !saidThere(e, room) && roomWants(due, all, e, c, w.themes[c.Number])
	})
	for i := range news {
		news[i].plan, news[i].ref = plan, f.typed(plan, news[i].commitment.Ref)
	}
	return news, w.end, nil
}

// roomMessage is one message; its key is the hour, so that what is due together is told together and once.
func (f *Follows) roomMessage(ctx context.Context, room people.Room, news []told) (*queue.Sending, error) {
	return f.roomSending(ctx, room, news, "digest/"+roomKey(room)+"/"+f.Now().UTC().Format("2006-01-02T15"))
}

func roomKey(room people.Room) string {
	return string(room.Platform) + "/" + room.Realm + "/" + room.ID
}

func (f *Follows) roomSending(ctx context.Context, room people.Room, news []told, key string) (*queue.Sending, error) {
	now := f.Now().UTC()
	message, err := f.roomReply(ctx, room, news)
	if err != nil {
		return nil, err
	}
	payload, err := queue.Letter{Room: room.ID, Reply: message}.Payload()
	return &queue.Sending{
		Key:      key,
		Platform: string(room.Platform), Realm: room.Realm, Conversation: room.ID, Kind: queue.KindLetter,
		Payload: payload, CreatedAt: now, ExpiresAt: now.Add(digestLasts),
	}, err
}

// roomWants: what the room heard at once is not told a second time.
func roomWants(due, all []commitments.Subscription, e *commitments.Entry, c *commitments.Commitment, themes []string) bool {
	for i := range all {
		if s := &all[i]; s.Cadence == commitments.Immediate && e.Position > s.Since && s.Follows(c, themes) {
			return false
		}
	}
	for i := range due {
		if s := &due[i]; e.Position > s.Position && s.Follows(c, themes) {
			return true
		}
	}
	return false
}

func (f *Follows) roomReply(ctx context.Context, room people.Room, news []told) (reply.Reply, error) {
	language, err := f.RoomLanguage(ctx, room)
	if err != nil {
		return reply.Reply{}, fmt.Errorf("find the language of a room: %w", err)
	}
	plan := news[0].plan
	words := f.Catalogue.Printer(cmp.Or(language, plan.Language)).In(civil.Zone(plan.TimeZone, time.UTC))
	r := reply.Reply{
		Title: reply.Line{reply.Said(words.Sentence("follow.digest_title"))}, Visibility: reply.Room,
		Language: words.Language(), Direction: words.Direction(),
	}
	known := newNames(f.Store)
	var list reply.List
	for _, t := range news[:min(len(news), mostTold)] {
		line, err := known.said(ctx, t, words)
		if err != nil {
			return r, err
		}
		list.Items = append(list.Items, append(append(titleOf(t), reply.Said(" – ")), line...))
	}
	r.Blocks = append(r.Blocks, list)
	if left := len(news) - mostTold; left > 0 {
		r.Blocks = append(r.Blocks, reply.Paragraph{reply.Said(words.Plural("follow.digest_more", left))})
	}
	first := news[0].ref
	r.Blocks = append(r.Blocks, reply.Buttons{
		{Label: words.Sentence("follow.button_show", "ref", i18n.Said(first)), Say: "status " + first},
		{Label: words.Sentence("follow.room_title"), Say: "following"},
	})
	return r, nil
}
