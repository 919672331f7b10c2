package notices

import (
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/people"
)

// Mind is all that is to be decided about one person: the facts of this package's kinds, and the lines that sources
// made of theirs.
type Mind struct {
	Facts []Facts
	Lines []Line
}

// notices are all that wait.
func (m *Mind) notices() []Notice {
	list := make([]Notice, 0, len(m.Facts)+len(m.Lines))
	for i := range m.Facts {
		list = append(list, m.Facts[i].Notice)
	}
	for i := range m.Lines {
		list = append(list, m.Lines[i].Notice)
	}
	return list
}

// Decide says what to do about all that waits for one person: one message with all of it, silence, or to look again.
// It is pure: the same arguments give the same decision.
func Decide(now time.Time, p *Person, m *Mind) Decision {
	if p.Settings.Mode == people.RemindersOff || p.Channel.None() {
		return p.shut(now, m)
	}
	if !p.May(now) {
		return p.postpone(now, m, p.why(now))
	}
	today := p.Today(now)
	if p.LastOn >= today {
		return p.postpone(p.Evening(today), m, "told_today")
	}
	ripe, early := p.ripe(now, m)
	d := Decision{Day: today, Lines: p.lines(today, ripe), Later: early}
	if slices.ContainsFunc(d.Lines, func(l Line) bool { return l.Silent == "" }) {
		d.Send, d.Key, d.Until = true, MessageKey+p.Key+"/"+string(today), p.Evening(today)
	}
	return d
}

// Wanted says whether a person wants a kind of notice. What they asked for by itself comes even with reminders off.
func (p *Person) Wanted(kind Kind) bool {
	if kind == Asked {
		return true
	}
	return p.Settings.Mode != people.RemindersOff && !slices.Contains(p.Settings.Off, string(kind))
}

// shut decides for somebody who is not to be written to. What was asked for one by one is heard all the same.
func (p *Person) shut(now time.Time, m *Mind) Decision {
	asked := Mind{}
	d := Decision{Day: p.Today(now)}
	reason := "off"
	if p.Channel.None() {
		reason = "no_channel"
	}
	for _, n := range m.notices() {
		if reason == "off" && n.Kind == Asked {
			continue
		}
		d.Lines = append(d.Lines, Line{Notice: n, Silent: reason})
	}
	for i := range m.Facts {
		if reason == "off" && m.Facts[i].Kind == Asked {
			asked.Facts = append(asked.Facts, m.Facts[i])
		}
	}
	if len(asked.Facts) == 0 {
		return d
	}
	open := *p
	open.Settings.Mode = people.RemindersOn
	rest := Decide(now, &open, &asked)
	rest.Lines = append(rest.Lines, d.Lines...)
	return rest
}

// why says why this is no moment to write.
func (p *Person) why(now time.Time) string {
	today := p.Today(now)
	switch {
	case today < p.Away:
		return "away"
	case p.Holidays[today]:
		return "holiday"
	case !p.Telling(today):
		return "day_off"
	}
	return "night"
}

func (p *Person) postpone(now time.Time, m *Mind, reason string) Decision {
	d := Decision{Day: p.Today(now)}
	for _, n := range m.notices() {
		d.Later = append(d.Later, Later{Notice: n, At: p.When(&n, now), Reason: reason})
	}
	return d
}

// ripe parts what may be said now from what was looked at too early, because settings have changed meanwhile.
func (p *Person) ripe(now time.Time, m *Mind) (*Mind, []Later) {
	var early []Later
	soon := func(n *Notice) bool {
		at := p.When(n, now)
		if at.After(now) {
			early = append(early, Later{Notice: *n, At: at, Reason: "early"})
		}
		return at.After(now)
	}
	return &Mind{
		Facts: slices.DeleteFunc(slices.Clone(m.Facts), func(f Facts) bool { return soon(&f.Notice) }),
		Lines: slices.DeleteFunc(slices.Clone(m.Lines), func(l Line) bool { return soon(&l.Notice) }),
	}, early
}

// lines are what is said and what is not, the most pressing first. Of several notices about one commitment the most
// pressing speaks for all.
func (p *Person) lines(today civil.Date, m *Mind) []Line {
	lines := slices.Clone(m.Lines)
	for i := range m.Facts {
		f := &m.Facts[i]
		line := Line{Notice: f.Notice}
		line.Item, line.Silent = f.say(p, today)
		lines = append(lines, line)
	}
	for i := range lines {
		if lines[i].Silent == "" && !p.Wanted(lines[i].Notice.Kind) {
			lines[i].Silent = "kind_off"
		}
	}
	slices.SortStableFunc(lines, pressing)
	spoken := map[Subject]bool{}
	for i := range lines {
		n := &lines[i].Notice
		about := Subject{Plan: n.Plan, Number: n.Number}
		switch {
		case lines[i].Silent != "" || n.Number == 0 || n.Kind == Digest:
		case spoken[about]:
			lines[i].Silent = "merged"
		default:
			spoken[about] = true
		}
	}
	return lines
}

// pressing sorts by kind, then by day, then by what it is about.
func pressing(a, b Line) int {
	if x, y := slices.Index(Kinds[:], a.Notice.Kind), slices.Index(Kinds[:], b.Notice.Kind); x != y {
		return x - y
	}
	switch {
	case a.Item.Due != b.Item.Due && a.Item.Due < b.Item.Due:
		return -1
	case a.Item.Due != b.Item.Due:
		return 1
	case a.Notice.Number != b.Notice.Number:
		return a.Notice.Number - b.Notice.Number
	case a.Notice.Anchor < b.Notice.Anchor:
		return 1 // of one commitment the latest day of its rule
	case a.Notice.Anchor > b.Notice.Anchor:
		return -1
	}
	return 0
}
