package notices

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// calls puts down the quarter's calls for updates and the conveners' lists, if they are of the day.
func (x *planner) calls(ctx context.Context, day civil.Date) error {
	if day.Weekday() == time.Monday {
		if err := x.chase(ctx, Notice{Kind: Chase, Anchor: string(day), Day: day}); err != nil {
			return err
		}
	}
	this := civil.QuarterOf(day)
	for _, period := range []civil.Quarter{this.Previous().Previous(), this.Previous(), this} {
		for number, on := range callDays(period, x.plan.CutoffDays, x.when.CallBefore, x.when.CallCutoff) {
			if on != day {
				continue
			}
			n := Notice{Kind: Call, Anchor: fmt.Sprintf("%s/%d", period, number+1), Day: day}
			if err := x.call(ctx, n); err != nil {
				return err
			}
			if number == 1 {
				n.Kind = Chase
				if err := x.chase(ctx, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// callDays are the days of the two calls: before the period ends, and before the cutoff.
func callDays(period civil.Quarter, cutoffDays, ahead, cutoff int) [2]civil.Date {
	return [2]civil.Date{period.End().AddDays(-ahead), period.End().AddDays(cutoffDays - cutoff)}
}

// closesOn is the last day that a call is about: of the period, or before the cutoff.
func closesOn(period civil.Quarter, cutoffDays int, anchor string) civil.Date {
	if _, number := anchorOf(anchor); number == 2 {
		return period.End().AddDays(cutoffDays - 1)
	}
	return period.Last()
}

// call puts a call down for the leaders of every organisation that endorses the plan. Who has reported is asked later.
func (x *planner) call(ctx context.Context, n Notice) error {
	n.Plan = x.plan.ID
	for after := ""; ; {
		handles, err := x.store.EndorsingFrom(ctx, x.plan.ID, n.Day, after, page)
		if err != nil || len(handles) == 0 {
			return err
		}
		roles, err := x.store.Roles(ctx, handles)
		if err != nil {
			return err
		}
		who := cast{roles: roles}
		var all []Notice
		for _, handle := range handles {
			for _, member := range who.leaders(handle) {
				one := n
				one.Member, one.Object = member, handle
				all = append(all, one)
			}
		}
		if err := x.put(ctx, all); err != nil {
			return err
		}
		after = handles[len(handles)-1]
	}
}

func (x *planner) chase(ctx context.Context, n Notice) error {
	n.Plan = x.plan.ID
	conveners, err := x.store.ConvenersOf(ctx, x.plan.ID)
	if err != nil {
		return err
	}
	all := make([]Notice, len(conveners))
	for i, c := range conveners {
		all[i] = n
		all[i].Member = c.MemberID
	}
	return x.put(ctx, all)
}

// joined puts down a welcome for whoever has joined an organisation since the last tick.
func (t *Ticker) joined(ctx context.Context, now time.Time) error {
	const name = "joined"
	text, err := t.store.NoticeMark(ctx, name)
	if err != nil {
		return err
	}
	if text == "" {
		newest, err := t.store.LastJoined(ctx)
		if err != nil {
			return err
		}
		return t.store.SetNoticeMark(ctx, name, newest.String())
	}
	seen, err := uuid.Parse(text)
	if err != nil {
		return fmt.Errorf("read who has joined: %w", err)
	}
	newest, err := t.welcome(ctx, now, seen)
	if err != nil || newest == seen {
		return err
	}
	maps.DeleteFunc(t.welcomed, func(id uuid.UUID, _ bool) bool { return before(id, earlier(newest, now)) })
	return t.store.SetNoticeMark(ctx, name, newest.String())
}

// welcome puts down who has joined since, and returns the latest.
func (t *Ticker) welcome(ctx context.Context, now time.Time, seen uuid.UUID) (newest uuid.UUID, err error) {
	x := &planner{store: t.store, home: t.options.Home, now: now}
	for newest, from := seen, earlier(seen, now); ; {
		list, err := t.store.JoinedAfter(ctx, from, page)
		if err != nil {
			return seen, err
		}
		var all []Notice
		for _, m := range list {
			if from = m.ID; before(newest, from) {
				newest = from
			}
			if !t.welcomed[m.ID] && now.Sub(m.CreatedAt) < mostBack*24*time.Hour {
				all = append(all, Notice{
					Member: m.MemberID, Kind: Welcome, Object: m.Organisation, Anchor: m.ID.String(), Day: earliest(now),
				})
			}
		}
		if err := x.put(ctx, all); err != nil {
			return seen, err
		}
		for _, m := range list {
			t.welcomed[m.ID] = true
		}
		if len(list) < page {
			return newest, nil
		}
	}
}

// before says whether an id is less than another: of two UUIDv7 the earlier one.
func before(a, b uuid.UUID) bool { return bytes.Compare(a[:], b[:]) < 0 }

// lateness is how long a transaction may take: a membership is looked for again for so long after it was made, since one
// with an earlier id can be written later. What is there already is not put down twice.
const lateness = 10 * time.Minute

// earlier is the first UUIDv7 from which memberships are read again: that of the moment lateness before the given one,
// as long as that one is new; else the given one.
func earlier(id uuid.UUID, now time.Time) uuid.UUID {
	var milliseconds int64
	for _, b := range id[:6] {
		milliseconds = milliseconds<<8 | int64(b)
	}
	if now.UnixMilli()-milliseconds > lateness.Milliseconds() {
		return id
	}
	milliseconds = max(0, milliseconds-lateness.Milliseconds())
	var moment uuid.UUID
	for i := 5; i >= 0; i-- {
		moment[i] = byte(milliseconds)
		milliseconds >>= 8
	}
	return moment
}
