package chat

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/google/uuid"
)

// Events are the shared calendar.
type Events interface {
	// EventsBetween are those that touch the days from the first to the last, by day.
	EventsBetween(ctx context.Context, plan uuid.UUID, first, last civil.Date) ([]calendar.Event, error)
}

// calendarDays is how far the calendar looks if no days are named.
const calendarDays = 60

// sharedCalendar shows what happens and what falls due, or changes the calendar.
func sharedCalendar(ctx context.Context, t *turn) (reply.Reply, error) {
	switch t.args.Action {
	case "add":
		return writes(addEvent)(ctx, t)
	case "edit":
		return writes(editEvent)(ctx, t)
	case "remove":
		return writes(cancelEvent)(ctx, t)
	}
	return t.showCalendar(ctx)
}

// dated is a line of the calendar.
type dated struct {
	day  civil.Date
	line reply.Line
}

func (t *turn) showCalendar(ctx context.Context) (reply.Reply, error) {
	t.newList()
	from, to := t.args.From, t.args.To
	if from.IsZero() {
		from = t.today
	}
	if to.IsZero() {
		to = from.AddDays(calendarDays)
	}
	lines, err := t.eventLines(ctx, from, to)
	if err != nil {
		return reply.Reply{}, err
	}
	due, err := t.dueLines(ctx, from, to)
	if err != nil {
		return reply.Reply{}, err
	}
	lines = append(lines, due...)
	slices.SortStableFunc(lines, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	blocks := []reply.Block{t.paragraph("chat.due_days", "from", from, "to", to)}
	if len(lines) == 0 {
		blocks = append(blocks, t.paragraph("calendar.none"))
	} else {
		blocks = append(blocks, shownOf(lines, to))
	}
	blocks = append(blocks, t.publicOnly()...)
	if len(lines) == len(due) {
		blocks = append(blocks, t.calendarHint()...)
	}
	return t.reply(reply.Line{t.said("calendar.title")}, blocks...), nil
}

// mostDays is how many lines of the calendar are shown. The rest is asked for by its days.
const mostDays = 12

func shownOf(lines []dated, to civil.Date) reply.List {
	var list reply.List
	for _, d := range lines[:min(len(lines), mostDays)] {
		list.Items = append(list.Items, d.line)
	}
	if len(lines) > mostDays {
		list.Rest = reply.Rest{Total: len(lines), Say: fmt.Sprintf("calendar %s..%s", lines[mostDays].day, to)}
	}
	return list
}

func (t *turn) calendarHint() []reply.Block {
	if len(t.actor.Endorsing) == 0 && !t.actor.ConvenerOf(t.plan.ID) {
		return nil
	}
	return []reply.Block{t.paragraph("calendar.how_to_add"), reply.Paragraph{reply.Code(t.printer.Sentence("calendar.add_example"))}}
}

func (t *turn) eventLines(ctx context.Context, from, to civil.Date) ([]dated, error) {
	events, err := t.store.EventsBetween(ctx, t.plan.ID, from, to)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	var lines []dated
	for i := range events {
		e := &events[i]
		line := reply.Line{reply.Strong(t.daysOf(e)), reply.Text(" – "), reply.Text(e.Title), t.said("chat.comma") + " ", reply.Said(t.word("event", string(e.Kind)))}
		for _, more := range []string{e.Organiser, e.Country} {
			if more != "" {
				line = append(line, t.said("chat.comma")+" ", reply.Text(more))
			}
		}
		if e.Link != "" {
			line = append(line, reply.Text(" "), reply.Link{URL: e.Link})
		}
		lines = append(lines, dated{max(e.StartsOn, from), line})
	}
	return lines, nil
}

// daysOf are the days of an event in words.
func (t *turn) daysOf(e *calendar.Event) string {
	if e.EndsOn.IsZero() || e.EndsOn == e.StartsOn {
		return t.printer.ShortDate(e.StartsOn)
	}
	return t.printer.Sentence("calendar.days", "from", i18n.Said(t.printer.ShortDate(e.StartsOn)), "to", i18n.Said(t.printer.ShortDate(e.EndsOn)))
}

// dueLines are what falls due: of the speaker's organisations, or without one of the whole plan.
func (t *turn) dueLines(ctx context.Context, from, to civil.Date) ([]dated, error) {
	handles := t.actor.Organisations()
	if len(handles) == 0 {
		handles = []string{""}
	}
	var lines []dated
	seen := map[string]bool{}
	for _, handle := range handles {
		page, err := t.store.Find(ctx, commitments.Filter{
			Plan: t.plan.ID, Reader: t.reader, Organisation: handle, Open: true, DueFrom: from, DueTo: to, Order: commitments.ByDue, Limit: 200,
		})
		if err != nil {
			return nil, fmt.Errorf("find what is due: %w", err)
		}
		for i := range page.Commitments {
			if c := &page.Commitments[i]; !seen[c.Ref] {
				seen[c.Ref] = true
				lines = append(lines, dated{c.DueOn, t.dueLine(c)})
			}
		}
	}
	return lines, nil
}

func (t *turn) dueLine(c *commitments.Commitment) reply.Line {
	return reply.Line{
		reply.Strong(t.printer.ShortDate(c.DueOn)), reply.Text(" – "), t.said("calendar.due", "ref", c.Ref), reply.Text(" "), reply.Text(c.Title),
	}
}
