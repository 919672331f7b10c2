package notices

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// Parts are what a ticker works with.
type Parts struct {
	Store     Store
	Catalogue *i18n.Catalogue
	Sources   []Source
}

// Options of a ticker.
type Options struct {
	Home Home
	Now  func() time.Time
	// Show, where there is one, is shown each message that is decided on. That nothing is sent is a Dry store's doing.
	Show func(p *Person, d *Decision, message reply.Reply)
}

// Ticker looks at what may have to be said, and lets it be said. Any number of programs may tick at the same time: what
// is sent is the same as if one did (U-14).
type Ticker struct {
	store     Store
	catalogue *i18n.Catalogue
	sources   map[Kind]Source
	all       []Source
	options   Options
	welcomed  map[uuid.UUID]bool // memberships that need not be looked at again
	pruned    time.Time
	tookBack  time.Time // what was not sent
}

// Counts are what a tick did.
type Counts struct {
	Looked  int // people
	Sent    int // messages
	Silent  int // notices that ended in silence
	Later   int // notices that are looked at again
	Ceiling int // messages that were not sent, because the person had been written to on that day (U-22)
}

// New makes a ticker.
func New(parts Parts, options Options) *Ticker {
	t := &Ticker{
		store: parts.Store, catalogue: parts.Catalogue, all: parts.Sources, options: options, sources: map[Kind]Source{},
		welcomed: map[uuid.UUID]bool{},
	}
	for _, source := range parts.Sources {
		for _, kind := range source.Kinds() {
			t.sources[kind] = source
		}
	}
	return t
}

// atOnce is how many people are decided about in one transaction.
const atOnce = 250

// kept is how long it can be asked why something was said or was not.
const kept = 400 * 24 * time.Hour

// Tick puts down what has come into reach, and decides about all that is due.
func (t *Ticker) Tick(ctx context.Context) (Counts, error) {
	now := t.options.Now().UTC().Truncate(time.Microsecond)
	if stopped, err := Stopped(ctx, t.store); err != nil || stopped {
		return Counts{}, err
	}
	if err := t.unsent(ctx, now); err != nil {
		return Counts{}, err
	}
	all, err := t.prepare(ctx, now)
	if err != nil {
		return Counts{}, err
	}
	var total Counts
	for {
		counts, err := t.some(ctx, now, all)
		total.add(counts)
		if err != nil {
			return total, fmt.Errorf("decide about notices: %w", err)
		}
		if counts.Looked < atOnce { // there were no more
			break
		}
	}
	return total, t.prune(ctx, now)
}

// The administrator's switch: while it is set nothing is decided, and so nothing is sent.
const (
	stopMark = "stopped"
	stopText = "yes"
)

// Stopper keeps the administrator's switch.
type Stopper interface {
	NoticeMark(ctx context.Context, name string) (string, error)
	SetNoticeMark(ctx context.Context, name, text string) error
}

// Stopped says whether the administrator has stopped what is sent unasked.
func Stopped(ctx context.Context, kept interface {
	NoticeMark(ctx context.Context, name string) (string, error)
},
) (bool, error) {
	text, err := kept.NoticeMark(ctx, stopMark)
	return text == stopText, err
}

// Stop stops what is sent unasked, in every program, from its next tick on. What comes due meanwhile waits.
func Stop(ctx context.Context, kept Stopper) error {
	return kept.SetNoticeMark(ctx, stopMark, stopText)
}

// Resume lets it be sent again: what has waited is folded into one message for each person (U-13).
func Resume(ctx context.Context, kept Stopper) error { return kept.SetNoticeMark(ctx, stopMark, "") }

func (c *Counts) add(other Counts) {
	c.Looked += other.Looked
	c.Sent += other.Sent
	c.Silent += other.Silent
	c.Later += other.Later
	c.Ceiling += other.Ceiling
}

func (t *Ticker) prepare(ctx context.Context, now time.Time) ([]*plans.Plan, error) {
	all, err := t.store.Plans(ctx)
	if err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	for _, plan := range all {
		if err := t.planned(ctx, plan, now); err != nil {
			return nil, fmt.Errorf("plan notices of %s: %w", plan.Slug, err)
		}
	}
	if err := t.joined(ctx, now); err != nil {
		return nil, fmt.Errorf("look who has joined: %w", err)
	}
	for _, source := range t.all {
		if err := source.Prepare(ctx, now); err != nil {
			return nil, fmt.Errorf("prepare notices: %w", err)
		}
	}
	return all, nil
}

// some decides about the people who have waited longest.
func (t *Ticker) some(ctx context.Context, now time.Time, all []*plans.Plan) (Counts, error) {
	list, err := t.store.WaitingNotices(ctx, now, atOnce)
	if err != nil || len(list) == 0 {
		return Counts{}, err
	}
	x := newLooker(t.store, t.options.Home, now, all)
	if err := x.load(ctx, list); err != nil {
		return Counts{}, err
	}
	if x.people, err = meet(ctx, t.store, t.options.Home, membersOf(list)); err != nil {
		return Counts{}, err
	}
	var settlements []Settlement
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].Member == list[from].Member {
			to++
		}
		one, err := t.decide(ctx, x, list[from:to])
		if err != nil {
			return Counts{}, err
		}
		settlements = append(settlements, one)
		from = to
	}
	return t.settle(ctx, now, settlements)
}

// decide decides about all that waits for one person.
func (t *Ticker) decide(ctx context.Context, x *looker, list []Notice) (Settlement, error) {
	p, ok := x.people[list[0].Member]
	if !ok {
		return gone(x.now, list), nil
	}
	m, err := t.mind(ctx, x, p, list)
	if err != nil {
		return Settlement{}, err
	}
	return t.settlement(x, p, Decide(x.now, p, m))
}

// gone ends what waits for somebody who is not there any more.
func gone(now time.Time, list []Notice) Settlement {
	s := Settlement{Member: list[0].Member}
	for _, n := range list {
		n.At, n.Outcome, n.Reason, n.DecidedAt = time.Time{}, Silent, "gone", now
		s.Decided = append(s.Decided, n)
	}
	return s
}

// mind finds out what is true of a person's notices. Sources are asked only for somebody who may be written to now.
func (t *Ticker) mind(ctx context.Context, x *looker, p *Person, list []Notice) (*Mind, error) {
	m := &Mind{}
	theirs := map[Source][]Notice{}
	for i := range list {
		if source, ok := t.sources[list[i].Kind]; ok {
			theirs[source] = append(theirs[source], list[i])
			continue
		}
		f, err := x.facts(ctx, p, &list[i])
		if err != nil {
			return nil, err
		}
		m.Facts = append(m.Facts, f)
	}
	for source, some := range theirs {
		if !p.Open(x.now) {
			for _, n := range some {
				m.Lines = append(m.Lines, Line{Notice: n})
			}
			continue
		}
		lines, err := source.Lines(ctx, p, some, x.now)
		if err != nil {
			return nil, fmt.Errorf("lines of a source: %w", err)
		}
		m.Lines = append(m.Lines, lines...)
	}
	return m, nil
}

// settlement is what becomes of a decision in the store.
func (t *Ticker) settlement(x *looker, p *Person, d Decision) (Settlement, error) {
	s := Settlement{Member: p.Actor.Member.ID, Day: d.Day}
	for _, l := range d.Later {
		l.Notice.At, l.Notice.Reason = l.At, l.Reason
		s.Later = append(s.Later, l.Notice)
	}
	for _, l := range d.Lines {
		n := l.Notice
		n.At, n.DecidedAt, n.Outcome, n.Reason = time.Time{}, x.now, Silent, l.Silent
		if l.Silent == "" {
			n.Outcome, n.Reason, n.SentOn = Sent, string(n.Kind), d.Day
			s.Lines++
		}
		if l.Silent == Unanswered {
			s.More = append(s.More, x.deputies(&n)...)
		}
		s.Decided = append(s.Decided, n)
	}
	if !d.Send {
		return s, nil
	}
	message := Message(t.catalogue.Printer(p.Language).In(p.Zone), d.Lines)
	if t.options.Show != nil {
		t.options.Show(p, &d, message)
	}
	payload, err := queue.Letter{Subject: p.Channel.Subject, Reply: message}.Payload()
	s.Sending = &queue.Sending{
		Key: d.Key, Platform: string(p.Channel.Platform), Realm: p.Channel.Realm, Conversation: "person/" + p.Channel.Subject,
		Kind: queue.KindLetter, Payload: payload, CreatedAt: x.now, ExpiresAt: d.Until,
	}
	return s, err
}

// deputies are told that the contact does not answer, once for each due day.
func (x *looker) deputies(n *Notice) []Notice {
	c, ok := x.commitments[n.Plan][n.Number]
	if !ok {
		return nil
	}
	var all []Notice
	for _, member := range x.casts[n.Plan].deputies(&c) {
		all = append(all, Notice{
			Member: member, Kind: Deputy, Plan: n.Plan, Number: n.Number, Anchor: string(c.DueOn), Day: n.Day, At: x.now,
		})
	}
	return all
}

func (t *Ticker) settle(ctx context.Context, now time.Time, list []Settlement) (Counts, error) {
	counts := Counts{Looked: len(list)}
	settled, err := t.store.Settle(ctx, now, list)
	if err != nil {
		return Counts{}, err
	}
	written := map[uuid.UUID]bool{}
	for _, member := range settled {
		written[member] = true
	}
	for i := range list {
		one := &list[i]
		switch {
		case !written[one.Member]:
			counts.Ceiling++
			continue
		case one.Sending != nil:
			counts.Sent++
		}
		counts.Silent += len(one.Decided) - one.Lines
		counts.Later += len(one.Later)
	}
	return counts, nil
}

// prune drops what is too old to be asked about, once a day.
func (t *Ticker) prune(ctx context.Context, now time.Time) error {
	if now.Sub(t.pruned) < 24*time.Hour {
		return nil
	}
	t.pruned = now
	return t.store.PruneNotices(ctx, now.Add(-kept))
}
