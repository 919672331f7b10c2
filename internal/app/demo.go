package app

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/chat/console"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/store"
)

// The demonstration is a plan of its own: a copy of the default plan with nine invented organisations and their
// commitments, which is removed as a whole. So nothing of it is ever in the journal of a real plan, and what somebody
// adds to it goes with it.
const (
	demoPlan         = "demo"
	demoOrganisation = "acacia"
)

//go:embed demo/world.json
var demoWorld []byte

// loadDemo brings the demonstration in, and makes the person a convener of it and a focal point of one organisation.
func (t *talk) loadDemo(ctx context.Context) (reply.Reply, console.Outcome, error) {
	if refusal := t.mayDemo(ctx); refusal != "" {
		return t.sentence(refusal), console.Refused, nil
	}
	_, err := t.store.PlanBySlug(ctx, demoPlan)
	if err == nil {
		return t.sentence("demo.already"), console.Refused, nil
	}
	if !errors.Is(err, commitments.ErrNotFound) {
		return reply.Reply{}, console.Refused, err
	}
	if taken, err := t.demoTaken(ctx); err != nil || taken != "" {
		return t.sentence("demo.handles_taken", "organisation", taken), console.Refused, err
	}
	if err := t.bringDemo(ctx); err != nil {
		return reply.Reply{}, console.Refused, errors.Join(err, t.store.RemoveDemonstration(ctx, demonstration()))
	}
	return t.sentence("demo.loaded", "organisation", demoOrganisation), console.Answered, t.turnTo(ctx, demoPlan)
}

// removeDemo takes exactly that away again.
func (t *talk) removeDemo(ctx context.Context) (reply.Reply, console.Outcome, error) {
	if refusal := t.mayDemo(ctx); refusal != "" {
		return t.sentence(refusal), console.Refused, nil
	}
	_, err := t.store.PlanBySlug(ctx, demoPlan)
	if errors.Is(err, commitments.ErrNotFound) {
		return t.sentence("demo.none"), console.Refused, nil
	}
	if err == nil {
		err = t.store.RemoveDemonstration(ctx, demonstration())
	}
	if err != nil {
		return reply.Reply{}, console.Refused, err
	}
	return t.sentence("demo.removed"), console.Answered, t.turnTo(ctx, t.common.Plan)
}

// mayDemo returns the key of a refusal for whoever convenes nothing here.
func (t *talk) mayDemo(ctx context.Context) string {
	plan, err := t.store.PlanBySlug(ctx, t.common.Plan)
	if err != nil {
		return "demo.not_yours"
	}
	actor, err := t.actor(ctx, plan)
	if err != nil || !actor.ConvenerOf(plan.ID) {
		return "demo.not_yours"
	}
	return ""
}

func (t *talk) actor(ctx context.Context, plan *plans.Plan) (access.Actor, error) {
	today, err := t.today(plan)
	if err != nil {
		return access.Actor{}, err
	}
	return t.store.ActorByIdentity(ctx, t.identity(), plan.ID, today)
}

// bringDemo copies the default plan under another slug, so that its aliases and languages are there, and imports the
// world into it.
func (t *talk) bringDemo(ctx context.Context) error {
	documents, err := plans.BuiltIn()
	if err != nil {
		return err
	}
	document := *documents[0]
	t.entitle(&document)
	if _, err := t.service.Do(ctx, operator(), commitments.ImportPlan{Document: &document}); err != nil {
		return err
	}
	brought, err := bundle.Import(ctx, bytes.NewReader(demoWorld), t.store, bundle.ImportOptions{Now: t.now()})
	if err != nil {
		return fmt.Errorf("bring in the demonstration: %w", err)
	}
	if brought.Total > 0 {
		return fmt.Errorf("bring in the demonstration: %w", brought.Errors[0])
	}
	return t.joinDemo(ctx)
}

// entitle gives the copy a slug and titles of its own, so that nobody takes it for the plan.
func (t *talk) entitle(document *plans.Plan) {
	document.Slug = demoPlan
	titled := map[string]plans.Text{}
	for language, text := range document.Translations {
		text.Title = t.catalogue.Printer(language).Sentence("demo.title", "title", text.Title)
		titled[language] = text
	}
	document.Title = t.catalogue.Printer(document.Language).Sentence("demo.title", "title", document.Title)
	document.Translations = titled
}

func (t *talk) joinDemo(ctx context.Context) error {
	m, err := t.acquaint(ctx, t.identity(), t.name)
	if err != nil {
		return err
	}
	if _, err := t.service.Do(ctx, operator(), commitments.AppointConvener{Plan: demoPlan, Member: m.Key}); err != nil {
		return err
	}
	invite := commitments.Invite{Plan: demoPlan, Organisation: demoOrganisation, Role: people.FocalPoint}
	invitation, err := t.service.Do(ctx, operator(), invite)
	if err != nil {
		return err
	}
	by := commitments.Origin{Actor: access.Actor{Member: m}, Via: commitments.ViaConsole}
	_, err = t.service.Do(ctx, by, commitments.Join{Code: invitation.Code, Identity: t.identity()})
	return err
}

// turnTo makes another plan the one at hand.
func (t *talk) turnTo(ctx context.Context, slug string) error {
	t.current = slug
	return t.meet(ctx)
}

// demoTaken is a handle of the demonstration that the directory has already.
func (t *talk) demoTaken(ctx context.Context) (string, error) {
	listed, err := t.store.Organisations(ctx)
	if err != nil {
		return "", err
	}
	for _, o := range listed {
		if slices.Contains(demonstration().Organisations, o.Handle) {
			return o.Handle, nil
		}
	}
	return "", nil
}

// demonstration names what came with it.
func demonstration() store.Demonstration {
	var world struct {
		Organisations []struct{ Handle string }
		Members       []struct{ Key string }
	}
	if err := json.Unmarshal(demoWorld, &world); err != nil {
		panic(err) // the embedded file is broken: a bug that the tests find
	}
	d := store.Demonstration{Plan: demoPlan}
	for _, o := range world.Organisations {
		d.Organisations = append(d.Organisations, o.Handle)
	}
	for _, m := range world.Members {
		d.Members = append(d.Members, m.Key)
	}
	return d
}

// sentence is a reply of one sentence, in the language of the terminal.
func (t *talk) sentence(key string, args ...any) reply.Reply {
	return reply.Reply{
		Language: t.printer.Language(), Direction: t.printer.Direction(),
		Blocks: []reply.Block{reply.Paragraph{reply.Said(t.printer.Sentence(key, args...))}},
	}
}
