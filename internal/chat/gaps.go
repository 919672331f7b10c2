package chat

import (
	"context"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/reply"
)

// gaps lists the steps that nobody has taken up, by theme. What the reader may not see counts as nobody.
func gaps(ctx context.Context, t *turn) (reply.Reply, error) {
	p := t.planMeant()
	counts, err := t.countsOf(ctx, p)
	if err != nil {
		return reply.Reply{}, err
	}
	free := map[string][]*plans.Step{}
	var all, open []*plans.Step
	for _, s := range p.Actionable(t.today) {
		all = append(all, s)
		if isGap(s, counts[s.Code].Live) {
			open = append(open, s)
			free[s.Theme] = append(free[s.Theme], s)
		}
	}
	title := reply.Line{t.said("chat.gaps_title"), reply.Text(" – "), reply.Text(planTitle(p, t.printer.Language()))}
	blocks := t.standing(p)
	if len(open) == 0 {
		return t.reply(title, append(blocks, t.paragraph("chat.gaps_none"))...), nil
	}
	blocks = append(blocks, t.paragraph("chat.gaps_rate", "rate", t.rate(len(open), len(all))))
	for _, theme := range p.Themes {
		if list := free[theme.Key]; len(list) > 0 {
			blocks = append(blocks, reply.Heading{reply.Text(theme.TitleIn(t.printer.Language()))}, t.plainSteps(p, list))
		}
	}
	return t.reply(title, append(blocks, t.howToCommit(t.named(p, open[0]))...)...), nil
}

func (t *turn) plainSteps(p *plans.Plan, steps []*plans.Step) reply.List {
	var list reply.List
	for _, s := range steps {
		list.Items = append(list.Items, t.stepLine(p, s))
	}
	return list
}
