package commitments

import (
	"context"
	"fmt"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
)

// AddMilestone gives a commitment a step on its way.
type AddMilestone struct {
	Plan    string // slug
	Ref     string
	Version int
	Title   string
	DueOn   civil.Date
}

func (AddMilestone) Verb() string   { return "add_milestone" }
func (c AddMilestone) plan() string { return c.Plan }

func (c AddMilestone) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.ChangeCommitment)
}

func (c AddMilestone) run(ctx context.Context, w *work) error {
	var clean cleaner
	m := Milestone{Title: clean.text("title", c.Title, MaxTitle), DueOn: c.DueOn}
	if clean.err != nil {
		return clean.err
	}
	for _, known := range w.about.Milestones {
		if strings.EqualFold(known.Title, m.Title) {
			return problem.New(problem.Conflict, "milestone.already", "title", m.Title, "ref", w.about.Ref)
		}
	}
	m.Key = nextMilestone(w.about.entries)
	return w.record(ctx, Entry{Kind: KindMilestone, Milestone: &m})
}

// nextMilestone counts every key that was ever given, so that none is given twice.
func nextMilestone(entries []Entry) string {
	taken := map[string]bool{}
	for _, e := range entries {
		if e.Milestone != nil {
			taken[e.Milestone.Key] = true
		}
	}
	for n := 1; ; n++ {
		if key := fmt.Sprintf("m%d", n); !taken[key] {
			return key
		}
	}
}

// ReachMilestone says that a milestone was reached.
type ReachMilestone struct {
	Plan    string // slug
	Ref     string
	Version int
	Key     string     // or the milestone's title
	DoneOn  civil.Date // zero: today
	Note    string
}

func (ReachMilestone) Verb() string   { return "reach_milestone" }
func (c ReachMilestone) plan() string { return c.Plan }

func (c ReachMilestone) permit(ctx context.Context, w *work) error {
	return w.loadFor(ctx, c.Plan, c.Ref, c.Version, access.LogProgress)
}

func (c ReachMilestone) run(ctx context.Context, w *work) error {
	m, ok := w.about.milestone(c.Key)
	if !ok {
		return problem.New(problem.NotFound, "milestone.unknown", "title", c.Key, "ref", w.about.Ref).At("milestone")
	}
	if m.DoneOn = c.DoneOn; m.DoneOn.IsZero() {
		m.DoneOn = w.today()
	}
	if m.DoneOn > w.today() {
		return problem.New(problem.Invalid, "milestone.in_the_future", "date", m.DoneOn).At("done_on")
	}
	var clean cleaner
	e := Entry{Kind: KindMilestone, Milestone: &m, Note: clean.text("note", c.Note, MaxNote)}
	if clean.err != nil {
		return clean.err
	}
	return w.record(ctx, e)
}

func (s *State) milestone(name string) (Milestone, bool) {
	for _, m := range s.Milestones {
		if m.Key == name || strings.EqualFold(m.Title, strings.TrimSpace(name)) {
			return m, true
		}
	}
	return Milestone{}, false
}
