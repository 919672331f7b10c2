package chat

import (
	"context"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
)

// milestone gives a commitment a milestone, says that one was reached, or, if none is named, shows those that it has.
func milestone(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	if t.args.Title == "" {
		return t.milestones(c), nil
	}
	command, sure := t.milestoneCommand(c)
	outcome, asked, err := t.act(ctx, command, question{about: c, sure: sure})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	w, ok, err := t.wrote(ctx, outcome)
	if err != nil {
		return reply.Reply{}, err
	}
	if !ok || w.entry.Milestone == nil {
		return t.unseen(outcome), nil
	}
	blocks := []reply.Block{reply.Facts{t.milestoneFact(w.entry.Milestone)}}
	buttons := reply.Buttons{t.undoButton(outcome)}
	if w.entry.Milestone.DoneOn.IsZero() {
		buttons = append(buttons, t.reached(&w.commitment, w.entry.Milestone.Title))
	}
	return t.reply(titleOf(&w.commitment), append(blocks, buttons)...), nil
}

func (t *turn) milestoneCommand(c *commitments.Commitment) (commitments.Command, reply.Said) {
	if t.args.Done {
		return commitments.ReachMilestone{
			Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Key: t.args.Title, DoneOn: t.args.Date, Note: t.args.Note,
		}, t.said("write.milestone_reached_sure", "ref", c.Ref, "title", t.args.Title)
	}
	return commitments.AddMilestone{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Title: t.args.Title, DueOn: t.args.Date,
	}, t.said("write.milestone_sure", "ref", c.Ref, "title", t.args.Title)
}

// milestones are those that there are, each with what says that it was reached, and how to add one.
func (t *turn) milestones(c *commitments.Commitment) reply.Reply {
	var facts reply.Facts
	var buttons reply.Buttons
	for i := range c.Milestones {
		m := &c.Milestones[i]
		facts = append(facts, t.milestoneFact(m))
		if m.DoneOn.IsZero() && len(buttons) < mostChoices {
			buttons = append(buttons, t.reached(c, m.Title))
		}
	}
	how := reply.Paragraph{t.said("write.milestone_how"), reply.Text(" "), reply.Code("milestone " + c.Ref + " \"…\" by " + string(t.today.AddMonths(1)))}
	if len(facts) == 0 {
		return t.reply(titleOf(c), t.paragraph("write.no_milestones", "ref", c.Ref), how)
	}
	return t.reply(titleOf(c), facts, how, buttons)
}

func (t *turn) milestoneFact(m *commitments.Milestone) reply.Fact {
	state := t.said("write.milestone_due", "due", m.DueOn)
	switch {
	case !m.DoneOn.IsZero():
		state = t.said("write.milestone_done", "done", m.DoneOn)
	case m.DueOn.IsZero():
		state = t.said("write.milestone_open")
	}
	return t.fact("write.fact.milestone", reply.Text(m.Title), t.said("chat.comma"), reply.Text(" "), state)
}

func (t *turn) reached(c *commitments.Commitment, title string) reply.Button {
	return t.button("write.button_reached", fmt.Sprintf("milestone %s %s done", c.Ref, quoted(title)))
}
