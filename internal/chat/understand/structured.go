package understand

import (
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
)

// grammars read what follows the first words of a verb. A grammar says false if the message is not in its form; then
// the message may still be understood as a free sentence.
var grammars = map[Verb]func(*command) bool{
	Who: (*command).aboutSteps, Step: (*command).aboutSteps, Status: (*command).status,
	Steps: (*command).stepList, Plan: (*command).plan,
	Commit: (*command).commit, Log: (*command).log, Pause: (*command).reasoned, Withdraw: (*command).reasoned, Reopen: (*command).reasoned,
	Edit: (*command).edit, HandOver: (*command).handOver, Milestone: (*command).milestone,
	Correct: (*command).correct, Redact: (*command).redact,
	Endorse: (*command).endorse, EndEndorsement: (*command).endorse, Organisation: (*command).organisation,
	Mine: (*command).nothing, Overdue: (*command).nothing, Stale: (*command).nothing, Gaps: (*command).nothing, Allies: (*command).nothing,
	Due: (*command).due, Report: (*command).report, Completeness: (*command).report, Calendar: (*command).calendar, Search: (*command).search,
	Follow: (*command).follow, Unfollow: (*command).follow, Following: (*command).nothing, Email: (*command).email,
	Remind: (*command).remind, Snooze: (*command).remind, Reminders: (*command).reminders, Away: (*command).away,
	Why:  (*command).why,
	Join: (*command).join, Whoami: (*command).nothing, Link: (*command).link, Unlink: (*command).unlink, Invite: (*command).invite, Leave: (*command).leave, Servers: (*command).servers,
	Undo: (*command).undo, Language: (*command).setLanguage, Help: (*command).help, Demo: (*command).demo,
	Yes: (*command).answer, No: (*command).answer, More: (*command).nothing,
}

// structured reads the message as a command in its precise form; nil if it is not one.
func (m *message) structured() *Understanding {
	m.survey()
	start := m.afterAddress()
	if len(m.order) == 0 {
		if m.question && len(m.tokens) < 4 {
			return &Understanding{Verb: Help, Structured: true, Sure: true}
		}
		return nil
	}
	for _, v := range m.verbsAt(start) {
		if v.verb.Writes() && (m.question || m.beginsName(start, v.words)) {
			continue
		}
		c := &command{m: m, k: start + v.words, u: &Understanding{Verb: v.verb, Structured: true, Sure: true}}
		if c.bare(v, start) || grammars[v.verb](c) {
			return c.u
		}
	}
	c := &command{m: m, k: start, u: &Understanding{Verb: Log, Structured: true, Sure: true}}
	if c.refFirst() {
		return c.u
	}
	return nil
}

// afterAddress is the first word that is neither the bot's name nor a courtesy.
func (m *message) afterAddress() int {
	k := 0
	for k < len(m.order) {
		i := m.order[k]
		if m.used[i]&isPolite == 0 && m.tokens[i].Fold != "accord" && m.tokens[i].Fold != "@accord" {
			break
		}
		k++
	}
	return k
}

// begins is the verb with whose words the message begins, if it is one that people do not begin an ordinary sentence
// with.
func (m *message) begins() Verb {
	start := m.afterAddress()
	if start >= len(m.order) || m.chatter() || m.everyday() {
		return None
	}
	for _, v := range m.verbsAt(start) {
		if !slices.Contains([]Verb{Who, Mine, Yes, No, More, Undo, Demo}, v.verb) {
			return v.verb
		}
	}
	return None
}

type verbAt struct {
	verb  Verb
	words int
}

// beginsName says whether the words at word k are the first of the name of a step: Arabic for "General Comment 25" begins
// with the word for "pause".
func (m *message) beginsName(k, words int) bool {
	first, last := m.order[k], m.order[k+words-1]
	return slices.ContainsFunc(m.aliases, func(a plans.Mention) bool { return a.Start <= first && a.End > last+1 })
}

// verbsAt are the verbs whose words stand at word k, the longest first.
func (m *message) verbsAt(k int) (list []verbAt) {
	for _, verb := range verbOrder {
		if n := m.rowAt(k, m.r.lexicon.verbs[verb]); n > 0 {
			at := len(list)
			for at > 0 && list[at-1].words < n {
				at--
			}
			list = append(list[:at], append([]verbAt{{verb, n}}, list[at:]...)...)
		}
	}
	return list
}

// verbOrder is the order in which verbs with the same words are tried.
var verbOrder = []Verb{
	Who, Step, Steps, Plan, Status, Commit, Log, Pause, Withdraw, Reopen, Edit, HandOver, Milestone, Correct, Redact, Mine, Due,
	Overdue, Stale, Gaps, Allies, Search, Report, Completeness, Calendar, Follow, Unfollow, Following, Email, Remind, Snooze, Reminders, Away, Why, Join,
	Whoami, Link, Unlink, Invite, Leave, Servers, Undo, EndEndorsement, Endorse, Organisation, Language, Help, Demo, Yes, No, More,
}
