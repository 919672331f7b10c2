package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// lineForm reads NDJSON. It keeps one commitment at a time.
type lineForm struct {
	*faults
	to     sink
	lines  lineReader
	opened bool // the head was read
	stage  int
	counts [inEnd]int
	ended  bool
	group  *group
}

// stage of a record: the lists of one stage may stand mixed.
func stageOf(l list) int {
	switch l {
	case inHead:
		return 0
	case organisations, members, endorsements, events:
		return 1
	case commitmentList, milestones, entries:
		return 2
	case withheldList:
		return 3
	default:
		return 4
	}
}

func (r *lineForm) read(ctx context.Context) error {
	for {
		line, err := r.lines.next()
		at := place{index: uint32(r.lines.number), lines: true}
		switch {
		case errors.Is(err, io.EOF):
			return r.finish()
		case errors.Is(err, errLongLine):
			r.say(at, "", "bundle.line_too_long", "limit", maxLine>>20)
			continue
		case err != nil:
			return fmt.Errorf("read line %d: %w", r.lines.number+1, err)
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := r.line(at, line); err != nil {
			return err
		}
		if r.lines.number%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (r *lineForm) line(at place, line string) error {
	if r.ended {
		r.say(at, "", "bundle.after_end")
		return nil
	}
	d := &decoder{faults: r.faults, at: at}
	n, ok := d.parse(line)
	if !ok {
		if !r.opened {
			return errNoHead
		}
		return nil
	}
	name := d.text("record", n.member("record"))
	l := list(slices.Index(recordNames[:], name))
	if name == "" || int(l) >= len(recordNames) {
		d.wrong("record", "bundle.unknown_record", "record", shortened(name))
		return nil
	}
	d.at.list = l
	return r.record(d, l, n)
}

// parse reads the one object that a line is.
func (d *decoder) parse(line string) (*node, bool) {
	p := parser{text: line, warn: func(path, key string) { d.wrong(path, key) }}
	n := new(node)
	if ok := p.value(n); ok {
		if p.space(); p.at < len(p.text) {
			p.fail("bundle.not_json")
		}
	}
	if p.broken != "" {
		d.wrong(p.path(), p.broken)
		return nil, false
	}
	if n.shape != isObject {
		d.wrong("", "bundle.not_object")
		return nil, false
	}
	return n, true
}

func (r *lineForm) record(d *decoder, l list, n *node) error {
	if l != inHead && !r.opened {
		d.wrong("record", "bundle.no_head")
		return errNoHead
	}
	if stage := stageOf(l); stage < r.stage || l == inHead && r.opened {
		d.wrong("record", "bundle.out_of_order", "record", recordNames[l])
	} else {
		r.stage = stage
	}
	if l == inEnd {
		r.ended = true
		r.end(d, n)
		return nil
	}
	r.counts[l]++
	if l == commitmentList || stageOf(l) != 2 {
		if err := r.flush(); err != nil {
			return err
		}
	}
	return r.give(d, l, n)
}

func (r *lineForm) give(d *decoder, l list, n *node) error {
	switch l {
	case inHead:
		h := d.readHead(n)
		if r.opened {
			return nil
		}
		r.opened = true
		return r.to.head(h)
	case commitmentList:
		r.group = &group{commitmentRecord: d.commitment(n)}
	case milestones:
		m := d.milestoneRecord(n)
		return r.belongs(m.ref, func(g *group) { g.milestones = append(g.milestones, m) })
	case entries:
		e := d.entry(n)
		return r.belongs(e.Commitment, func(g *group) { g.entries = append(g.entries, e) })
	default:
		d.give(r.to, l, n)
	}
	return nil
}

// give hands a record that stands alone to the sink.
func (d *decoder) give(to sink, l list, n *node) {
	switch l {
	case organisations:
		to.organisation(d.at, d.organisation(n))
	case members:
		to.member(d.at, d.member(n))
	case endorsements:
		to.endorsement(d.at, d.endorsement(n))
	case events:
		to.event(d.at, d.event(n))
	case withheldList:
		to.withheld(d.withheld(n))
	}
}

// belongs adds a record to the commitment at hand, if it is its own.
func (r *lineForm) belongs(ref string, add func(*group)) error {
	if r.group != nil && r.group.ref == ref {
		add(r.group)
		return nil
	}
	astray := &group{astray: true}
	astray.ref = ref
	add(astray)
	return r.to.group(astray)
}

func (r *lineForm) flush() error {
	g := r.group
	r.group = nil
	if g == nil {
		return nil
	}
	return r.to.group(g)
}

// end compares the counts with what was read.
func (r *lineForm) end(d *decoder, n *node) {
	var counts node
	d.object(n, func(name string, n *node) bool {
		if name == "counts" {
			counts = *n
		}
		return name == "counts"
	})
	said := map[string]int{}
	d.within("counts", func() {
		d.object(&counts, func(name string, n *node) bool {
			if value := d.number(name, n); value != nil {
				said[name] = *value
			}
			return slices.Contains(listNames[organisations:], name)
		})
		for l := organisations; l < inEnd; l++ {
			if name := listNames[l]; said[name] != r.counts[l] {
				d.wrong(name, "bundle.wrong_count", "list", name, "said", said[name], "read", r.counts[l])
			}
		}
	})
}

func (r *lineForm) finish() error {
	at := place{index: uint32(max(r.lines.number, 1)), lines: true}
	if !r.opened {
		r.say(at, "", "bundle.empty")
		return errNoHead
	}
	if err := r.flush(); err != nil {
		return err
	}
	if !r.ended {
		r.say(at, "", "bundle.no_end")
	}
	return nil
}
