package understand

import "github.com/accord-tracker/accord/internal/civil"

// Args are the arguments of a verb. What was not said is zero.
type Args struct {
	Ref      string   // the first of Refs
	Refs     []string // "C-12"; codes are not checked against a store
	Steps    []string // codes, best first: "29c", of another plan "digital-2025:1.1"
	BadCodes []string // codes as written that no plan has ("40", "27e")
	Topic    string   // the words that should name a step and did not, or that named it

	Kind       LogKind
	Percent    *int
	Status     string // as in domain.md: planned, in_progress, mostly_done, paused, completed, withdrawn
	Confidence string // on_track, at_risk, off_track
	Note       string // what was said, links taken out
	Evidence   []string
	Reason     string
	Seq        int // of the entry, for correct and redact

	Title      string
	Done       bool // of a milestone
	Measure    string
	Visibility string   // public, endorsers, conveners, unattributed
	Cadence    string   // one_off, continuing; of reminders: immediate, daily, weekly, off
	Countries  []string // ISO 3166-1 alpha-2
	Partners   []string // organisations as written: handles, acronyms or names
	Field      string   // of edit: title, description, due_on, starts_on, measure, partners, steps, countries, visibility
	Value      string   // of edit, as written; dates, steps, countries and partners are in their own fields as well

	Date       civil.Date // a deadline, or the day news is about
	From, To   civil.Date // a stretch of days, both included
	DatePhrase string     // as written
	Period     civil.Quarter
	HasPeriod  bool
	Clock      string   // "09:00"
	Weekday    string   // monday … sunday
	Weekdays   []string // days of the week, of reminders
	Notice     string   // kind of a notice: due, overdue, stale, … (of reminders)
	Channel    string   // slack, matrix, mail, or auto (of reminders)
	Numbers    []int    // days before a day, of the reminders of a plan

	Theme    string // words or key of a theme
	Query    string // of search
	Role     string // focal_point, deputy, contributor, observer
	Code     string // of an invitation
	Member   string // a mention as written: @ana, <@U123>
	Format   string // pdf, xlsx, docx, html, csv, json, md
	Language string // en, fr, es, ar
	Event    string // kind of a calendar event
	Verb     Verb   // the subject of help
	Action   string // add, remove, publish, draft, …: the word after the verb where it has several uses
	Scope    string // of follow: plan, theme, step, organisation, commitment

	Organisation     string // as written: of invite, leave, endorse and organisation; of commit, whoever leads
	OrganisationKind string // of organisation add: ngo, government, … (people.Kinds)
	Request          string // of commit: the written request on which a convener registers for an organisation

	Country string // of an event
	Matrix  bool   // of report: who does what, organisations against steps
}

// LogKind is what a log entry says.
type LogKind string

const (
	Progress LogKind = "progress"
	NoChange LogKind = "no_change"
	SetState LogKind = "status"
	Done     LogKind = "done"
)
