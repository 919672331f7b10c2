package notices

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// looker finds out what is true of notices now, many at a time.
type looker struct {
	store  Reads
	home   Home
	now    time.Time
	plans  map[uuid.UUID]*plans.Plan
	people map[uuid.UUID]*Person

	commitments   map[uuid.UUID]map[int]commitments.Commitment
	casts         map[uuid.UUID]*cast
	recorded      map[uuid.UUID]map[int]time.Time
	told          map[uuid.UUID]map[int][]civil.Date
	members       map[string]people.Member
	organisations map[string]people.Organisation
	roles         *cast // of organisations that notices are about by themselves
	asked         map[string]reporting
}

type reporting struct {
	reported bool
	missing  int
}

func newLooker(store Reads, h Home, now time.Time, all []*plans.Plan) *looker {
	x := &looker{store: store, home: h, now: now, plans: map[uuid.UUID]*plans.Plan{}, asked: map[string]reporting{}}
	for _, p := range all {
		x.plans[p.ID] = p
	}
	return x
}

// load reads what the notices are about, in a few queries whatever their number.
func (x *looker) load(ctx context.Context, list []Notice) error {
	x.commitments, x.casts = map[uuid.UUID]map[int]commitments.Commitment{}, map[uuid.UUID]*cast{}
	x.recorded, x.told = map[uuid.UUID]map[int]time.Time{}, map[uuid.UUID]map[int][]civil.Date{}
	numbers := map[uuid.UUID][]int{}
	var keys, handles []string
	for i := range list {
		n := &list[i]
		if n.Number != 0 {
			numbers[n.Plan] = append(numbers[n.Plan], n.Number)
		}
		if n.By != "" {
			keys = append(keys, n.By)
		}
		if n.Kind == Call || n.Kind == Mention || n.Kind == Welcome {
			handles = append(handles, n.Object)
		}
	}
	for plan, some := range numbers {
		if err := x.loadPlan(ctx, plan, distinct(some)); err != nil {
			return err
		}
	}
	return x.loadPeople(ctx, distinct(keys), distinct(handles))
}

func (x *looker) loadPlan(ctx context.Context, plan uuid.UUID, numbers []int) error {
	found, err := x.store.CommitmentsNumbered(ctx, plan, numbers)
	if err != nil {
		return err
	}
	list := make([]commitments.Commitment, 0, len(found))
	for _, c := range found {
		list = append(list, c)
	}
	x.commitments[plan] = found
	if x.casts[plan], err = castOf(ctx, x.store, plan, list); err != nil {
		return err
	}
	if x.recorded[plan], err = x.store.NewsRecorded(ctx, list); err != nil {
		return err
	}
	x.told[plan], err = x.store.WeeklyTold(ctx, plan, numbers)
	return err
}

func (x *looker) loadPeople(ctx context.Context, keys, handles []string) error {
	var err error
	if x.members, err = x.store.MembersByKey(ctx, keys); err != nil {
		return err
	}
	x.roles = &cast{}
	if len(handles) == 0 {
		return nil
	}
	if x.organisations, err = x.store.OrganisationsByHandle(ctx, handles); err != nil {
		return err
	}
	x.roles.roles, err = x.store.Roles(ctx, handles)
	return err
}

// facts are what is true of a notice of a person.
func (x *looker) facts(ctx context.Context, p *Person, n *Notice) (Facts, error) {
	f := Facts{Notice: *n, Actor: x.members[n.By], Organisation: x.organisations[n.Object]}
	if n.Number != 0 {
		return f, x.commitment(ctx, p, &f)
	}
	switch n.Kind {
	case Call:
		f.Theirs = slices.Contains(x.roles.leaders(n.Object), n.Member)
		return f, x.period(ctx, &f)
	case Chase:
		f.Theirs = slices.Contains(p.Actor.Convenes, n.Plan)
		return f, x.period(ctx, &f)
	case Welcome:
		f.Role = p.Actor.RoleIn(n.Object)
		f.Theirs = f.Role != ""
	}
	return f, nil
}

func (x *looker) commitment(ctx context.Context, p *Person, f *Facts) error {
	c, ok := x.commitments[f.Plan][f.Number]
	if !ok {
		return nil
	}
	who := x.casts[f.Plan]
	f.Commitment, f.Ref = &c, x.typed(&c)
	f.NewsOn = max(c.LastNewsOn, civil.DateOf(x.recorded[f.Plan][f.Number], p.Zone))
	for _, day := range x.told[f.Plan][f.Number] {
		if day > f.NewsOn {
			f.Told++
		}
	}
	switch f.Kind {
	case Deputy:
		f.Theirs, f.Actor = slices.Contains(who.deputies(&c), f.Member), who.contact(&c)
	case HandOver:
		f.Theirs = c.Contact == p.Key
	case Mention:
		f.Theirs = slices.Contains(x.roles.leaders(f.Object), f.Member) && slices.Contains(c.Partners, f.Object)
	case Snoozed:
		f.Theirs = who.works(f.Member, &c)
	case Asked:
		return x.sees(ctx, f)
	default:
		f.Theirs = slices.Contains(who.told(&c), f.Member)
	}
	return nil
}

// typed is the ref of a commitment as one types it.
func (x *looker) typed(c *commitments.Commitment) string {
	plan, ok := x.plans[c.PlanID]
	if !ok {
		return c.Ref
	}
	return plans.Typed(plan.Slug, x.home.Plan, c.Ref)
}

// sees says whether the person may still see the commitment that they asked to be reminded of.
func (x *looker) sees(ctx context.Context, f *Facts) error {
	actor, err := x.store.ActorByMember(ctx, f.Member, f.Plan, civil.DateOf(x.now, time.UTC))
	if errors.Is(err, commitments.ErrNotFound) {
		return nil
	}
	f.Theirs = access.See(access.ReaderOf(actor, f.Plan), f.Commitment.Visibility, f.Commitment.Organisations()) != access.Hidden
	return err
}

// period finds out about a call, or a convener's list.
func (x *looker) period(ctx context.Context, f *Facts) error {
	plan, ok := x.plans[f.Plan]
	if !ok {
		f.Theirs = false
		return nil
	}
	name, _, call := strings.Cut(f.Anchor, "/")
	if call {
		period, err := civil.ParseQuarter(name)
		if err != nil {
			return fmt.Errorf("read the period of a call: %w", err)
		}
		f.Period, f.ClosesOn = period, closesOn(period, plan.CutoffDays, f.Anchor)
	}
	key := strings.Join([]string{f.Plan.String(), f.Object, f.Anchor}, " ")
	known, ok := x.asked[key]
	var err error
	switch {
	case ok:
	case f.Kind == Call:
		known.reported, known.missing, err = x.store.Reporting(ctx, f.Plan, f.Object, f.Period)
	case !call:
		known.missing, err = x.store.Unanswered(ctx, f.Plan, f.Day.AddDays(-7))
	}
	x.asked[key] = known
	f.Reported, f.Missing = known.reported, known.missing
	return err
}
