package notices

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// mostTold is how many commitments with news one digest tells of. Of the others it says the number.
const mostTold = 5

// Lines make one line of all digests of a plan that a person waits for, with the news below it: the first notice says it,
// the others are folded into it. Without news it is silence.
func (f *Follows) Lines(ctx context.Context, p *Person, list []Notice, now time.Time) ([]Line, error) {
	all, err := f.Store.Plans(ctx)
	if err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	var lines []Line
	for _, id := range plansOf(list) {
		some := slices.DeleteFunc(slices.Clone(list), func(n Notice) bool { return n.Plan != id })
		item, ok := Item{}, false
		if plan, known := planWith(all, id); known {
			if item, ok, err = f.digest(ctx, p, plan, some, now); err != nil {
				return nil, err
			}
		}
		for i, n := range some {
			switch {
			case !ok:
				lines = append(lines, Line{Notice: n, Silent: "nothing_new"})
			case i == 0:
				lines = append(lines, Line{Notice: n, Item: item})
			default:
				lines = append(lines, Line{Notice: n, Silent: "merged"})
			}
		}
	}
	return lines, nil
}

func plansOf(list []Notice) []uuid.UUID {
	var ids []uuid.UUID
	for _, n := range list {
		if !slices.Contains(ids, n.Plan) {
			ids = append(ids, n.Plan)
		}
	}
	return ids
}

// span is a stretch of days whose news a digest tells, to those who follow something in its cadence.
type span struct {
	cadence  commitments.FollowCadence
	from, to time.Time
}

func (s span) holds(at time.Time) bool { return !at.Before(s.from) && at.Before(s.to) }

// spans are what the notices cover, and single entries that could not be told at once, by position.
func spans(list []Notice, zone *time.Location) (all []span, single map[int64]bool, from time.Time) {
	single = map[int64]bool{}
	note := func(at time.Time) {
		if from.IsZero() || at.Before(from) {
			from = at
		}
	}
	for _, n := range list {
		kind, rest, _ := strings.Cut(n.Anchor, "/")
		if kind == "entry" {
			if position, err := strconv.ParseInt(rest, 10, 64); err == nil {
				single[position] = true
				note(n.Day.AddDays(-windowBefore).Start(zone))
			}
			continue
		}
		days := 1
		if kind == string(commitments.Weekly) {
			days = 7
		}
		s := span{commitments.FollowCadence(kind), n.Day.AddDays(-days).Start(zone), n.Day.Start(zone)}
		all = append(all, s)
		note(s.from)
	}
	return all, single, from
}

// windowBefore is how many days before the day of its notice an entry may have been made that could not be told at once:
// holidays, leave.
const windowBefore = 10

// digest is the line, and false if there is no news that the person may see.
func (f *Follows) digest(ctx context.Context, p *Person, plan *plans.Plan, list []Notice, now time.Time) (Item, bool, error) {
	covered, single, from := spans(list, p.Zone)
	if len(covered) == 0 && len(single) == 0 {
		return Item{}, false, nil
	}
	w, err := f.since(ctx, plan, from)
	if err != nil {
		return Item{}, false, err
	}
	member := p.Actor.Member.ID
	actor, err := f.Store.ActorByMember(ctx, member, plan.ID, civil.DateOf(now, civil.Zone(plan.TimeZone, time.UTC)))
	if err != nil {
		return Item{}, false, fmt.Errorf("find who follows: %w", err)
	}
	subscriptions, err := f.Store.SubscriptionsOf(ctx, plan.ID, member, people.Room{})
	if err != nil {
		return Item{}, false, fmt.Errorf("list subscriptions: %w", err)
	}
	wanted := func(e *commitments.Entry, c *commitments.Commitment) bool {
		return e.Member != p.Key && wants(subscriptions, e, c, w.themes[c.Number], covered, single)
	}
	news := w.news(access.ReaderOf(actor, plan.ID), wanted)
	if len(news) == 0 {
		return Item{}, false, nil
	}
	for i := range news {
		news[i].ref = f.typed(plan, news[i].commitment.Ref)
	}
	item, err := f.item(ctx, news, f.Catalogue.Printer(p.Language).In(p.Zone))
	return item, true, err
}

// wants says whether an entry belongs into the digest: it could not be told at once; or the person follows it in a digest
// that covers it, and was not told at once.
func wants(list []commitments.Subscription, e *commitments.Entry, c *commitments.Commitment, themes []string, covered []span, single map[int64]bool) bool {
	found := single[e.Position]
	for i := range list {
		s := &list[i]
		if e.Position <= s.Since || !s.Follows(c, themes) {
			continue
		}
		if s.Cadence == commitments.Immediate {
			return single[e.Position]
		}
		found = found || slices.ContainsFunc(covered, func(one span) bool { return one.cadence == s.Cadence && one.holds(e.RecordedAt) })
	}
	return found
}

// news are the last entries of each commitment that are wanted and that the reader may see; what stands corrected is no
// news any more.
func (w *window) news(reader access.Reader, wanted func(*commitments.Entry, *commitments.Commitment) bool) []told {
	void := map[int]map[int]bool{}
	last := map[int]int{}
	var list []told
	for i := len(w.entries) - 1; i >= 0; i-- {
		e := &w.entries[i]
		number := numberOf(e.Commitment)
		c, ok := w.held[number]
		if e.Corrects > 0 {
			if void[number] == nil {
				void[number] = map[int]bool{}
			}
			void[number][e.Corrects] = true
		}
		if !ok || c.Undone || void[number][e.Seq] || !e.IsNews() {
			continue
		}
		sight := access.See(reader, c.Visibility, c.Organisations())
		c = seen(c, sight)
		if sight == access.Hidden || !wanted(e, &c) {
			continue
		}
		if _, known := last[number]; !known {
			last[number] = len(list)
			list = append(list, told{entry: e, commitment: c, sight: sight})
		}
	}
	return list
}

func (f *Follows) item(ctx context.Context, news []told, words *i18n.Printer) (Item, error) {
	item := Item{
		Kind: Digest, Said: Counted("follow.digest_line", len(news)), Rule: Say("follow.digest_rule"),
		Buttons: []Button{{Label: "follow.button_following", Say: "following"}},
	}
	known := newNames(f.Store)
	for _, t := range news[:min(len(news), mostTold)] {
		line, err := known.said(ctx, t, words)
		if err != nil {
			return Item{}, err
		}
		item.More = append(item.More, Item{
			Ref: t.ref, Title: t.commitment.Title, Said: Say("follow.told.line", "what", i18n.Said(flat(line, words.Direction()))),
		})
	}
	if left := len(news) - mostTold; left > 0 {
		item.More = append(item.More, Item{Said: Counted("follow.digest_more", left)})
	}
	return item, nil
}

// flat is a line as the argument of a sentence. What people wrote stands within marks that keep its direction to itself.
func flat(line reply.Line, direction bidi.Direction) string {
	var b strings.Builder
	for _, in := range line {
		switch in := in.(type) {
		case reply.Said:
			b.WriteString(string(in))
		case reply.Text:
			b.WriteString(bidi.Isolate(string(in), direction))
		}
	}
	return b.String()
}
