package chat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// reminders shows and changes when and of what the speaker is reminded; with a ref, of one commitment; for an
// organisation or the plan, for those who may.
func reminders(ctx context.Context, t *turn) (reply.Reply, error) {
	switch a := &t.args; {
	case a.Scope == "organisation":
		return t.organisationReminders(ctx)
	case a.Scope == "plan":
		return t.planReminders(ctx)
	case a.Ref != "":
		return onCommitment(remindersOn)(ctx, t)
	case a.Action == "preview":
		return t.previewed(ctx)
	case a.Action == "why":
		return t.reasons(ctx)
	}
	change, changed := t.reminding()
	if changed {
		if _, err := t.do(ctx, commitments.SetReminders{Reminding: change}); err != nil {
			return reply.Reply{}, err
		}
	}
	return t.shownReminders(ctx)
}

// remindersOn switches reminders of one commitment on or off.
func remindersOn(ctx context.Context, t *turn, c *commitments.Commitment) (reply.Reply, error) {
	if t.args.Cadence == "off" {
		return t.never(ctx, c)
	}
	return t.remindAgain(ctx, c)
}

// reminding is the change that the message asks for.
func (t *turn) reminding() (commitments.Reminding, bool) {
	a := &t.args
	r := commitments.Reminding{Clock: a.Clock, Weekday: a.Weekday, Channel: people.Platform(a.Channel)}
	for _, day := range a.Weekdays {
		r.Days = append(r.Days, notices.DayNamed(day))
	}
	switch {
	case a.Notice != "" && a.Cadence == "off":
		r.Off = []string{a.Notice}
	case a.Notice != "":
		r.On = []string{a.Notice}
	case a.Cadence == "off":
		r.Mode = people.RemindersOff
	case a.Cadence == "weekly" || (a.Cadence == "" && a.Weekday != ""):
		r.Mode = people.RemindersWeekly
	case a.Action == "on" || a.Cadence != "":
		r.Mode = people.RemindersOn
	}
	changed := r.Mode != "" || r.Clock != "" || r.Channel != "" || len(r.Days)+len(r.Off)+len(r.On) > 0
	return r, changed
}

// shownReminders are the settings as they now stand.
func (t *turn) shownReminders(ctx context.Context) (reply.Reply, error) {
	p, err := t.reminded(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	facts := append(t.reminderFacts(p.Settings, p.Zone), t.fact("reminders.fact.channel", reply.Said(t.channelName(&p))))
	if p.Away > p.Today(t.now()) {
		facts = append(facts, t.fact("reminders.fact.away", reply.Said(t.printer.Date(p.Away))))
	}
	blocks := []reply.Block{facts}
	snoozed, err := t.snoozedList(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(reply.Line{t.said("reminders.title")}, append(append(blocks, snoozed...), t.reminderButtons(p.Settings.Mode))...), nil
}

// reminderFacts are what was said of reminders, with the defaults.
func (t *turn) reminderFacts(r people.Reminders, zone *time.Location) reply.Facts {
	p := notices.Person{Settings: r}
	hour, minute := p.Clock()
	clock := t.said("reminders.hour", "clock", i18n.Said(fmt.Sprintf("%02d:%02d", hour, minute)), "zone", i18n.Said(zone.String()))
	facts := reply.Facts{
		t.fact("reminders.fact.mode", t.modeSaid(r)), t.fact("reminders.fact.hour", clock),
		t.fact("reminders.fact.days", reply.Said(t.printer.List(t.dayNames(r.Days)))),
	}
	if len(r.Off) > 0 {
		kinds := make([]string, len(r.Off))
		for i, kind := range r.Off {
			kinds[i] = t.printer.Word(notices.KindWord(notices.Kind(kind)))
		}
		facts = append(facts, t.fact("reminders.fact.off", reply.Said(t.printer.List(kinds))))
	}
	return facts
}

func (t *turn) modeSaid(r people.Reminders) reply.Said {
	switch r.Mode {
	case people.RemindersOff:
		return t.said("reminders.mode.off")
	case people.RemindersWeekly:
		day := notices.DayNamed(firstOf(r.Weekday, "monday"))
		return t.said("reminders.mode.weekly", "weekday", i18n.Said(t.printer.Weekday(day)))
	}
	return t.said("reminders.mode.on")
}

// dayNames are the days on which messages may come, the week beginning on Monday.
func (t *turn) dayNames(days []time.Weekday) []string {
	if len(days) == 0 {
		days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	var names []string
	for i := range 7 {
		if day := time.Weekday((i + 1) % 7); slices.Contains(days, day) {
			names = append(names, t.printer.Weekday(day))
		}
	}
	return names
}

func (t *turn) channelName(p *notices.Person) string {
	switch {
	case p.Channel.None():
		return t.printer.Sentence("reminders.channel_none")
	case p.Settings.Channel == "":
		return t.printer.Sentence("reminders.channel_auto")
	}
	return t.word("reminders.channel", string(p.Channel.Platform))
}

// snoozedList shows what was put off, so that nothing is forgotten (U-15).
func (t *turn) snoozedList(ctx context.Context) ([]reply.Block, error) {
	var list []people.Snooze
	for _, p := range t.plans {
		some, err := t.store.SnoozesOf(ctx, t.actor.Member.ID, p.ID, t.today)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	if len(list) == 0 {
		return nil, nil
	}
	var items []reply.Line
	for _, s := range list {
		until := t.said("reminders.snoozed_always")
		if !s.Until.IsZero() {
			until = t.said("reminders.snoozed_until", "date", s.Until)
		}
		ref := t.refIn(s.PlanID, s.Number)
		items = append(items, reply.Line{
			reply.Strong(ref), reply.Said(" – "), until, reply.Said("; "), t.said("reminders.again"), reply.Said(" "), reply.Code("reminders on " + ref),
		})
	}
	return []reply.Block{reply.Heading{t.said("reminders.snoozed_title")}, reply.List{Items: items}}, nil
}

func (t *turn) reminderButtons(mode people.ReminderMode) reply.Buttons {
	buttons := reply.Buttons{t.button("reminders.button_preview", "reminders preview"), t.button("reminders.button_reasons", "reminders why")}
	if mode == people.RemindersOff || mode == people.RemindersWeekly {
		buttons = append(buttons, t.button("reminders.button_on", "reminders on"))
	}
	if mode != people.RemindersWeekly {
		buttons = append(buttons, t.button("reminders.button_weekly", "reminders weekly"))
	}
	if mode != people.RemindersOff {
		buttons = append(buttons, t.button("reminders.button_off", "reminders off"))
	}
	return buttons
}

func refOf(number int) string { return fmt.Sprintf("C-%d", number) }

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// organisationReminders changes and shows what holds for people of an organisation who have said nothing themselves.
func (t *turn) organisationReminders(ctx context.Context) (reply.Reply, error) {
	o, err := t.organisationMeant(ctx, t.args.Organisation)
	if err != nil {
		return reply.Reply{}, err
	}
	change, changed := t.reminding()
	if !changed {
		change = commitments.Reminding{}
	}
	if _, err := t.do(ctx, commitments.SetOrganisationReminders{Plan: t.slug(), Organisation: o.Handle, Reminding: change}); err != nil {
		return reply.Reply{}, err
	}
	kept, err := t.store.RemindersFor(ctx, o.Handle)
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("reminders.for_organisation", "organisation", t.fullName(o)), t.reminderFacts(kept, t.home().Zone)), nil
}

// planReminders changes and shows on which days the plan reminds.
func (t *turn) planReminders(ctx context.Context) (reply.Reply, error) {
	command := commitments.SetPlanReminders{Plan: t.slug()}
	if numbers := t.args.Numbers; len(numbers) > 0 {
		switch t.args.Notice {
		case "stale":
			command.Stale = numbers[0]
		case "call":
			command.CallBefore = numbers[0]
			if len(numbers) > 1 {
				command.CallCutoff = numbers[1]
			}
		case "due", "":
			command.Due = numbers
		default:
			return reply.Reply{}, problem.New(problem.Invalid, "reminders.kind", "kind", t.args.Notice)
		}
		if _, err := t.do(ctx, command); err != nil {
			return reply.Reply{}, err
		}
	}
	s, err := t.store.PlanSchedule(ctx, t.plan.ID)
	if err != nil {
		return reply.Reply{}, err
	}
	return t.reply(nil, t.paragraph("reminders.for_plan"), t.scheduleFacts(s)), nil
}

func (t *turn) scheduleFacts(s people.ReminderSchedule) reply.Facts {
	var days []string
	stale := 0
	for _, rule := range notices.RulesBy(s) {
		for _, n := range rule.Days {
			switch rule.Kind {
			case notices.Due:
				days = append(days, t.printer.Plural("reminders.days", -n))
			case notices.Stale:
				stale = n
			}
		}
	}
	s = notices.WholeSchedule(s)
	return reply.Facts{
		t.fact("reminders.fact.due", reply.Said(t.printer.List(days))),
		t.fact("reminders.fact.stale", t.counted("reminders.days", stale)),
		t.fact("reminders.fact.call", t.counted("reminders.days", s.CallBefore)),
		t.fact("reminders.fact.cutoff", t.counted("reminders.days", s.CallCutoff)),
	}
}
