package commitments

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/problem"
)

// MaxLogs is how many commitments one LogAll may be about.
const MaxLogs = 200

// LogAll notes progress on several commitments of a plan: all of it, or nothing. Outcome.Seqs are in the order of Logs.
// A problem names the place of the one at fault: "logs[3].percent".
type LogAll struct {
	Plan string // slug; that of each of Logs is not looked at
	Logs []Log
}

func (LogAll) Verb() string   { return "log_all" }
func (c LogAll) plan() string { return c.Plan }

func (c LogAll) permit(ctx context.Context, w *work) error {
	if !w.by.Actor.Known() {
		return access.May(w.by.Actor, access.LogProgress, access.Object{})
	}
	if err := w.needPlan(c.Plan); err != nil {
		return err
	}
	if len(c.Logs) == 0 {
		return access.May(w.by.Actor, access.LogProgress, access.Object{Plan: w.plan.ID})
	}
	return c.each(func(log Log) error { return log.permit(ctx, w) })
}

func (c LogAll) run(ctx context.Context, w *work) error {
	if len(c.Logs) == 0 || len(c.Logs) > MaxLogs {
		return problem.New(problem.Invalid, "log_all.bounds", "limit", MaxLogs).At("logs")
	}
	seen := map[string]bool{}
	err := c.each(func(log Log) error {
		if seen[log.Ref] {
			return problem.New(problem.Invalid, "log_all.twice", "ref", log.Ref).At("ref")
		}
		seen[log.Ref] = true
		// The commitment at hand is the one that was loaded last.
		if err := log.permit(ctx, w); err != nil {
			return err
		}
		return log.run(ctx, w)
	})
	w.outcome.Commitment = ""
	return err
}

func (c LogAll) each(do func(Log) error) error {
	for i, log := range c.Logs {
		log.Plan = c.Plan
		err := do(log)
		if p, ok := problem.Of(err); ok {
			return p.At(fmt.Sprintf("logs[%d]%s", i, dotted(p.Field)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func dotted(field string) string {
	if field == "" {
		return ""
	}
	return "." + field
}
