package reports

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// Compute makes the figures of a report from what was recorded before its cutoff, and nothing else. It reads one
// commitment at a time. Where no such report can be, it returns a problem: the plan is unknown, the period has not ended
// by now, the cutoff lies before the end of the period, the audience is unknown.
func Compute(ctx context.Context, source Source, arguments Arguments, now time.Time) (*Document, error) {
	document, _, err := compute(ctx, source, arguments, now, func(*history) {})
	return document, err
}

// compute shows every commitment that the audience may see to watch as well, before it is forgotten.
func compute(ctx context.Context, source Source, arguments Arguments, now time.Time, watch func(*history)) (*Document, *plans.Plan, error) {
	audience, err := audienceOf(arguments)
	if err != nil {
		return nil, nil, err
	}
	plan, err := source.Plan(ctx, arguments.Plan)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, nil, problem.New(problem.NotFound, "plan.unknown", "plan", arguments.Plan).At("plan")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read plan %s: %w", arguments.Plan, err)
	}
	plan = inOrder(plan)
	s, err := newSpan(plan, arguments, now)
	if err != nil {
		return nil, nil, err
	}
	endorsements, err := source.EndorsementsOf(ctx, plan.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("read endorsements of %s: %w", plan.Slug, err)
	}
	c := calculation{
		history: history{span: s}, reader: access.Room(audience), document: head(plan, arguments, s, audience),
		scopes: newScopes(plan, endorsements, s),
	}
	err = source.EachJournal(ctx, plan.ID, s.cutoff, func(ref string, entries []commitments.Entry) error {
		return c.read(ref, entries, watch)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read commitments of %s: %w", plan.Slug, err)
	}
	c.scopes.finish(c.document, plan)
	return c.document, plan, nil
}

// calculation is a report in the making.
type calculation struct {
	history  history // of the commitment that is being read
	reader   access.Reader
	document *Document
	scopes   *scopes
	number   int // of the commitment that was read last
}

func head(plan *plans.Plan, arguments Arguments, s span, audience access.Audience) *Document {
	zone := plan.TimeZone
	if zone == "" {
		zone = "UTC"
	}
	return &Document{
		Format: Format, FormatVersion: FormatVersion, Plan: plan.Slug, Edition: plan.Edition,
		Period: arguments.Period.String(), Start: s.start, End: s.end, TimeZone: zone, Cutoff: s.cutoff, Audience: audience,
	}
}

// read takes one commitment in, unless the audience may not see it.
func (c *calculation) read(ref string, entries []commitments.Entry, watch func(*history)) error {
	if err := c.follow(ref); err != nil {
		return err
	}
	entries = known(entries, c.history.cutoff)
	if len(entries) == 0 {
		return nil
	}
	visibility := visibilityOf(entries)
	sight := access.See(c.reader, visibility, nil)
	if sight == access.Hidden {
		return nil
	}
	h := &c.history
	h.read(ref, entries, visibility, sight)
	c.list(h)
	if h.registered() && (h.listed() || h.news) {
		c.scopes.count(h)
	}
	watch(h)
	return nil
}

// follow sees that commitments come in the order of their numbers, each once: all lists rely on it.
func (c *calculation) follow(ref string) error {
	digits, ok := strings.CutPrefix(ref, "C-")
	number, err := strconv.Atoi(digits)
	if !ok || err != nil || number <= c.number {
		return fmt.Errorf("commitment %q came after C-%d", ref, c.number)
	}
	c.number = number
	return nil
}

// list adds the commitment to every list that names it.
func (c *calculation) list(h *history) {
	d := c.document
	d.MovedDates = append(d.MovedDates, h.moved...)
	d.ReportedLate = append(d.ReportedLate, h.late...)
	if h.restated != nil {
		d.Restated = append(d.Restated, *h.restated)
	}
	if !h.listed() {
		return
	}
	d.Movement = append(d.Movement, h.row)
	if h.overdue {
		d.Overdue = append(d.Overdue, Overdue{h.ref, h.row.To, h.row.DueOn, h.last.DaysSince(h.row.DueOn)})
	}
	if h.stale {
		d.Stale = append(d.Stale, Stale{h.ref, h.row.LastEntryOn, h.age})
	}
}
