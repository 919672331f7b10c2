package notices

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// EventRule says on which days before an event its leaders are told: "30 days before the UPR submission deadline".
type EventRule struct {
	Kind calendar.Kind
	Days []int // before it starts
}

// EventRules is the table. Kinds that are not in it are found in the calendar by those who look.
func EventRules() []EventRule {
	return []EventRule{
		{"submission_deadline", []int{30, 7}},
		{"upr_session", []int{14}},
		{"treaty_body_session", []int{14}},
	}
}

// EventStore is what telling of events reads and writes.
type EventStore interface {
	Keeper
	Plans(ctx context.Context) ([]*plans.Plan, error)
	Event(ctx context.Context, plan, id uuid.UUID) (calendar.Event, error)
	EventsBetween(ctx context.Context, plan uuid.UUID, first, last civil.Date) ([]calendar.Event, error)
	EndorsingFrom(ctx context.Context, plan uuid.UUID, day civil.Date, after string, limit int) ([]string, error)
	Roles(ctx context.Context, organisations []string) (map[string][]people.Membership, error)
	Find(ctx context.Context, filter commitments.Filter) (commitments.Page, error)
	NoticeMark(ctx context.Context, name string) (string, error)
	SetNoticeMark(ctx context.Context, name, text string) error
}

// Events tell the leaders of organisations of events of the shared calendar that come near: those who endorse the plan and
// have something open, or where the event names a country, something open there.
type Events struct {
	store EventStore
	mutex sync.Mutex
	until map[uuid.UUID]civil.Date // days that were looked at by this program
}

var _ Source = (*Events)(nil)

// NewEvents makes it.
func NewEvents(store EventStore) *Events {
	return &Events{store: store, until: map[uuid.UUID]civil.Date{}}
}

// Kinds are those of a Source.
func (*Events) Kinds() []Kind { return []Kind{Event} }

// eventsBack is how many days that nobody has looked at are made up for.
const eventsBack = 7

// Prepare puts down, once a day, what comes near on that day.
func (e *Events) Prepare(ctx context.Context, now time.Time) error {
	all, err := e.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, plan := range all {
		if err := e.plan(ctx, plan, now); err != nil {
			return fmt.Errorf("look at the calendar of %s: %w", plan.Slug, err)
		}
	}
	return nil
}

func (e *Events) plan(ctx context.Context, plan *plans.Plan, now time.Time) error {
	zone := civil.Zone(plan.TimeZone, time.UTC)
	today := civil.DateOf(now, zone)
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.until[plan.ID] == today {
		return nil
	}
	name := "events/" + plan.ID.String()
	mark, err := e.store.NoticeMark(ctx, name)
	if err != nil {
		return err
	}
	from := today
	if seen := civil.Date(mark); seen.Valid() && !seen.IsZero() {
		from = max(seen.AddDays(1), today.AddDays(-eventsBack))
	}
	if from > today { // another program has looked
		e.until[plan.ID] = today
		return nil
	}
	list, err := e.near(ctx, plan, from, today, zone)
	if err != nil {
		return err
	}
	if err := e.store.PutNotices(ctx, list); err != nil {
		return err
	}
	e.until[plan.ID] = today
	return e.store.SetNoticeMark(ctx, name, string(today))
}

// near are the notices of the days from the first to the last.
func (e *Events) near(ctx context.Context, plan *plans.Plan, first, last civil.Date, zone *time.Location) ([]Notice, error) {
	var list []Notice
	for _, rule := range EventRules() {
		for _, days := range rule.Days {
			events, err := e.store.EventsBetween(ctx, plan.ID, first.AddDays(days), last.AddDays(days))
			if err != nil {
				return nil, err
			}
			for i := range events {
				one := &events[i]
				if one.Kind != rule.Kind || one.StartsOn < first.AddDays(days) {
					continue
				}
				leaders, err := e.leaders(ctx, plan, one, last)
				if err != nil {
					return nil, err
				}
				for _, member := range leaders {
					day := one.StartsOn.AddDays(-days)
					list = append(list, Notice{
						Member: member, Kind: Event, Plan: plan.ID, Object: one.ID.String(), Anchor: fmt.Sprintf("%s/%d", one.StartsOn, days),
						Day: day, At: day.Start(zone),
					})
				}
			}
		}
	}
	return list, nil
}

// leaders are the focal points, or where there is none the deputies, of the organisations that an event concerns.
func (e *Events) leaders(ctx context.Context, plan *plans.Plan, event *calendar.Event, day civil.Date) ([]uuid.UUID, error) {
	const atOnce = 200
	var members []uuid.UUID
	for after := ""; ; {
		handles, err := e.store.EndorsingFrom(ctx, plan.ID, day, after, atOnce)
		if err != nil {
			return nil, err
		}
		var concerned []string
		for _, handle := range handles {
			page, err := e.store.Find(ctx, commitments.Filter{
				Plan: plan.ID, Reader: access.Reader{Audience: access.ToConveners, Attributed: true}, Organisation: handle,
				Country: event.Country, Open: true, Limit: 1,
			})
			if err != nil {
				return nil, err
			}
			if page.Total > 0 {
				concerned = append(concerned, handle)
			}
		}
		roles, err := e.store.Roles(ctx, concerned)
		if err != nil {
			return nil, err
		}
		who := cast{roles: roles}
		for _, handle := range concerned {
			members = append(members, who.leaders(handle)...)
		}
		if len(handles) < atOnce {
			return distinctIDs(members), nil
		}
		after = handles[len(handles)-1]
	}
}

// Lines say what comes near, unless it was moved, taken out or has begun.
func (e *Events) Lines(ctx context.Context, p *Person, list []Notice, now time.Time) ([]Line, error) {
	lines := make([]Line, len(list))
	for i, n := range list {
		lines[i] = Line{Notice: n}
		id, err := uuid.Parse(n.Object)
		if err != nil {
			lines[i].Silent = "gone"
			continue
		}
		event, err := e.store.Event(ctx, n.Plan, id)
		if err != nil && !errors.Is(err, commitments.ErrNotFound) {
			return nil, fmt.Errorf("look up event: %w", err)
		}
		today := p.Today(now)
		day, _ := anchorOf(n.Anchor)
		switch {
		case err != nil:
			lines[i].Silent = "gone"
		case day != string(event.StartsOn):
			lines[i].Silent = "moved"
		case event.StartsOn <= today:
			lines[i].Silent = "passed"
		default:
			lines[i].Item = Item{
				Kind: Event, Title: event.Title, Due: event.StartsOn, Link: event.Link, Rule: RuleWords(Event),
				Said:    Counted("calendar.near", event.StartsOn.DaysSince(today), "date", event.StartsOn),
				Buttons: []Button{{Label: "calendar.button_show", Say: "calendar"}},
			}
		}
	}
	return lines, nil
}
