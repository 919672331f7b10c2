package notices

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// Coming is a message that would come.
type Coming struct {
	At    time.Time
	Lines []Line // said ones
}

// Outlook is what would come to somebody, and what would not.
type Outlook struct {
	Person   Person
	Messages []Coming
	Silent   []Line // with the reason
}

// mostPreviewed is how many open commitments of an organisation a preview looks at.
const mostPreviewed = 500

// Preview says what would come to a member in the days from now on if nothing more happened, and why. Nothing is
// written. Somebody who cannot be written to is told what would come if they could.
func Preview(ctx context.Context, store Reads, h Home, member uuid.UUID, now time.Time, days int) (Outlook, error) {
	records, err := store.Records(ctx, []uuid.UUID{member})
	if err != nil {
		return Outlook{}, fmt.Errorf("read who it is for: %w", err)
	}
	if len(records) == 0 {
		return Outlook{}, commitments.ErrNotFound
	}
	p := records[0].Person(h)
	x := &preview{store: store, home: h, person: p, now: now, until: p.Today(now).AddDays(days), known: map[Notice]bool{}}
	if x.person.Channel.None() {
		x.person.Channel.Subject = "nowhere"
	}
	if err := x.gather(ctx, member); err != nil {
		return Outlook{}, err
	}
	out, err := x.play(ctx)
	out.Person = p
	return out, err
}

type preview struct {
	store  Reads
	home   Home
	person Person
	now    time.Time
	until  civil.Date
	plans  []*plans.Plan
	list   []Notice
	known  map[Notice]bool
}

// add takes a notice in once.
func (x *preview) add(n Notice) {
	if !x.known[n.same()] && n.Day <= x.until {
		x.list = append(x.list, n)
	}
	x.known[n.same()] = true
}

// gather finds what waits, and what will come to wait.
func (x *preview) gather(ctx context.Context, member uuid.UUID) error {
	decided, waiting, err := x.store.NoticesOf(ctx, member, mostPreviewed)
	if err != nil {
		return err
	}
	for _, n := range waiting {
		x.add(n)
	}
	for _, n := range decided {
		x.known[n.same()] = true
	}
	if x.plans, err = x.store.Plans(ctx); err != nil {
		return err
	}
	for _, plan := range x.plans {
		s, err := x.store.PlanSchedule(ctx, plan.ID)
		if err != nil {
			return err
		}
		actor, err := x.store.ActorByMember(ctx, member, plan.ID, x.person.Today(x.now))
		if err != nil {
			return err
		}
		for _, m := range x.person.Actor.Memberships {
			if err := x.organisation(ctx, plan, m.Organisation, RulesBy(s)); err != nil {
				return err
			}
			if !slices.Contains(actor.Endorsing, m.Organisation) {
				continue
			}
			if err := x.calls(ctx, plan, m.Organisation, WholeSchedule(s).CallBefore, WholeSchedule(s).CallCutoff); err != nil {
				return err
			}
		}
	}
	return nil
}

// organisation adds what the rules will say of the commitments of an organisation that the person answers for.
func (x *preview) organisation(ctx context.Context, plan *plans.Plan, handle string, rules []Rule) error {
	list, err := x.store.OpenOf(ctx, plan.ID, handle, mostPreviewed)
	if err != nil {
		return err
	}
	who, err := castOf(ctx, x.store, plan.ID, list)
	if err != nil {
		return err
	}
	today, me := x.person.Today(x.now), x.person.Actor.Member.ID
	for i := range list {
		if !slices.Contains(who.told(&list[i]), me) {
			continue
		}
		for _, n := range notices(rules, &list[i], today, x.until) {
			n.Member = me
			x.add(n)
		}
	}
	return nil
}

func (x *preview) calls(ctx context.Context, plan *plans.Plan, handle string, ahead, cutoff int) error {
	me, today := x.person.Actor.Member.ID, x.person.Today(x.now)
	roles, err := x.store.Roles(ctx, []string{handle})
	if err != nil {
		return err
	}
	who := cast{roles: roles}
	if !slices.Contains(who.leaders(handle), me) {
		return nil
	}
	this := civil.QuarterOf(today)
	for _, period := range []civil.Quarter{this.Previous(), this, this.Next()} {
		for number, on := range callDays(period, plan.CutoffDays, ahead, cutoff) {
			if on >= today {
				x.add(Notice{
					Member: me, Kind: Call, Plan: plan.ID, Object: handle, Anchor: fmt.Sprintf("%s/%d", period, number+1), Day: on,
				})
			}
		}
	}
	return nil
}

// play lets the days go by.
func (x *preview) play(ctx context.Context) (Outlook, error) {
	look := newLooker(x.store, x.home, x.now, x.plans)
	if err := look.load(ctx, x.list); err != nil {
		return Outlook{}, err
	}
	var out Outlook
	for i := range x.list {
		x.list[i].At = x.person.When(&x.list[i], x.now)
	}
	for len(x.list) > 0 {
		at := slices.MinFunc(x.list, func(a, b Notice) int { return a.At.Compare(b.At) }).At
		if x.person.Today(at) > x.until {
			return out, nil
		}
		d, err := x.decide(ctx, look, at)
		if err != nil {
			return out, err
		}
		message := Coming{At: at}
		for _, l := range d.Lines {
			if l.Silent != "" {
				out.Silent = append(out.Silent, l)
			} else {
				message.Lines = append(message.Lines, l)
			}
		}
		if d.Send {
			out.Messages = append(out.Messages, message)
			x.person.LastOn = d.Day
		}
	}
	return out, nil
}

// decide decides about what is looked at by the moment, and leaves the rest.
func (x *preview) decide(ctx context.Context, look *looker, at time.Time) (Decision, error) {
	m := &Mind{}
	var rest []Notice
	for i := range x.list {
		n := &x.list[i]
		switch _, own := RuleOf(n.Kind); {
		case n.At.After(at):
			rest = append(rest, *n)
		case !own: // a source knows what it will say then
			m.Lines = append(m.Lines, Line{Notice: *n, Item: Item{Kind: n.Kind, Said: Words{Key: string(KindWord(n.Kind))}, Rule: RuleWords(n.Kind)}})
		default:
			f, err := look.facts(ctx, &x.person, n)
			if err != nil {
				return Decision{}, err
			}
			m.Facts = append(m.Facts, f)
		}
	}
	d := Decide(at, &x.person, m)
	x.list = rest
	for _, l := range d.Later {
		l.Notice.At = l.At
		x.list = append(x.list, l.Notice)
	}
	return d, nil
}
