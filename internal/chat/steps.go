package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/words"
)

// steps lists the steps of a plan by theme, in plan order, with how many commitments each holds; or those of one theme.
func steps(ctx context.Context, t *turn) (reply.Reply, error) {
	p := t.planMeant()
	themes := p.Themes
	if t.args.Theme != "" {
		found, theme, ok := t.themeMeant(t.args.Theme)
		if !ok {
			return reply.Reply{}, problem.New(problem.NotFound, "chat.no_theme", "theme", shortened(t.args.Theme))
		}
		p, themes = found, []plans.Theme{*theme}
	}
	counts, err := t.countsOf(ctx, p)
	if err != nil {
		return reply.Reply{}, err
	}
	blocks := t.standing(p)
	for _, theme := range themes {
		blocks = append(blocks, reply.Heading{reply.Text(theme.TitleIn(t.printer.Language()))}, t.stepList(p, p.Of(theme.Key), counts))
	}
	buttons := reply.Buttons{t.button("chat.button_gaps", t.say("gaps"))}
	if code := firstActionable(p, themes); code != "" {
		buttons = append(buttons, t.button("chat.button_step_example", t.say("step", "code", t.codeOf(p, code))))
	}
	blocks = append(blocks, buttons)
	return t.reply(reply.Line{reply.Text(planTitle(p, t.printer.Language()))}, blocks...), nil
}

func (t *turn) countsOf(ctx context.Context, p *plans.Plan) (map[string]commitments.StepCount, error) {
	reader, err := t.readerOf(ctx, p)
	if err != nil {
		return nil, err
	}
	counts, err := t.store.StepCounts(ctx, p.ID, reader)
	if err != nil {
		return nil, fmt.Errorf("count commitments of %s: %w", p.Slug, err)
	}
	return counts, nil
}

// stepList is one line a step, without those that are retired.
func (t *turn) stepList(p *plans.Plan, list []*plans.Step, counts map[string]commitments.StepCount) reply.List {
	var out reply.List
	for _, s := range list {
		if s.RetiredBy(t.today) {
			continue
		}
		line := t.stepLine(p, s)
		if s.Actionable {
			line = append(line, reply.Text(" – "), t.counted("chat.commitments", counts[s.Code].Live))
		}
		out.Items = append(out.Items, line)
	}
	return out
}

// stepLine names a step in a list, where the plan is known.
func (t *turn) stepLine(p *plans.Plan, s *plans.Step) reply.Line {
	return reply.Line{reply.Strong(t.codeOf(p, s.Code)), reply.Text(" "), reply.Text(s.TitleIn(t.printer.Language()))}
}

// firstActionable is the code of the first step of the themes that one can commit to.
func firstActionable(p *plans.Plan, themes []plans.Theme) string {
	for _, theme := range themes {
		for _, s := range p.Of(theme.Key) {
			if s.Actionable {
				return s.Code
			}
		}
	}
	return ""
}

// planMeant is the plan whose name (digital-2025) the message gives, else the default one.
func (t *turn) planMeant() *plans.Plan {
	for _, p := range t.plans {
		if t.args.Value == p.Slug {
			return p
		}
	}
	return t.plan
}

// themeMeant finds a theme by its key, or by words of its title in any language: the theme with most of them.
func (t *turn) themeMeant(text string) (*plans.Plan, *plans.Theme, bool) {
	asked := stems(text)
	var foundIn *plans.Plan
	var found *plans.Theme
	most := 0
	for _, p := range t.nearest() {
		for i := range p.Themes {
			theme := &p.Themes[i]
			if theme.Key == strings.TrimSpace(strings.ToLower(text)) {
				return p, theme, true
			}
			if n := matching(asked, theme); n > most {
				foundIn, found, most = p, theme, n
			}
		}
	}
	return foundIn, found, found != nil
}

func matching(asked []string, theme *plans.Theme) int {
	has := stems(theme.Key + " " + theme.Title)
	for _, text := range theme.Translations {
		has = append(has, stems(text.Title)...)
	}
	n := 0
	for _, word := range asked {
		if slices.Contains(has, word) {
			n++
		}
	}
	return n
}

// stems are the words of a text that carry its meaning.
func stems(text string) []string {
	var all []string
	for _, token := range words.Tokens(words.Clean(text)) {
		if token.Kind != words.Mark && !words.Stop(token.Fold) {
			all = append(all, words.Stem(token.Fold))
		}
	}
	return all
}
