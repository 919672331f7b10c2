package chat

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// What is of another plan than the usual one is written with that plan's name before it, as codes of steps are:
// "log digital-2025:C-12 60%". A message that names such a commitment is about that plan as a whole, and what can be said
// or pressed in its answer names it too (whole.go), so that nothing means another plan's commitment by accident.

// usual is the plan that is meant where none is named.
func (t *turn) usual() *plans.Plan { return t.plans[0] }

// typed is something of the plan at hand as one types it.
func (t *turn) typed(name string) string { return plans.Typed(t.plan.Slug, t.usual().Slug, name) }

// otherPlan is the name of the plan at hand; empty: it is the usual one.
func (t *turn) otherPlan() string {
	if t.plan == t.usual() {
		return ""
	}
	return t.plan.Slug
}

// turnTo makes a plan the one at hand; empty: the usual one. Who speaks, and what they may see, is found anew for it.
func (t *turn) turnTo(ctx context.Context, slug string) error {
	if slug == t.otherPlan() {
		return nil
	}
	if err := t.at(t.planCalled(slug)); err != nil {
		return err
	}
	return t.findSpeaker(ctx)
}

// planCalled is the plan with a name, or the usual one.
func (t *turn) planCalled(slug string) *plans.Plan {
	if at := slices.IndexFunc(t.plans, func(p *plans.Plan) bool { return strings.EqualFold(p.Slug, slug) }); at >= 0 {
		return t.plans[at]
	}
	return t.usual()
}

// nearest are all plans, the one at hand first.
func (t *turn) nearest() []*plans.Plan {
	return append([]*plans.Plan{t.plan}, slices.DeleteFunc(slices.Clone(t.plans), func(p *plans.Plan) bool { return p == t.plan })...)
}

// at makes a plan the one at hand, before it is known who speaks.
func (t *turn) at(p *plans.Plan) error {
	zone, err := p.Zone()
	if err != nil {
		return fmt.Errorf("zone of plan %s: %w", p.Slug, err)
	}
	t.plan, t.today = p, civil.DateOf(t.now(), zone)
	return nil
}

var (
	// calledForm is a name that a plan's name may stand before.
	calledForm = regexp.MustCompile(`(^|[^\p{L}\p{N}/:.@_-])(?:([\p{L}\p{N}][\p{L}\p{N}-]*):)?(\p{L}[\p{L}\p{N}–‐‑#_-]*)`)
	refForm    = regexp.MustCompile(`^[cC][-–‐‑#]?\p{Nd}{1,9}$`)
	followForm = regexp.MustCompile(`(?i)^\s*(un)?follow\s`)
)

// turnToNamed makes the plan that the message names the one at hand, and takes its name away from what it stands before:
// from refs, and from what is to be followed. Codes of steps keep it, which tells them from others everywhere. A message
// that names commitments of several plans gets a problem.
func (t *turn) turnToNamed() error {
	if t.message.Form == "" {
		text, err := t.withoutPlan(t.message.Text)
		t.message.Text = text
		return err
	}
	ref, err := t.withoutPlan(t.message.Values["ref"])
	if ref != t.message.Values["ref"] {
		t.message.Values = maps.Clone(t.message.Values)
		t.message.Values["ref"] = ref
	}
	return err
}

func (t *turn) withoutPlan(text string) (string, error) {
	if !strings.Contains(text, ":") {
		return text, nil
	}
	follows := followForm.MatchString(text)
	var found []*plans.Plan
	var refs []string
	bare := calledForm.ReplaceAllStringFunc(text, func(match string) string {
		part := calledForm.FindStringSubmatch(match)
		isRef := refForm.MatchString(part[3])
		p := t.planCalled(part[2])
		_, isStep := p.Step(part[3])
		if (part[2] == "" && !isRef) || (part[2] != "" && (!strings.EqualFold(p.Slug, part[2]) || isStep || (!isRef && !follows))) {
			return match
		}
		refs = append(refs, strings.TrimPrefix(match, part[1]))
		if len(found) == 0 || part[2] != "" {
			found = append(found, p)
		}
		return part[1] + part[3]
	})
	if len(found) == 0 {
		return text, nil
	}
	if slices.ContainsFunc(found, func(p *plans.Plan) bool { return p != found[0] }) {
		return text, problem.New(problem.Invalid, "write.one_at_a_time", "refs", refs)
	}
	return bare, t.at(found[0])
}
