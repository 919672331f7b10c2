package app

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people/directory"
	"github.com/accord-tracker/accord/internal/plans"
)

// firstStart makes the person at the terminal a convener of the built-in plans if nobody is known yet, lists the starter
// directory, and says in a few lines what to type. Whoever is at the machine could do all that by hand.
func (t *talk) firstStart(ctx context.Context) error {
	fresh, err := t.store.Empty(ctx)
	if err != nil || !fresh {
		return err
	}
	m, err := t.acquaint(ctx, t.identity(), t.name)
	if err != nil {
		return err
	}
	known, err := t.store.Plans(ctx)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, plan := range known {
		command := commitments.AppointConvener{Plan: plan.Slug, Member: m.Key}
		if _, err := t.service.Do(ctx, operator(), command); err != nil {
			return err
		}
	}
	organisations, err := directory.Starter()
	if err != nil {
		return err
	}
	if _, err := t.service.Do(ctx, operator(), commitments.ListOrganisations{Plan: t.current, Organisations: organisations}); err != nil {
		return err
	}
	plan, err := t.plan(ctx, t.current)
	if err != nil {
		return err
	}
	t.welcome(plan)
	return nil
}

// welcome says what there is, and five things to type.
func (t *talk) welcome(plan *plans.Plan) {
	p := t.program
	t.say(p, "welcome.created", "database", t.common.Database.String())
	t.say(p, "welcome.you", "name", t.name, "plan", plan.Slug)
	for _, line := range []struct{ sentence, key string }{
		{"demo", "welcome.demo"},
		{"steps", "welcome.steps"},
		{"who is working on GC25 update", "welcome.who"},
		{"endorse ndi", "welcome.endorse"},
		{"help", "welcome.help"},
	} {
		_, _ = fmt.Fprintf(p.Out, "  %-32s %s\n", line.sentence, t.printer.Sentence(line.key))
	}
	_, _ = fmt.Fprintln(p.Out)
}
