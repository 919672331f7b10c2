package notices_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/google/uuid"
)

const slug = plans.DefaultSlug

// year is a world in which months go by: two programs that tick, people who answer, are away or say nothing, and an
// outbox that is emptied at once. The store and the service are the real ones.
type year struct {
	testing.TB
	store    *store.Store
	service  *commitments.Service
	plan     *plans.Plan
	dice     *rand.Rand
	crashes  *rand.Rand
	began    time.Time
	now      time.Time
	tickers  []*notices.Ticker
	mayCrash *crashing
	people   []*person
	byKey    map[string]*person
	refs     []string
	letters  []letter
	stopped  [2]time.Time // a downtime
	least    int          // due commitments that must be looked at

	news map[int][]time.Time // of commitments by number, once they were asked for at the end
}

// person is somebody, with what the year knows of them independently of the store.
type person struct {
	account      people.Identity
	organisation string
	role         people.Role
	zone         *time.Location
	key          string
	id           uuid.UUID
	settings     people.Reminders
	language     string
	away         [2]civil.Date // from, and the first day back
	leaves       []leave       // all of them
	holidays     map[civil.Date]bool
}

type letter struct {
	at      time.Time
	to      *person
	sending queue.Sending
	refs    []string

	language string
}

var zones = []string{
	"Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland", "America/New_York", "Africa/Nairobi",
	"Asia/Kathmandu", "Pacific/Honolulu", "America/Santiago", "Asia/Tokyo", "Pacific/Kiritimati", "Australia/Lord_Howe",
}

func newYear(t testing.TB, s *store.Store, began time.Time) *year {
	t.Helper()
	y := &year{
		TB: t, store: s, dice: rand.New(rand.NewPCG(7, 7)), crashes: rand.New(rand.NewPCG(8, 8)), began: began, now: began,
		byKey: map[string]*person{}, news: map[int][]time.Time{},
	}
	y.service = commitments.NewService(s, func() time.Time { return y.now })
	documents, err := plans.BuiltIn()
	y.must(err)
	y.do(operator(), commitments.ImportPlan{Document: documents[0]})
	y.plan, err = s.PlanBySlug(t.Context(), slug)
	y.must(err)
	catalogue, err := i18n.Load()
	y.must(err)
	y.mayCrash = &crashing{Store: s}
	home := notices.Home{Zone: time.UTC, Platforms: []people.Platform{people.Slack, people.Matrix}}
	for range 2 {
		y.tickers = append(y.tickers, notices.New(
			notices.Parts{Store: y.mayCrash, Catalogue: catalogue}, notices.Options{Home: home, Now: func() time.Time { return y.now }}))
	}
	return y
}

func operator() commitments.Origin {
	return commitments.Origin{Actor: access.Actor{Operator: true}, Via: commitments.ViaConsole}
}

func (y *year) must(err error) {
	y.Helper()
	if err != nil {
		y.Fatal(err)
	}
}

func (y *year) do(by commitments.Origin, command commitments.Command) commitments.Outcome {
	y.Helper()
	outcome, err := y.service.Do(y.Context(), by, command)
	if err != nil {
		y.Fatalf("%v: %s: %v", y.now, command.Verb(), err)
	}
	return outcome
}

func (y *year) as(p *person) commitments.Origin {
	y.Helper()
	actor, err := y.store.ActorByIdentity(y.Context(), p.account, y.plan.ID, civil.DateOf(y.now, time.UTC))
	y.must(err)
	return commitments.Origin{Actor: actor, Via: commitments.ViaSlack, Language: "en"}
}

// peopled brings in people, ten to an organisation, and what they have to do.
func (y *year) peopled(n int) {
	y.tick() // what was there before reminders began is nobody's news
	for i := range n / 10 {
		handle := fmt.Sprintf("org-%d", i)
		y.do(operator(), commitments.ListOrganisations{Plan: slug, Organisations: []people.Organisation{
			{Handle: handle, Name: "Organisation " + handle, Kind: "ngo"},
		}})
		y.do(operator(), commitments.Endorse{Plan: slug, Organisation: handle, EndorsedOn: civil.DateOf(y.now, time.UTC)})
	}
	for i := range n {
		y.joins(i)
	}
	y.do(operator(), commitments.AppointConvener{Plan: slug, Member: y.people[0].key})
	y.settings()
	for i := range n * 2 {
		y.registers(i)
	}
}

func (y *year) joins(i int) {
	roles := []people.Role{
		people.FocalPoint, people.FocalPoint, people.Deputy, people.Deputy, people.Contributor, people.Contributor,
		people.Contributor, people.Contributor, people.Contributor, people.Observer,
	}
	zone, err := time.LoadLocation(zones[i%len(zones)])
	y.must(err)
	p := &person{
		account: people.Identity{Platform: people.Slack, Realm: "T1", Subject: fmt.Sprintf("U%d", i)}, zone: zone,
		organisation: fmt.Sprintf("org-%d", i/10), role: roles[i%10], language: i18n.Languages()[i%4], holidays: map[civil.Date]bool{},
	}
	if i%3 == 0 {
		p.account.Platform, p.account.Realm = people.Matrix, "example.org"
	}
	name := fmt.Sprintf("Person %d", i)
	y.do(operator(), commitments.Introduce{
		Identity: p.account, Name: name, Locale: p.language, TimeZone: zones[i%len(zones)],
	})
	invited := y.do(operator(), commitments.Invite{Plan: slug, Organisation: p.organisation, Role: p.role})
	y.do(y.as(p), commitments.Join{Code: invited.Code, Identity: p.account, Name: name})
	member := y.as(p).Actor.Member
	p.key, p.id = member.Key, member.ID
	y.people = append(y.people, p)
	y.byKey[p.key] = p
}

// settings are as different as people are.
func (y *year) settings() {
	for i, p := range y.people {
		var set commitments.Reminding
		switch i % 11 {
		case 1:
			set = commitments.Reminding{Mode: people.RemindersWeekly, Weekday: "wednesday"}
		case 2:
			set = commitments.Reminding{Clock: "02:30"} // which the clocks leave out, or show twice
		case 3:
			set = commitments.Reminding{Days: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}}
		case 4:
			set = commitments.Reminding{Clock: "16:45"}
		case 5:
			set = commitments.Reminding{Off: []string{"stale", "mention"}}
		case 6:
			if i%2 == 0 {
				set = commitments.Reminding{Mode: people.RemindersOff}
			}
		}
		y.do(y.as(p), commitments.SetReminders{Reminding: set})
		p.settings = people.Reminders{Mode: set.Mode, Clock: set.Clock, Weekday: set.Weekday, Days: set.Days, Off: set.Off}
	}
	holidays := []people.Holiday{{Day: "2027-05-17", Title: "A day"}, {Day: "2027-12-24", Title: "Eve"}, {Day: "2027-12-27", Title: "After"}}
	for i := 0; i < len(y.people); i += 30 {
		o := y.people[i].organisation
		y.do(operator(), commitments.SetOrganisationReminders{Plan: slug, Organisation: o, Holidays: &holidays})
		for _, p := range y.people {
			for _, h := range holidays {
				if p.organisation == o {
					p.holidays[h.Day] = true
				}
			}
		}
	}
}

// registers lets somebody promise something: some days are those at which calendars break.
func (y *year) registers(i int) {
	p := y.people[y.dice.IntN(len(y.people))]
	if p.role == people.Observer {
		return
	}
	c := commitments.Register{Plan: slug, Lead: p.organisation, Title: fmt.Sprintf("Promise %d", i), Steps: []string{"25"}}
	switch days := y.dice.IntN(330); i % 9 {
	case 0:
		c.DueOn = "2028-02-29"
	case 1:
		c.DueOn = civil.EndOfMonth(2027, time.Month(4+y.dice.IntN(9)))
	case 2:
		c.Cadence = plans.Continuing
	default:
		c.DueOn = civil.DateOf(y.now, time.UTC).AddDays(15 + days)
	}
	if i%5 == 0 {
		c.Partners = []string{fmt.Sprintf("org-%d", y.dice.IntN(len(y.people)/10))}
		if c.Partners[0] == p.organisation {
			c.Partners = nil
		}
	}
	y.refs = append(y.refs, y.do(y.as(p), c).Commitment)
}

// lives lets days go by, hour by hour.
func (y *year) lives(days int) {
	y.stopped = [2]time.Time{y.began.AddDate(0, 0, days/2), y.began.AddDate(0, 0, days/2+3)}
	for hour := range days * 24 {
		y.now = y.began.Add(time.Duration(hour) * time.Hour)
		if hour%24 == 11 {
			y.happens()
		}
		if y.now.Before(y.stopped[0]) || !y.now.Before(y.stopped[1]) {
			y.tick()
		}
	}
}

// happens is what people do on a day.
func (y *year) happens() {
	for range max(1, len(y.people)/50) {
		p := y.people[y.dice.IntN(len(y.people))]
		ref := y.refs[y.dice.IntN(len(y.refs))]
		var command commitments.Command
		switch y.dice.IntN(9) {
		case 0, 1:
			command = commitments.Log{Plan: slug, Ref: ref, Note: "a meeting"}
		case 2:
			command = commitments.AttestNoChange{Plan: slug, Ref: ref}
		case 3:
			due := civil.DateOf(y.now, time.UTC).AddDays(y.dice.IntN(80))
			command = commitments.Edit{Plan: slug, Ref: ref, DueOn: &due}
		case 4:
			to := y.people[y.dice.IntN(len(y.people))]
			if y.dice.IntN(3) == 0 {
				to = p // of which nobody is told
			}
			command = commitments.HandOver{Plan: slug, Ref: ref, To: to.key}
		case 5:
			command = commitments.Snooze{Plan: slug, Ref: ref, Until: civil.DateOf(y.now, time.UTC).AddDays(2 + y.dice.IntN(20))}
		case 6:
			command = commitments.AskReminder{Plan: slug, Ref: ref, On: civil.DateOf(y.now, time.UTC).AddDays(2 + y.dice.IntN(20))}
		case 7:
			command = commitments.Log{Plan: slug, Ref: ref, Status: commitments.Completed}
		case 8:
			y.leaves(p)
			continue
		}
		by := y.as(p)
		by.Cause = fmt.Sprintf("%v %s %s", y.now, p.key, ref)
		_, _ = y.service.Do(y.Context(), by, command) // many may not do what they try, as in life
	}
}

// leaves lets somebody be away for some days.
func (y *year) leaves(p *person) {
	today := civil.DateOf(y.now, p.zone)
	if p.away[1] > today {
		return
	}
	p.away = [2]civil.Date{today.AddDays(1), today.AddDays(3 + y.dice.IntN(18))}
	p.leaves = append(p.leaves, leave{y.now, p.away[1]})
	y.do(y.as(p), commitments.SetProfile{AwayUntil: &p.away[1]})
}

// tick lets one of the programs tick, or both at once, and now and then one of them dies on the way.
func (y *year) tick() {
	y.Helper()
	var group sync.WaitGroup
	var sent atomic.Int64
	both := y.crashes.IntN(6) == 0
	y.mayCrash.armed(y.crashes.IntN(12) == 0, y.crashes.IntN(3))
	for i, ticker := range y.tickers {
		if !both && y.now.Hour()%2 != i {
			continue
		}
		group.Go(func() {
			counts, err := ticker.Tick(y.Context())
			if err != nil && !errors.Is(err, errCrashed) {
				y.Errorf("%v: tick: %v", y.now, err)
			}
			sent.Add(int64(counts.Sent))
			if err != nil {
				sent.Add(1) // perhaps
			}
		})
	}
	group.Wait()
	if sent.Load() > 0 {
		y.empties()
	}
}

// empties sends what waits, and notes what came when.
func (y *year) empties() {
	y.Helper()
	for _, platform := range []people.Platform{people.Slack, people.Matrix} {
		for {
			list, err := y.store.ClaimSendings(y.Context(), string(platform), y.now, y.now.Add(time.Minute), 200)
			y.must(err)
			if len(list) == 0 {
				break
			}
			for i := range list {
				y.must(y.store.NoteSent(y.Context(), &list[i], y.now, "sent"))
				y.letters = append(y.letters, y.read(list[i]))
			}
		}
	}
}

// errCrashed stands for the death of the program.
var errCrashed = errors.New("the program died")

// crashing is the real store, on which a program now and then dies right before or right after it wrote.
type crashing struct {
	*store.Store
	mutex  sync.Mutex
	will   bool
	moment int
}

func (c *crashing) armed(will bool, moment int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.will, c.moment = will, moment
}

func (c *crashing) dies(at int) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	dies := c.will && c.moment == at
	c.will = c.will && !dies
	return dies
}

func (c *crashing) Settle(ctx context.Context, now time.Time, list []notices.Settlement) ([]uuid.UUID, error) {
	if c.dies(0) {
		return nil, errCrashed
	}
	settled, err := c.Store.Settle(ctx, now, list)
	if c.dies(1) {
		return nil, errCrashed
	}
	return settled, err
}

func (c *crashing) SetNoticeMark(ctx context.Context, name, text string) error {
	if c.dies(2) {
		return errCrashed
	}
	return c.Store.SetNoticeMark(ctx, name, text)
}
