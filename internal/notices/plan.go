package notices

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// How far days are planned ahead of the first zone in which it is that day, and how far back after a downtime.
const (
	horizon  = mostAhead + 2
	mostBack = 35
	page     = 500
)

// earliest and latest are the days that it is at a moment in the zones in which a day begins first and last.
func earliest(now time.Time) civil.Date { return civil.DateOf(now, time.FixedZone("", -12*60*60)) }
func latest(now time.Time) civil.Date   { return civil.DateOf(now, time.FixedZone("", 14*60*60)) }

// planner puts down what may have to be said of a plan: day by day ahead, and of what its journal tells.
type planner struct {
	store Store
	home  Home
	plan  *plans.Plan
	now   time.Time
	rules []Rule
	when  people.ReminderSchedule
	mark  mark
}

// mark is how far a plan was planned and its journal was read.
type mark struct {
	Through  civil.Date `json:"through"`
	Position int64      `json:"position"`
}

func (t *Ticker) planned(ctx context.Context, plan *plans.Plan, now time.Time) error {
	x := &planner{store: t.store, home: t.options.Home, plan: plan, now: now}
	name := "plan/" + plan.ID.String()
	text, err := t.store.NoticeMark(ctx, name)
	if err != nil {
		return err
	}
	if err := x.begin(ctx, text); err != nil {
		return err
	}
	before := x.mark
	if err := x.follow(ctx); err != nil {
		return err
	}
	if err := x.ahead(ctx); err != nil {
		return err
	}
	if x.mark == before && text != "" {
		return nil
	}
	kept, err := json.Marshal(x.mark)
	if err != nil {
		return fmt.Errorf("write how far notices were planned: %w", err)
	}
	return t.store.SetNoticeMark(ctx, name, string(kept))
}

// begin reads the mark. Where there is none, reminders begin today: what happened before is nobody's news.
func (x *planner) begin(ctx context.Context, text string) error {
	oldest := earliest(x.now)
	if text == "" {
		end, err := x.store.JournalEnd(ctx, x.plan.ID)
		x.mark = mark{Through: oldest.AddDays(-1), Position: end}
		return err
	}
	if err := json.Unmarshal([]byte(text), &x.mark); err != nil {
		return fmt.Errorf("read how far notices were planned: %w", err)
	}
	if back := oldest.AddDays(-mostBack); x.mark.Through < back {
		x.mark.Through = back
	}
	return nil
}

// ready loads the schedule, once there is something to do.
func (x *planner) ready(ctx context.Context) error {
	if x.rules != nil {
		return nil
	}
	var err error
	if x.when, err = x.store.PlanSchedule(ctx, x.plan.ID); err != nil {
		return fmt.Errorf("load the reminders of the plan: %w", err)
	}
	x.rules, x.when = RulesBy(x.when), WholeSchedule(x.when)
	return nil
}

// RulesBy are the rules with what the conveners of a plan have said.
func RulesBy(s people.ReminderSchedule) []Rule {
	all := Rules()
	for i := range all {
		switch {
		case all[i].Kind == Due && len(s.Due) > 0:
			all[i].Days = nil
			for _, days := range s.Due {
				all[i].Days = append(all[i].Days, -days)
			}
		case all[i].Kind == Stale && s.Stale > 0:
			all[i].Days = []int{s.Stale}
		}
	}
	return all
}

// WholeSchedule is the schedule with the defaults where nothing was said.
func WholeSchedule(s people.ReminderSchedule) people.ReminderSchedule {
	if s.CallBefore == 0 {
		s.CallBefore = CallBefore
	}
	if s.CallCutoff == 0 {
		s.CallCutoff = CallCutoff
	}
	return s
}

// ahead plans the days that have come into reach.
func (x *planner) ahead(ctx context.Context) error {
	reach := latest(x.now).AddDays(horizon)
	for x.mark.Through < reach {
		if err := x.ready(ctx); err != nil {
			return err
		}
		day := x.mark.Through.AddDays(1)
		if err := x.day(ctx, day); err != nil {
			return fmt.Errorf("plan %s: %w", day, err)
		}
		x.mark.Through = day
	}
	return nil
}

// day puts down what is meant for a day: of commitments by their due day and their last news, then of organisations.
func (x *planner) day(ctx context.Context, day civil.Date) error {
	for _, rule := range x.rules {
		for _, days := range rule.Days {
			q := Falling{DueOn: day.AddDays(-days)}
			if rule.Kind == Stale {
				q = Falling{LastNewsOn: day.AddDays(-days)}
			}
			if err := x.falling(ctx, day, q); err != nil {
				return err
			}
		}
	}
	return x.calls(ctx, day)
}

func (x *planner) falling(ctx context.Context, day civil.Date, q Falling) error {
	q.Plan, q.Limit = x.plan.ID, page
	for {
		list, err := x.store.Falling(ctx, q)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := x.remind(ctx, list, day, day); err != nil {
			return err
		}
		if len(list) < q.Limit {
			return nil
		}
		q.After = list[len(list)-1].Number
	}
}

// remind puts down what the rules say of commitments for the days from one to another, both included.
func (x *planner) remind(ctx context.Context, list []commitments.Commitment, from, to civil.Date) error {
	who, err := castOf(ctx, x.store, x.plan.ID, list)
	if err != nil {
		return err
	}
	var all []Notice
	for i := range list {
		c := &list[i]
		about := notices(x.rules, c, from, to)
		for _, member := range who.told(c) {
			for _, n := range about {
				n.Member = member
				all = append(all, n)
			}
		}
	}
	return x.put(ctx, all)
}

// notices are what the rules say of a commitment for the days from one to another, for nobody yet.
func notices(rules []Rule, c *commitments.Commitment, from, to civil.Date) []Notice {
	if !c.Status.Open() || c.Undone {
		return nil
	}
	var all []Notice
	for _, rule := range rules {
		anchor := c.DueOn
		if rule.Kind == Stale {
			anchor = c.LastNewsOn
		}
		if anchor.IsZero() || !recurs(rule.Kind, c.Cadence) {
			continue
		}
		for _, days := range rule.Days {
			if day := anchor.AddDays(days); day >= from && day <= to {
				all = append(all, Notice{
					Kind: rule.Kind, Plan: c.PlanID, Number: c.Number, Anchor: fmt.Sprintf("%s/%d", anchor, days), Day: day,
				})
			}
		}
	}
	return all
}

// put puts notices down, each to be looked at in its person's hours.
func (x *planner) put(ctx context.Context, all []Notice) error {
	if len(all) == 0 {
		return nil
	}
	known, err := meet(ctx, x.store, x.home, membersOf(all))
	if err != nil {
		return err
	}
	kept := all[:0]
	for _, n := range all {
		if p := known[n.Member]; p != nil && p.Key != n.By {
			n.At = p.When(&n, x.now)
			kept = append(kept, n)
		}
	}
	return x.store.PutNotices(ctx, kept)
}
