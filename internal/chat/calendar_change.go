package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/words"
)

// addEvent puts an event into the shared calendar.
func addEvent(ctx context.Context, t *turn) (reply.Reply, error) {
	e := calendar.Event{
		Kind: calendar.Kind(t.args.Event), Title: t.args.Title, StartsOn: t.args.From, EndsOn: t.args.To, Country: t.args.Country,
		Organiser: t.args.Organisation,
	}
	if e.Kind == "" {
		e.Kind = "other"
	}
	if len(t.args.Evidence) > 0 {
		e.Link = t.args.Evidence[0]
	}
	if e.EndsOn == e.StartsOn {
		e.EndsOn = ""
	}
	if _, err := t.do(ctx, commitments.AddEvent{Plan: t.slug(), Event: e}); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(reply.Line{t.said("calendar.added", "title", e.Title)}, t.eventFacts(&e), t.eventButtons(&e)), nil
}

func (t *turn) eventFacts(e *calendar.Event) reply.Facts {
	facts := reply.Facts{
		t.fact("calendar.fact.days", reply.Said(t.daysOf(e))),
		t.fact("calendar.fact.kind", reply.Said(t.word("event", string(e.Kind)))),
	}
	if e.Country != "" {
		facts = append(facts, t.fact("calendar.fact.country", reply.Text(e.Country)))
	}
	if e.Organiser != "" {
		facts = append(facts, t.fact("calendar.fact.organiser", reply.Text(e.Organiser)))
	}
	if e.Link != "" {
		facts = append(facts, t.fact("calendar.fact.link", reply.Link{URL: e.Link}))
	}
	return facts
}

func (t *turn) eventButtons(e *calendar.Event) reply.Buttons {
	buttons := reply.Buttons{t.button("calendar.button_show", "calendar")}
	if cancel, ok := sayEvent("calendar cancel", e); ok {
		buttons = append(buttons, reply.Button{Label: t.printer.Sentence("calendar.button_cancel"), Say: cancel})
	}
	return buttons
}

// sayEvent names an event as one types it. A title with a quotation mark in it cannot be typed.
func sayEvent(verb string, e *calendar.Event) (string, bool) {
	return fmt.Sprintf("%s \"%s\" %s", verb, e.Title, e.StartsOn), !strings.ContainsAny(e.Title, "\"“”«»\n")
}

// editEvent changes what is said of an event, and shows what it says now.
func editEvent(ctx context.Context, t *turn) (reply.Reply, error) {
	which := t.args.Date
	if which == t.args.From { // one day alone is the new one
		which = ""
	}
	e, err := t.eventMeant(ctx, string(which), "calendar edit")
	if err != nil {
		return reply.Reply{}, err
	}
	change := commitments.ChangeEvent{Plan: t.slug(), ID: e.ID}
	if t.args.From != "" {
		e.StartsOn, e.EndsOn = t.args.From, t.args.To
		if e.EndsOn == e.StartsOn {
			e.EndsOn = ""
		}
		change.StartsOn, change.EndsOn = &e.StartsOn, &e.EndsOn
	}
	t.changeText(&change, &e)
	if change == (commitments.ChangeEvent{Plan: t.slug(), ID: e.ID}) {
		return t.reply(reply.Line{reply.Text(e.Title)}, t.eventFacts(&e), t.paragraph("calendar.how_to_edit")), nil
	}
	if _, err := t.do(ctx, change); err != nil {
		return reply.Reply{}, err
	}
	return t.reply(reply.Line{t.said("calendar.changed", "title", e.Title)}, t.eventFacts(&e), t.eventButtons(&e)), nil
}

func (t *turn) changeText(change *commitments.ChangeEvent, e *calendar.Event) {
	if t.args.Event != "" {
		e.Kind = calendar.Kind(t.args.Event)
		change.Kind = &e.Kind
	}
	if len(t.args.Evidence) > 0 {
		e.Link = t.args.Evidence[0]
		change.Link = &e.Link
	}
	for _, text := range []struct {
		said  string
		value *string
		field **string
	}{{t.args.Value, &e.Title, &change.Title}, {t.args.Country, &e.Country, &change.Country}, {t.args.Organisation, &e.Organiser, &change.Organiser}} {
		if text.said != "" {
			*text.value = text.said
			*text.field = text.value
		}
	}
}

// cancelEvent takes an event out, after a yes: it cannot be undone.
func cancelEvent(ctx context.Context, t *turn) (reply.Reply, error) {
	e, err := t.eventMeant(ctx, string(t.args.Date), "calendar cancel")
	if err != nil {
		return reply.Reply{}, err
	}
	_, asked, err := t.act(ctx, commitments.RemoveEvent{Plan: t.slug(), ID: e.ID}, question{
		first: true, danger: true, sure: t.said("calendar.cancel_sure", "title", e.Title), shown: []reply.Block{t.eventFacts(&e)},
	})
	if asked != nil || err != nil {
		return orNothing(asked), err
	}
	return t.reply(nil, t.paragraph("calendar.cancelled", "title", e.Title), reply.Buttons{t.button("calendar.button_show", "calendar")}), nil
}

// eventMeant is the coming event with this title, and on this day if one is named; or the only one whose title has these
// words. If there are several, it is asked which.
func (t *turn) eventMeant(ctx context.Context, day, verb string) (calendar.Event, error) {
	coming, err := t.store.EventsBetween(ctx, t.plan.ID, t.today, "9999-12-31")
	if err != nil {
		return calendar.Event{}, fmt.Errorf("list events: %w", err)
	}
	wish := words.Fold(t.args.Title)
	on := func(e calendar.Event) bool { return day == "" || string(e.StartsOn) == day }
	found := slices.DeleteFunc(slices.Clone(coming), func(e calendar.Event) bool { return !on(e) || words.Fold(e.Title) != wish })
	if len(found) == 0 {
		found = slices.DeleteFunc(coming, func(e calendar.Event) bool { return !on(e) || !strings.Contains(words.Fold(e.Title), wish) })
	}
	switch len(found) {
	case 0:
		return calendar.Event{}, problem.New(problem.NotFound, "calendar.no_such", "title", shortened(t.args.Title))
	case 1:
		return found[0], nil
	}
	u := unclear{asked: t.said("calendar.which", "title", shortened(t.args.Title))}
	for i := range found[:min(len(found), mostChoices)] {
		e := &found[i]
		if say, ok := sayEvent(verb, e); ok {
			u.choices = append(u.choices, reply.Button{Label: shortLabel(t.printer.ShortDate(e.StartsOn) + " " + e.Title), Say: say + t.newDays(verb)})
		}
	}
	return calendar.Event{}, u
}

// newDays are the days that an edit asks for, as one types them.
func (t *turn) newDays(verb string) string {
	if verb != "calendar edit" || t.args.From == "" {
		return ""
	}
	return fmt.Sprintf(", %s..%s", t.args.From, t.args.To)
}
