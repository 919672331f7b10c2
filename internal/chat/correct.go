package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// correct puts right what an entry says. What the correction does not name stays as the entry had it; "remove" takes
// the whole entry back.
func correct(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	entry, err := t.entryMeant(ctx, c)
	if err != nil {
		return reply.Reply{}, err
	}
	command := t.correction(c, entry)
	if entry.Kind == commitments.KindRegistered && !command.TakesBack {
		return reply.Reply{}, problem.New(problem.Conflict, "correction.of_registration")
	}
	if !command.TakesBack && t.correctsNothing() {
		if err := t.rehearse(ctx, command); err != nil && !owesOnlyReason(err) {
			return reply.Reply{}, err
		}
		return reply.Reply{}, problem.New(problem.Invalid, "write.correct_what", "example", fmt.Sprintf("correct %s entry %d 45%% because …", c.Ref, entry.Seq),
			"removal", fmt.Sprintf("correct %s entry %d remove because …", c.Ref, entry.Seq))
	}
	outcome, asked, err := t.act(ctx, command, question{
		about: c, sure: t.said("write.correct_sure", "ref", c.Ref), shown: []reply.Block{t.correctionFacts(entry, command)},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.noted(ctx, outcome, reply.Facts{t.fact("write.fact.instead_of", t.entryLine(entry)...)})
}

func owesOnlyReason(err error) bool {
	_, owed := owesReason(err)
	return owed
}

func (t *turn) correctsNothing() bool {
	a := &t.args
	return a.Percent == nil && a.Status == "" && a.Confidence == "" && len(a.Evidence) == 0 && a.Date.IsZero()
}

// correction is the entry with what is to be different. A new percentage lets go of the status that it contradicts, and
// the other way round.
func (t *turn) correction(c *commitments.Commitment, e *commitments.Entry) commitments.Correct {
	command := commitments.Correct{
		Plan: t.slug(), Ref: c.Ref, Version: t.seen(), Seq: e.Seq, Note: firstOf(t.args.Reason, t.args.Note), EffectiveOn: t.args.Date,
	}
	if t.args.Action == "remove" {
		command.TakesBack, command.EffectiveOn = true, ""
		return command
	}
	command.Status, command.Percent, command.Confidence = e.Status, e.Percent, e.Confidence
	command.Evidence, command.Changes, command.Milestone, command.ToMember = e.Evidence, e.Changes, e.Milestone, e.ToMember
	if t.args.Percent != nil || t.args.Status != "" {
		command.Percent, command.Status = t.args.Percent, commitments.Status(t.args.Status)
	}
	command.Confidence = commitments.Confidence(firstOf(t.args.Confidence, string(command.Confidence)))
	if len(t.args.Evidence) > 0 {
		command.Evidence = evidence(t.args.Evidence)
	}
	return command
}

func (t *turn) correctionFacts(e *commitments.Entry, command commitments.Correct) reply.Facts {
	becomes := commitments.Entry{
		Kind: commitments.KindCorrected, Status: command.Status, Percent: command.Percent, Confidence: command.Confidence,
		Note: command.Note, Evidence: command.Evidence, EffectiveOn: firstDay(command.EffectiveOn, e.EffectiveOn),
	}
	return reply.Facts{
		t.fact("write.fact.instead_of", t.entryLine(e)...),
		t.fact("write.fact.understood", t.entryLine(&becomes)...),
	}
}

// entryMeant is the entry that the message names by its number. Without one, the latest are shown with theirs.
func (t *turn) entryMeant(ctx context.Context, c *commitments.Commitment) (*commitments.Entry, error) {
	entries, err := t.store.Entries(ctx, t.plan.ID, c.Ref, t.reader)
	if errors.Is(err, commitments.ErrNotFound) {
		return nil, problem.New(problem.NotFound, "commitment.unknown", "ref", c.Ref).At("commitment")
	}
	if err != nil {
		return nil, fmt.Errorf("entries of %s: %w", c.Ref, err)
	}
	if t.args.Seq == 0 {
		return nil, t.whichEntry(c, entries)
	}
	i := slices.IndexFunc(entries, func(e commitments.Entry) bool { return e.Seq == t.args.Seq })
	if i < 0 {
		return nil, problem.New(problem.NotFound, "entry.unknown", "seq", t.args.Seq, "ref", c.Ref).At("seq")
	}
	return &entries[i], nil
}

// whichEntry asks for the number of an entry; the latest are offered.
func (t *turn) whichEntry(c *commitments.Commitment, entries []commitments.Entry) error {
	u := unclear{asked: t.said("write.which_entry", "ref", c.Ref, "example", fmt.Sprintf("%s %s entry %d …", spoken(t.understood.Verb), c.Ref, len(entries)))}
	for i := len(entries) - 1; i >= 0 && len(u.choices) < mostChoices; i-- {
		e := &entries[i]
		label := fmt.Sprintf("%d: %s", e.Seq, t.word("entry", string(e.Kind)))
		u.choices = append(u.choices, reply.Button{Label: shortLabel(label), Say: fmt.Sprintf("%s %s entry %d", spoken(t.understood.Verb), c.Ref, e.Seq)})
	}
	return u
}
