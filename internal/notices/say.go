package notices

import (
	"cmp"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// say is the line of a notice, or why there is none.
func (f *Facts) say(p *Person, today civil.Date) (Item, string) {
	if reason := f.silent(p, today); reason != "" {
		return Item{}, reason
	}
	item := Item{Kind: f.Kind, Rule: RuleWords(f.Kind)}
	if f.Commitment != nil {
		item.Ref, item.Title, item.Due = cmp.Or(f.Ref, f.Commitment.Ref), f.Commitment.Title, f.Commitment.DueOn
		item.Buttons = answers(item.Ref)
	}
	reason := f.fill(&item, today)
	return item, reason
}

// fill says what the kind says.
func (f *Facts) fill(item *Item, today civil.Date) (silent string) {
	switch f.Kind {
	case Due:
		return f.due(item, today)
	case Overdue:
		return f.overdue(item, today)
	case Deputy:
		if f.dueOn() != f.Anchor || f.Commitment.DueOn >= today {
			return "moved"
		}
		item.Said = Say("notices.line.deputy", "date", f.Commitment.DueOn, "name", f.Actor.Name, "times", MostWeekly)
	case Stale:
		item.Said = Counted("notices.line.stale", today.DaysSince(f.Commitment.LastNewsOn), "date", f.Commitment.LastNewsOn)
	case HandOver:
		item.Said = Say("notices.line.hand_over", "name", f.Actor.Name)
	case Mention:
		item.Said = Say("notices.line.mention", "name", f.Actor.Name, "organisation", f.Organisation.Name)
		item.Buttons = []Button{{"notices.button_show", "status " + item.Ref, reply.Primary}}
	case Asked:
		item.Said = Say("notices.line.asked", "date", f.Day)
	case Snoozed:
		item.Said = Say("notices.line.snoozed", "date", f.Day)
	default:
		return f.fillOther(item)
	}
	return ""
}

// fillOther says what is about no commitment.
func (f *Facts) fillOther(item *Item) (silent string) {
	switch f.Kind {
	case Call:
		return f.call(item)
	case Chase:
		return f.chase(item)
	case Welcome:
		item.Title = f.Organisation.Name
		item.Said = Say("notices.line.welcome", "role", problem.Word("role."+string(f.Role)))
		item.Buttons = []Button{{"notices.button_mine", "mine", reply.Primary}, {"notices.button_gaps", "gaps", ""}}
	default:
		return "unknown"
	}
	return ""
}

// dueOn is the due day of the commitment as anchors have it.
func (f *Facts) dueOn() string { return string(f.Commitment.DueOn) }

func (f *Facts) due(item *Item, today civil.Date) (silent string) {
	day, _ := anchorOf(f.Anchor)
	left := f.Commitment.DueOn.DaysSince(today)
	switch {
	case f.dueOn() != day:
		return "moved"
	case left < 0:
		return "passed"
	case left == 0:
		item.Said = Say("notices.line.due_today", "date", f.Commitment.DueOn)
	default:
		item.Said = Counted("notices.line.due", left, "date", f.Commitment.DueOn)
	}
	return ""
}

func (f *Facts) overdue(item *Item, today civil.Date) (silent string) {
	day, days := anchorOf(f.Anchor)
	switch {
	case f.dueOn() != day || !f.Commitment.Overdue(today):
		return "moved"
	case days >= WeeklyFrom && f.Told >= MostWeekly:
		return Unanswered
	}
	item.Said = Counted("notices.line.overdue", today.DaysSince(f.Commitment.DueOn), "date", f.Commitment.DueOn)
	return ""
}

// Unanswered is why a person hears no more of a commitment: three weekly reminders were not answered.
const Unanswered = "unanswered"

func (f *Facts) call(item *Item) (silent string) {
	switch {
	case f.Reported:
		return "reported"
	case f.Missing == 0:
		return "nothing_open"
	}
	key := "notices.line.call"
	if strings.HasSuffix(f.Anchor, "/2") {
		key = "notices.line.call_cutoff"
	}
	item.Title, item.Due = f.Organisation.Name, f.ClosesOn
	item.Said = Counted(key, f.Missing, "period", f.Period, "date", f.ClosesOn)
	item.Buttons = []Button{{"notices.button_mine", "mine", reply.Primary}}
	return ""
}

func (f *Facts) chase(item *Item) (silent string) {
	item.Buttons = []Button{{"notices.button_overdue", "overdue", ""}, {"notices.button_completeness", "completeness", ""}}
	if f.Period != (civil.Quarter{}) {
		item.Due = f.ClosesOn
		item.Said = Say("notices.line.chase_cutoff", "period", f.Period, "date", f.ClosesOn)
		return ""
	}
	if f.Missing == 0 {
		return "nothing_new"
	}
	item.Said = Counted("notices.line.chase", f.Missing)
	return ""
}

// answers are what a reminder can be answered with where it stands (chat.md, U-15, U-20).
func answers(ref string) []Button {
	return []Button{
		{"notices.button_no_change", "log " + ref + " no change", reply.Primary},
		{"notices.button_done", "log " + ref + " done", ""},
		{"notices.button_snooze", "snooze " + ref, ""},
		{"notices.button_hand_over", "hand over " + ref, ""},
		{"notices.button_stop", "reminders off " + ref, ""},
	}
}

// recurs says whether a rule of days concerns a commitment: a continuing one is never overdue.
func recurs(kind Kind, cadence plans.Cadence) bool {
	return kind != Overdue || cadence == plans.OneOff
}
