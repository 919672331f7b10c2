package bundle

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/people"
)

// jsonForm reads the JSON form. Its lists may stand in any order, so all of it is read before any of it is given on.
type jsonForm struct {
	*faults
	to      sink
	p       parser
	opening *decoder
	at      place // what is being read
	head    node  // the members that are no lists
	names   []string

	organisations []placed[people.Organisation]
	members       []placed[people.Member]
	endorsements  []placed[people.Endorsement]
	events        []placed[calendar.Event]
	commitments   []*group
	milestones    []milestoneRecord
	entries       []entryRecord
	withheld      []withheldRecord
}

// placed is a record and its place.
type placed[T any] struct {
	at    place
	value T
}

func (r *jsonForm) read(ctx context.Context, from io.Reader) error {
	var text strings.Builder
	if _, err := io.Copy(&text, from); err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	r.opening = &decoder{faults: r.faults}
	r.head.shape = isObject
	r.p = parser{text: text.String()}
	if strings.TrimSpace(r.p.text) == "" {
		r.say(place{}, "", "bundle.empty")
		return errNoHead
	}
	if !r.object(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.say(r.at, r.p.path(), r.p.broken)
		return errNoHead
	}
	return r.give(ctx)
}

// object reads the one object that the bundle is.
func (r *jsonForm) object(ctx context.Context) bool {
	p := &r.p
	r.restart(r.opening)
	if !p.expect('{') {
		return false
	}
	for first := true; !(first && p.take('}')); first = false {
		name, ok := p.name()
		if !ok || ctx.Err() != nil || !r.member(ctx, name) {
			return false
		}
		r.restart(r.opening)
		if p.take('}') {
			break
		}
		if !p.expect(',') {
			return false
		}
	}
	p.twice(r.names)
	if p.space(); p.at < len(p.text) {
		return p.fail("bundle.after_end")
	}
	return true
}

// restart makes paths begin at the record of the decoder.
func (r *jsonForm) restart(d *decoder) {
	r.at, r.p.trail, r.p.depth = d.at, r.p.trail[:0], 0
	r.p.warn = func(path, key string) { d.wrong(path, key) }
}

func (r *jsonForm) member(ctx context.Context, name string) bool {
	r.names = append(r.names, name)
	l := list(max(0, slices.Index(listNames[:], name)))
	if r.p.space(); l >= organisations && r.p.next() == '[' {
		return r.list(ctx, l)
	}
	r.p.trail = append(r.p.trail, step{name: name})
	var n node
	if !r.p.value(&n) {
		return false
	}
	if l < organisations {
		r.head.names, r.head.nodes = append(r.head.names, name), append(r.head.nodes, n)
	} else if !n.empty() {
		r.opening.wrong(name, "bundle.not_list")
	}
	return true
}

func (r *jsonForm) list(ctx context.Context, l list) bool {
	p := &r.p
	p.at++
	for i := uint32(0); !(i == 0 && p.take(']')); i++ {
		if i%1000 == 0 && ctx.Err() != nil {
			return false
		}
		d := &decoder{faults: r.faults, at: place{list: l, index: i}}
		r.restart(d)
		var n node
		if !p.value(&n) {
			return false
		}
		if n.shape == isObject {
			r.record(d, l, &n)
		} else {
			d.wrong("", "bundle.not_object")
		}
		if p.take(']') {
			break
		}
		if !p.expect(',') {
			return false
		}
	}
	return true
}

func (r *jsonForm) record(d *decoder, l list, n *node) {
	switch l {
	case organisations:
		r.organisations = append(r.organisations, placed[people.Organisation]{d.at, d.organisation(n)})
	case members:
		r.members = append(r.members, placed[people.Member]{d.at, d.member(n)})
	case endorsements:
		r.endorsements = append(r.endorsements, placed[people.Endorsement]{d.at, d.endorsement(n)})
	case events:
		r.events = append(r.events, placed[calendar.Event]{d.at, d.event(n)})
	case commitmentList:
		r.commitments = append(r.commitments, &group{commitmentRecord: d.commitment(n)})
	case milestones:
		r.milestones = append(r.milestones, d.milestoneRecord(n))
	case entries:
		r.entries = append(r.entries, d.entry(n))
	case withheldList:
		r.withheld = append(r.withheld, d.withheld(n))
	}
}

// give hands everything on in the order of NDJSON.
func (r *jsonForm) give(ctx context.Context) error {
	d := &decoder{faults: r.faults}
	if err := r.to.head(d.readHead(&r.head)); err != nil {
		return err
	}
	for _, o := range r.organisations {
		r.to.organisation(o.at, o.value)
	}
	for _, m := range r.members {
		r.to.member(m.at, m.value)
	}
	for _, e := range r.endorsements {
		r.to.endorsement(e.at, e.value)
	}
	for _, e := range r.events {
		r.to.event(e.at, e.value)
	}
	if err := r.giveGroups(ctx); err != nil {
		return err
	}
	for _, w := range r.withheld {
		r.to.withheld(w)
	}
	return nil
}

func (r *jsonForm) giveGroups(ctx context.Context) error {
	for _, g := range r.gathered() {
		if err := r.to.group(g); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// gathered brings milestones and entries to their commitments. Those of commitments without a record come last.
func (r *jsonForm) gathered() []*group {
	byRef := make(map[string]*group, len(r.commitments))
	for _, g := range r.commitments {
		if byRef[g.ref] == nil {
			byRef[g.ref] = g
		}
	}
	groups := r.commitments
	of := func(ref string) *group {
		if byRef[ref] == nil {
			stray := &group{astray: true}
			stray.ref = ref
			byRef[ref], groups = stray, append(groups, stray)
		}
		return byRef[ref]
	}
	for _, m := range r.milestones {
		g := of(m.ref)
		g.milestones = append(g.milestones, m)
	}
	for i := range r.entries {
		g := of(r.entries[i].Commitment)
		g.entries = append(g.entries, r.entries[i])
	}
	return groups
}
