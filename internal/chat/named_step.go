package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// namedStep is a step that a message means.
type namedStep struct {
	plan *plans.Plan
	step *plans.Step
	code string // as one types it: "29c", of another plan than the default one "digital-2025:1.1"
}

// stepsMeant are the steps that the message names, best first, or those shown last if it names none: "who is on it?".
func (t *turn) stepsMeant() []namedStep {
	codes := t.args.Steps
	if len(codes) == 0 && t.args.Topic == "" {
		codes = t.conversation.Steps
	}
	var meant []namedStep
	for _, code := range codes {
		if s, ok := t.stepByCode(code); ok {
			meant = append(meant, s)
		}
	}
	return meant
}

// stepByCode finds a step by its code as one types it.
func (t *turn) stepByCode(code string) (namedStep, bool) {
	slug, bare, other := strings.Cut(code, ":")
	if !other {
		slug, bare = t.plan.Slug, code
	}
	for _, p := range t.plans {
		if p.Slug == slug {
			step, ok := p.Step(bare)
			return t.named(p, step), ok
		}
	}
	return namedStep{}, false
}

func (t *turn) named(p *plans.Plan, step *plans.Step) namedStep {
	s := namedStep{plan: p, step: step}
	if step != nil {
		s.code = t.codeOf(p, step.Code)
	}
	return s
}

// codeOf is the code as one types it.
func (t *turn) codeOf(p *plans.Plan, code string) string {
	return plans.Typed(p.Slug, t.usual().Slug, code)
}

// stepName is how a step is always named: with code, place and title, so that everybody sees what was understood.
func (t *turn) stepName(s namedStep) reply.Said {
	key := "chat.step_name"
	if s.plan.Standing == plans.Recommendations {
		key = "chat.recommendation_name"
	}
	return t.said(key, "code", s.code, "cite", s.step.Cite, "title", s.step.TitleIn(t.printer.Language()))
}

// stepNames are the names of the steps with these codes.
func (t *turn) stepNames(codes []string) []string {
	var names []string
	for _, code := range codes {
		if s, ok := t.stepByCode(code); ok {
			names = append(names, string(t.stepName(s)))
		}
	}
	return names
}

// standing says, of a document that nobody has endorsed as a plan, that it is none. Of a plan it says nothing.
func (t *turn) standing(p *plans.Plan) []reply.Block {
	if p.Standing != plans.Recommendations {
		return nil
	}
	return []reply.Block{t.paragraph("chat.recommendations", "title", planTitle(p, t.printer.Language()))}
}

// standings say it once for each document that the steps are of.
func (t *turn) standings(steps []namedStep) []reply.Block {
	var blocks []reply.Block
	var said []*plans.Plan
	for _, s := range steps {
		if !slices.Contains(said, s.plan) {
			said = append(said, s.plan)
			blocks = append(blocks, t.standing(s.plan)...)
		}
	}
	return blocks
}

func planTitle(p *plans.Plan, language string) string {
	return firstOf(p.Translations[language].Title, p.Title)
}

// readerOf is who will read the answer, with regard to a plan.
func (t *turn) readerOf(ctx context.Context, p *plans.Plan) (access.Reader, error) {
	if !t.message.Private || p.ID == t.plan.ID || !t.actor.Known() {
		return t.reader, nil
	}
	actor, err := t.store.ActorByIdentity(ctx, t.message.who(), p.ID, t.today)
	if err != nil {
		return access.Reader{}, fmt.Errorf("find who speaks: %w", err)
	}
	return access.ReaderOf(actor, p.ID), nil
}
