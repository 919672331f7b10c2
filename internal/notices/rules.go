package notices

import "slices"

// Rule is when a kind of notice is due. Whom it is put down for is said where that is done: cast.go, plan_calls.go.
type Rule struct {
	Kind Kind
	// Days are those on which it is due, counted from what it is anchored to: the due day of a commitment, the day of
	// its last news. Negative ones are before it.
	Days []int
	// Covered says that an entry of the last CoverDays days keeps it quiet.
	Covered bool
	// Ahead says that one which falls on a day off comes on a working day before it, not after.
	Ahead bool
}

// The manners of chat.md in numbers.
const (
	CoverDays  = 14 // how long an entry keeps reminders of its commitment quiet
	WeeklyFrom = 8  // the first weekly reminder, in days after the due day
	MostWeekly = 3  // weekly reminders that may go unanswered; then the deputy is told, once
	CallBefore = 14 // the first call for updates, in days before the period ends
	CallCutoff = 3  // the second, in days before the cutoff
)

// Rules is the table of rules. One that has no row comes of no rule of time: it is put there by what happened.
//
// The weekly reminders go on for eight weeks at most, which is time for three of them even for somebody who is away for
// a month in between.
func Rules() []Rule {
	return []Rule{
		{Kind: Due, Days: []int{-30, -7, -1}, Covered: true, Ahead: true},
		{Kind: Overdue, Days: []int{1, 8, 15, 22, 29, 36, 43, 50}, Covered: true},
		{Kind: Stale, Days: []int{90}, Covered: true},
		{Kind: Deputy, Covered: true},
		{Kind: Call},
		{Kind: Chase},
		{Kind: Mention},
		{Kind: HandOver},
		{Kind: Welcome},
		{Kind: Asked},
		{Kind: Snoozed, Covered: true},
	}
}

// RuleOf is the rule of a kind; ok is false for kinds that a Source answers for.
func RuleOf(kind Kind) (rule Rule, ok bool) {
	all := Rules()
	at := slices.IndexFunc(all, func(r Rule) bool { return r.Kind == kind })
	if at < 0 {
		return Rule{}, false
	}
	return all[at], true
}
