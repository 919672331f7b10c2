package understand

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// remind reads: remind REF on DATE, snooze REF 2 weeks. Without a day it is asked for.
func (c *command) remind() bool {
	c.skipFillers()
	if !c.ref() {
		return false
	}
	if c.over() {
		return true
	}
	if c.option("off") {
		c.u.Args.Action = "off"
		return c.over()
	}
	c.skipFillers()
	if d, ok := c.date(); ok {
		c.u.Args.Date, c.u.Args.DatePhrase = d.Date, c.m.written(d.start, d.end)
		return c.over()
	}
	return c.duration() && c.over()
}

// duration takes "2 weeks" as in two weeks.
func (c *command) duration() bool {
	i := c.token()
	if i >= len(c.m.tokens) {
		return false
	}
	s := dayScan{t: c.m.r.lexicon.days.lex(c.m.tokens[i:]), today: c.m.ctx.Today}
	n, unit, end, ok := s.amount(0)
	if !ok || c.m.ctx.Today == "" {
		return false
	}
	c.u.Args.Date = s.move(n, unit)
	last := i + s.t[end-1].end
	c.u.Args.DatePhrase = c.m.written(i, last)
	c.to(last)
	return true
}

// reminders reads: reminders, reminders weekly monday 9:00, reminders daily, reminders off, reminders off stale, reminders
// on C-12, reminders days monday to thursday, reminders by slack, reminders preview, reminders why, reminders for NDI
// weekly, reminders plan due 30 7 1.
func (c *command) reminders() bool {
	for !c.over() {
		if c.reminderPart() {
			continue
		}
		at := c.k
		c.skipFillers()
		if c.k > at {
			continue
		}
		return false
	}
	return true
}

func (c *command) reminderPart() bool {
	switch {
	case c.option("off"):
		c.u.Args.Cadence = "off"
	case c.option("on"):
		c.u.Args.Action = "on"
	case c.u.Args.Action == "" && c.option("preview"):
		c.u.Args.Action = "preview"
	case c.u.Args.Action == "" && c.option("why"):
		c.u.Args.Action = "why"
	case c.option("days"):
		return c.weekdays()
	case c.reminderChannel(), c.cadence(), c.clock(), c.weekday(), c.noticeKind(), c.count(), c.ref(), c.reminderScope():
	default:
		return false
	}
	return true
}

// noticeKind takes a kind of notice.
func (c *command) noticeKind() bool {
	v := c.value("notice")
	if v != "" {
		c.u.Args.Notice = v
	}
	return v != ""
}

// reminderChannel takes "by slack".
func (c *command) reminderChannel() bool {
	at := c.k
	c.option("channel")
	if v := c.value("channel"); v != "" {
		c.u.Args.Channel = v
		return true
	}
	c.k = at
	return false
}

// reminderScope takes "plan", or "for NDI": one word, since settings follow.
func (c *command) reminderScope() bool {
	if c.u.Args.Scope == "" && c.value("scope") == "plan" {
		c.u.Args.Scope = "plan"
		return true
	}
	if c.u.Args.Scope != "" || !c.option("for") || c.token() >= len(c.m.tokens) {
		return false
	}
	i := c.token()
	c.u.Args.Scope, c.u.Args.Organisation = "organisation", c.m.written(i, i+1)
	c.to(i + 1)
	return true
}

// count takes a number of days, for the reminders of a plan.
func (c *command) count() bool {
	i := c.token()
	if c.u.Args.Scope != "plan" || i >= len(c.m.tokens) || c.m.tokens[i].Kind != words.Number {
		return false
	}
	c.u.Args.Numbers = append(c.u.Args.Numbers, c.m.number(i))
	c.to(i + 1)
	return true
}

// weekdays takes "monday to thursday", or "monday wednesday friday".
func (c *command) weekdays() bool {
	for {
		to := c.option("through")
		c.skipLinks(true)
		if !c.weekday() {
			break
		}
		day, list := c.u.Args.Weekday, c.u.Args.Weekdays
		if to && len(list) > 0 {
			for at := list[len(list)-1]; at != day; {
				at = weekdays[(slices.Index(weekdays, at)+1)%len(weekdays)]
				c.u.Args.Weekdays = append(c.u.Args.Weekdays, at)
			}
		} else {
			c.u.Args.Weekdays = append(c.u.Args.Weekdays, day)
		}
	}
	c.u.Args.Weekday = ""
	return len(c.u.Args.Weekdays) > 0
}

// why reads: why, why C-12.
func (c *command) why() bool {
	if c.over() {
		return true
	}
	c.skipFillers()
	return c.ref() && c.over()
}

func (c *command) cadence() bool {
	v := c.value("cadence")
	if v == "immediate" || v == "daily" || v == "weekly" {
		c.u.Args.Cadence = v
		return true
	}
	return false
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (c *command) weekday() bool {
	i := c.token()
	if i >= len(c.m.tokens) {
		return false
	}
	t := c.m.r.lexicon.days.at(c.m.tokens, i)
	w, ok := t.is(dayWeekday)
	if ok {
		c.u.Args.Weekday = weekdays[w]
		c.to(t.end)
	}
	return ok
}

// clock takes a time of day: 9:00, 9h30, 14.30, 9 am.
func (c *command) clock() bool {
	i := c.token()
	if i >= len(c.m.tokens) || c.m.tokens[i].Kind != words.Number {
		return false
	}
	hour, minute, end := c.m.number(i), 0, i+1
	switch {
	case end+1 < len(c.m.tokens) && strings.Contains(":h.", c.m.tokens[end].Fold) && c.m.tokens[end].Glued &&
		c.m.tokens[end+1].Kind == words.Number && c.m.tokens[end+1].Glued:
		minute, end = c.m.number(end+1), end+2
	case end < len(c.m.tokens) && c.m.tokens[end].Fold == "h":
		end++
	case end >= len(c.m.tokens) || (c.m.tokens[end].Fold != "am" && c.m.tokens[end].Fold != "pm"):
		return false
	}
	if end < len(c.m.tokens) && (c.m.tokens[end].Fold == "am" || c.m.tokens[end].Fold == "pm") {
		if c.m.tokens[end].Fold == "pm" && hour < 12 {
			hour += 12
		}
		end++
	}
	if hour > 23 || minute > 59 {
		c.u.Problems = append(c.u.Problems, problem.New(problem.Invalid, "clock.no_such_time", "written", c.m.written(i, end)))
	}
	c.u.Args.Clock = fmt.Sprintf("%02d:%02d", hour, minute)
	c.to(end)
	return true
}

func (m *message) number(i int) int {
	n, err := strconv.Atoi(m.tokens[i].Fold)
	if err != nil || len(m.tokens[i].Fold) > 4 {
		return 9999
	}
	return n
}

// away reads: away until DATE, away DATE to DATE, away off.
func (c *command) away() bool {
	if c.option("off") || c.option("back") {
		c.u.Args.Action = "off"
		return c.over()
	}
	d, ok := c.deadline()
	if !ok {
		return c.over()
	}
	c.u.Args.Date, c.u.Args.DatePhrase = d.To, c.m.written(d.start, d.end)
	if d.From != d.To {
		c.u.Args.From, c.u.Args.To = d.From, d.To
	}
	return c.over()
}
