package understand

// Verb is a command of the chat language (chat.md).
type Verb string

const (
	None      Verb = "none"
	Who       Verb = "who"
	Step      Verb = "step"
	Steps     Verb = "steps"
	Plan      Verb = "plan"
	Status    Verb = "status" // how far a step or commitment is
	Commit    Verb = "commit"
	Log       Verb = "log" // Args.Kind says what is logged
	Pause     Verb = "pause"
	Withdraw  Verb = "withdraw"
	Reopen    Verb = "reopen"
	Edit      Verb = "edit" // Args.Field, Args.Value
	HandOver  Verb = "hand_over"
	Milestone Verb = "milestone" // Args.Title, and Args.Date or Args.Done
	Correct   Verb = "correct"   // Args.Ref, Args.Seq, what should stand instead
	Redact    Verb = "redact"    // Args.Ref, Args.Seq, Args.Reason
	Mine      Verb = "mine"
	Due       Verb = "due"
	Overdue   Verb = "overdue"
	Stale     Verb = "stale"
	Gaps      Verb = "gaps"
	Allies    Verb = "allies"
	Search    Verb = "search"
	Report    Verb = "report"
	Calendar  Verb = "calendar"
	Follow    Verb = "follow"
	Unfollow  Verb = "unfollow"
	Following Verb = "following"
	Email     Verb = "email" // where one is written to: Args.Action add with Args.Value, code with Args.Code, remove
	Remind    Verb = "remind"
	Snooze    Verb = "snooze"
	Reminders Verb = "reminders"
	Away      Verb = "away"
	Why       Verb = "why" // why something was said, or was not: Args.Ref
	Join      Verb = "join"
	Whoami    Verb = "whoami"
	Link      Verb = "link"   // a further account: Args.Code of another one, or Args.Action new
	Unlink    Verb = "unlink" // Args.Value names the account: all that is written
	Invite    Verb = "invite"
	Leave     Verb = "leave"
	Undo      Verb = "undo"
	Servers   Verb = "servers" // that may act for Args.Organisation: Args.Action set with Args.Value, any

	Endorse        Verb = "endorse"         // Args.Organisation, and Args.Date from which
	EndEndorsement Verb = "end_endorsement" // the same
	Organisation   Verb = "organisation"    // Args.Action add, Args.Organisation (a handle), Args.Title (its name)
	Completeness   Verb = "completeness"    // who has reported, before a report is published: Args.Period, Args.Visibility

	Language Verb = "language"
	Help     Verb = "help"
	Demo     Verb = "demo"
	Yes      Verb = "yes"  // an answer to a question
	No       Verb = "no"   // an answer to a question
	More     Verb = "more" // the rest of a list that was cut
)

// Intent is a verb in the closed set that explain prints.
type Intent string

// Intent is the intent a verb counts as. Verbs that explain has no word for count as none.
func (v Verb) Intent() Intent {
	switch v {
	case Who, Status, Gaps, Mine, Due, Overdue, Commit, Report, Calendar, Help, Step:
		return Intent(v)
	case Steps, Plan:
		return "step"
	case Allies:
		return "who"
	case Stale:
		return "overdue"
	case Completeness:
		return "report"
	case Log, Milestone, Pause, Withdraw, Reopen:
		return "progress"
	}
	return "none"
}

// Writes says whether the verb changes a commitment, and so needs a confirmation if it was not Structured.
func (v Verb) Writes() bool {
	switch v {
	case Commit, Log, Pause, Withdraw, Reopen, Edit, HandOver, Milestone, Correct, Redact:
		return true
	}
	return false
}
