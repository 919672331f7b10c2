package chat

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reply"
)

// mostRows is how many rows of a list are shown at once. Renderers that show fewer would leave rows out of "more".
const mostRows = 10

// table shows commitments, one a row.
func (t *turn) table(ctx context.Context, list []commitments.Commitment, rest reply.Rest) (reply.Table, error) {
	table := reply.Table{Rest: rest, Header: []string{
		t.word("chat.column", "organisation"), t.word("chat.column", "commitment"), t.word("chat.column", "status"),
		t.word("chat.column", "due"), t.word("chat.column", "news"),
	}}
	if err := t.lookUpAll(ctx, list); err != nil {
		return reply.Table{}, err
	}
	for i := range list {
		c := &list[i]
		who, err := t.organisationsOf(ctx, c)
		if err != nil {
			return reply.Table{}, err
		}
		table.Rows = append(table.Rows, []reply.Line{
			who, {reply.Strong(c.Ref), reply.Text(" "), reply.Text(c.Title)}, t.statusOf(c), {t.day(c.DueOn)}, {t.day(c.LastNewsOn)},
		})
	}
	return table, nil
}

func (t *turn) day(d civil.Date) reply.Said { return reply.Said(t.printer.ShortDate(d)) }

// organisationsOf names lead and partners. Whose an unattributed commitment is, is not said.
func (t *turn) organisationsOf(ctx context.Context, c *commitments.Commitment) (reply.Line, error) {
	if c.Lead == "" {
		return reply.Line{t.said("chat.not_named")}, nil
	}
	var names []string
	for _, handle := range c.Organisations() {
		o, err := t.organisation(ctx, handle)
		if err != nil {
			return nil, err
		}
		names = append(names, shortName(o))
	}
	return reply.Line{reply.Said(t.printer.List(names))}, nil
}

// lookUpAll gets the organisations of all these commitments at once.
func (t *turn) lookUpAll(ctx context.Context, list []commitments.Commitment) error {
	var handles []string
	for i := range list {
		for _, handle := range list[i].Organisations() {
			if _, known := t.organisations[handle]; !known && handle != "" {
				handles = append(handles, handle)
			}
		}
	}
	found, err := t.store.OrganisationsByHandle(ctx, handles)
	if err != nil {
		return fmt.Errorf("look up organisations: %w", err)
	}
	maps.Copy(t.organisations, found)
	return nil
}

// organisation looks one up. Whoever is not in the directory is called by the handle.
func (t *turn) organisation(ctx context.Context, handle string) (people.Organisation, error) {
	if o, ok := t.organisations[handle]; ok {
		return o, nil
	}
	o, err := t.store.OrganisationByHandle(ctx, handle)
	if errors.Is(err, commitments.ErrNotFound) {
		o, err = people.Organisation{Handle: handle, Name: handle}, nil
	}
	if err != nil {
		return o, fmt.Errorf("look up organisation %s: %w", handle, err)
	}
	t.organisations[handle] = o
	return o, nil
}

func shortName(o people.Organisation) string { return firstOf(o.Acronym, o.Name) }

// fullName is the name with the acronym, if there is one.
func (t *turn) fullName(o people.Organisation) string {
	if o.Acronym == "" || o.Acronym == o.Name {
		return o.Name
	}
	return t.printer.Sentence("chat.name_and_acronym", "name", o.Name, "acronym", o.Acronym)
}

// statusOf is the status in words: "in progress, 30%, overdue".
func (t *turn) statusOf(c *commitments.Commitment) reply.Line {
	line := reply.Line{reply.Status{Word: t.printer.Word(c.Status.Word()), Tone: toneOf(c.Status)}}
	add := func(in reply.Inline) { line = append(line, t.said("chat.comma")+" ", in) }
	if c.Percent != nil && *c.Percent > 0 && *c.Percent < 100 {
		add(reply.Said(t.printer.Percent(*c.Percent)))
	}
	if c.Confidence != "" {
		add(reply.Said(t.word("confidence", string(c.Confidence))))
	}
	switch {
	case c.Overdue(t.today):
		add(reply.Status{Word: t.word("status", "overdue"), Tone: reply.Bad})
	case c.Stale(t.today):
		add(reply.Status{Word: t.word("status", "stale"), Tone: reply.Warning})
	case c.DueSoon(t.today):
		add(reply.Status{Word: t.word("status", "due_soon"), Tone: reply.Warning})
	}
	return line
}

// toneOf: only what is done is good, and nothing is bad: a withdrawal is no failure.
func toneOf(s commitments.Status) reply.Tone {
	switch s {
	case commitments.Completed, commitments.MostlyDone:
		return reply.Good
	case commitments.Paused:
		return reply.Warning
	}
	return reply.Neutral
}

// showedSteps notes which steps the person sees now: "it" is the first of them.
func (t *turn) showedSteps(steps []namedStep) {
	t.newList()
	t.conversation.Steps, t.conversation.Commitment = nil, ""
	for _, s := range steps[:min(len(steps), mostRows)] {
		t.conversation.Steps = append(t.conversation.Steps, s.code)
	}
}

// showedCommitment notes that the person sees this one now: "it" is the commitment, or what it is for.
func (t *turn) showedCommitment(c *commitments.Commitment) {
	t.conversation.Commitment, t.conversation.Steps = t.typed(c.Ref), nil
	for _, code := range c.Steps {
		t.conversation.Steps = append(t.conversation.Steps, t.typed(code))
	}
}
