package bundle

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
)

// add writes a record to its part: a line of NDJSON, or an item of a list.
func (x *exporter) add(l list, write func(*object)) error {
	part := l
	var o object
	if x.o.NDJSON {
		if stageOf(l) == stageOf(commitmentList) {
			part = commitmentList
		}
		o = open(x.buffer[:0])
		o.text("record", recordNames[l])
	} else {
		lead := ",\n  "
		if x.counts[l] == 0 {
			lead = "\n  "
		}
		o = open(append(x.buffer[:0], lead...))
	}
	x.counts[l]++
	write(&o)
	x.buffer = o.close()
	if x.o.NDJSON {
		x.buffer = append(x.buffer, '\n')
	}
	_, err := x.parts[part].Write(x.buffer)
	return err
}

// show writes a commitment that may be seen, with its milestones and entries.
func (x *exporter) show(ref string, fold *commitments.State, all []commitments.Entry, inPart bool) error {
	if err := x.add(commitmentList, func(o *object) { o.commitment(ref, fold) }); err != nil {
		return err
	}
	for i := range fold.Milestones {
		err := x.add(milestones, func(o *object) {
			o.text("commitment", ref)
			o.milestone(&fold.Milestones[i])
		})
		if err != nil {
			return err
		}
	}
	gone := redactedBy(all)
	for i := range all {
		e, digest := &all[i], ""
		if inPart || e.Salt == "" && !gone[e.Seq] {
			shown := all[i]
			digest = commitments.Digests(e).Entry
			x.inPart++
			part(&shown, inPart)
			e = &shown
		}
		x.refer(e)
		if err := x.add(entries, func(o *object) { o.entry(e, digest) }); err != nil {
			return err
		}
	}
	return nil
}

// redactedBy are the seqs of the entries whose text was redacted among those that are exported.
func redactedBy(all []commitments.Entry) map[int]bool {
	var gone map[int]bool
	for i := range all {
		if all[i].Kind == commitments.KindRedacted {
			if gone == nil {
				gone = map[int]bool{}
			}
			gone[all[i].Corrects] = true
		}
	}
	return gone
}

// unattributed removes from a commitment what says whose it is.
func unattributed(s *commitments.State) {
	s.Lead, s.Partners, s.Countries, s.Contact = "", nil, nil, ""
}

// part makes of an entry what is shown in part: without salt and text digest, and, if it is of an unattributed
// commitment, without what says whose it is or where it was said.
func part(e *commitments.Entry, anonymous bool) {
	e.Salt, e.TextDigest = "", ""
	if !anonymous {
		return
	}
	e.Member, e.ToMember, e.Evidence, e.Source = "", "", nil, ""
	if e.Changes == nil {
		return
	}
	e.Changes = maps.Clone(e.Changes)
	for _, field := range [...]commitments.Field{commitments.FieldLead, commitments.FieldPartners, commitments.FieldCountries} {
		delete(e.Changes, field)
	}
	if len(e.Changes) == 0 {
		e.Changes = nil
	}
}

// refer notes whom a shown entry names, so that their records come along.
func (x *exporter) refer(e *commitments.Entry) {
	for _, key := range [...]string{e.Member, e.ToMember} {
		if key != "" {
			x.members[key] = true
		}
	}
	for _, field := range [...]commitments.Field{commitments.FieldLead, commitments.FieldPartners} {
		change := e.Changes[field]
		for _, v := range [...]commitments.Value{change.Old, change.New} {
			for _, handle := range append(slices.Clip(v.List), v.Text) {
				if handle != "" {
					x.handles[handle] = true
				}
			}
		}
	}
}

// people writes the organisations that endorse or are named, the members that are named, endorsements and events.
func (x *exporter) people(ctx context.Context, s Source) error {
	all, err := s.EndorsementsOf(ctx, x.plan.ID)
	if err != nil {
		return fmt.Errorf("read endorsements: %w", err)
	}
	for i := range all {
		x.handles[all[i].Organisation] = true
	}
	for _, write := range [...]func() error{
		func() error { return x.organisations(ctx, s) },
		func() error { return x.named(ctx, s) },
		func() error { return x.endorsements(all) },
		func() error { return x.events(ctx, s) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) organisations(ctx context.Context, s Source) error {
	all, err := s.Organisations(ctx)
	if err != nil {
		return fmt.Errorf("read organisations: %w", err)
	}
	slices.SortFunc(all, func(a, b people.Organisation) int { return cmp.Compare(a.Handle, b.Handle) })
	for i := range all {
		if !x.handles[all[i].Handle] {
			continue
		}
		if err := x.add(organisations, func(o *object) { o.organisation(&all[i]) }); err != nil {
			return err
		}
	}
	return nil
}

// keysAtOnce is how many names are asked for in one go.
const keysAtOnce = 500

func (x *exporter) named(ctx context.Context, s Source) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(x.members)), keysAtOnce) {
		names := map[string]string{}
		if x.o.WithNames {
			all, err := s.MembersByKey(ctx, some)
			if err != nil {
				return fmt.Errorf("read members: %w", err)
			}
			for _, m := range all {
				names[m.Key] = m.Name
			}
		}
		for _, key := range some {
			err := x.add(members, func(o *object) {
				o.text("key", key)
				o.text("name", names[key])
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *exporter) endorsements(all []people.Endorsement) error {
	slices.SortFunc(all, func(a, b people.Endorsement) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.EndorsedOn, b.EndorsedOn))
	})
	for i := range all {
		if err := x.add(endorsements, func(o *object) { o.endorsement(&all[i]) }); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) events(ctx context.Context, s Source) error {
	all, err := s.EventsOf(ctx, x.plan.ID)
	if err != nil {
		return fmt.Errorf("read the calendar: %w", err)
	}
	slices.SortFunc(all, func(a, b calendar.Event) int {
		return cmp.Or(
			cmp.Compare(a.StartsOn, b.StartsOn), cmp.Compare(a.EndsOn, b.EndsOn), cmp.Compare(a.Title, b.Title),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Organiser, b.Organiser),
			cmp.Compare(a.Link, b.Link),
		)
	})
	for i := range all {
		if err := x.add(events, func(o *object) { o.event(&all[i]) }); err != nil {
			return err
		}
	}
	return nil
}

// withheld writes what stands for entries that are not shown, by position: their order says nothing of commitments.
func (x *exporter) withheld() error {
	slices.SortFunc(x.hidden, func(a, b hidden) int { return cmp.Compare(a.position, b.position) })
	x.counts[withheldList] = 0
	for _, h := range x.hidden {
		err := x.add(withheldList, func(o *object) {
			o.number("position", h.position)
			o.text("entry_digest", hexOf(h.digest))
		})
		if err != nil {
			return err
		}
	}
	return nil
}
