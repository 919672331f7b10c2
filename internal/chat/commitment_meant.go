package chat

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

const visibleToAll = access.VisiblePublic

// commitmentMeant is the one commitment that a change is about: by its ref, or by the steps or words that name one of
// the speaker's organisations'. If they name several, it is asked which.
func (t *turn) commitmentMeant(ctx context.Context) (commitments.Commitment, error) {
	if len(t.args.Refs) > 1 {
		return commitments.Commitment{}, problem.New(problem.Invalid, "write.one_at_a_time", "refs", t.args.Refs)
	}
	if t.args.Ref != "" {
		return t.here(ctx, t.args.Ref)
	}
	own, err := t.ownNamed(ctx)
	if err != nil {
		return commitments.Commitment{}, err
	}
	if len(own) == 1 && t.namesSomething() {
		t.args.Ref = own[0].Ref
		return t.here(ctx, own[0].Ref)
	}
	return commitments.Commitment{}, t.whichOf(own)
}

// namesSomething says whether anything in the message names a commitment; without, one is never taken for granted.
func (t *turn) namesSomething() bool { return len(t.args.Steps) > 0 || t.args.Topic != "" }

// ownNamed are the commitments of the speaker's organisations that the message may mean: those on its steps; without
// steps those whose titles share most words with it, be it none.
func (t *turn) ownNamed(ctx context.Context) ([]commitments.Commitment, error) {
	own, err := t.ownCommitments(ctx)
	if err != nil {
		return nil, err
	}
	if len(t.args.Steps) > 0 {
		return slices.DeleteFunc(own, func(c commitments.Commitment) bool { return !t.onSteps(&c) }), nil
	}
	said := stems(t.understood.Text)
	most := 0
	for i := range own {
		most = max(most, shared(said, own[i].Title))
	}
	return slices.DeleteFunc(own, func(c commitments.Commitment) bool { return shared(said, c.Title) < most }), nil
}

func (t *turn) onSteps(c *commitments.Commitment) bool {
	return slices.ContainsFunc(t.args.Steps, func(code string) bool { return slices.Contains(c.Steps, code) })
}

// shared counts the words of the title that were said.
func shared(said []string, title string) int {
	n := 0
	for _, word := range stems(title) {
		if slices.Contains(said, word) {
			n++
		}
	}
	return n
}

// ownCommitments are those that the speaker may write on here, the latest news first: the open ones, and for reopen
// those that are closed.
func (t *turn) ownCommitments(ctx context.Context) ([]commitments.Commitment, error) {
	filter := commitments.Filter{Plan: t.plan.ID, Reader: t.reader, Open: true, Order: commitments.ByNewest, Limit: 200}
	if t.understood.Verb == understand.Reopen {
		filter.Open, filter.Statuses = false, []commitments.Status{commitments.Completed, commitments.Withdrawn}
	}
	var own []commitments.Commitment
	for _, handle := range t.actor.Organisations() {
		filter.Organisation = handle
		page, err := t.store.Find(ctx, filter)
		if err != nil {
			return nil, fmt.Errorf("find commitments of %s: %w", handle, err)
		}
		own = append(own, page.Commitments...)
	}
	if !t.message.Private {
		own = slices.DeleteFunc(own, func(c commitments.Commitment) bool { return c.Visibility != visibleToAll })
	}
	slices.SortStableFunc(own, func(a, b commitments.Commitment) int { return cmp.Compare(a.Number, b.Number) })
	return slices.CompactFunc(own, func(a, b commitments.Commitment) bool { return a.Number == b.Number }), nil
}

// whichOf asks which commitment is meant. If there is none to choose, it says what to do.
func (t *turn) whichOf(own []commitments.Commitment) error {
	if len(own) == 0 {
		key := "write.none_meant"
		if t.namesSomething() {
			key = "write.none_named"
		}
		return unclear{
			t.said(key, "verb", spoken(t.understood.Verb), "what", firstOf(strings.Join(t.stepNames(t.args.Steps), ", "), t.args.Topic)),
			reply.Buttons{t.button("chat.button_mine", "mine")},
		}
	}
	u := unclear{asked: t.said("write.which_commitment")}
	for i := range own[:min(len(own), mostChoices)] {
		c := &own[i]
		u.choices = append(u.choices, reply.Button{Label: shortLabel(c.Ref + " " + c.Title), Say: t.again(c.Ref)})
	}
	if len(own) > mostChoices {
		u.choices = append(u.choices, t.button("chat.button_mine", "mine"))
	}
	return u
}

// again is what was said, about the commitment with this ref.
func (t *turn) again(ref string) string {
	head := spoken(t.understood.Verb) + " " + ref
	switch t.understood.Verb {
	case understand.Log:
		return head + logged(t.args)
	case understand.Pause, understand.Withdraw, understand.Reopen:
		if t.args.Reason != "" {
			return head + " because " + t.args.Reason
		}
	}
	return head
}

// shortLabel is as much as a button shows.
func shortLabel(text string) string {
	const most = 24
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
