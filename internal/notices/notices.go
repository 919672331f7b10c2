// Package notices decides who should hear what, when and why, without having asked: reminders, the quarter's call, what
// became of what one is part of, and digests of what one follows. Decisions are pure: (now, person, what is due or has
// changed, settings, what was sent) → a message and its reason, or silence and its reason. The tick (tick.go) is the
// only part that reads and writes, through the interface that it declares.
//
// A Notice is a row first. It says what may have to be said to one person, and when to look at it; it ends as a line of
// a message or in silence, and either has its reason on record. All lines of one person and day go out as one message
// (U-16, U-22).
package notices

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/google/uuid"
)

// Kind is the rule that a notice comes of. The names are stored and for ever; people switch kinds off by them.
type Kind string

const (
	Due      Kind = "due"       // a commitment falls due in some days
	Overdue  Kind = "overdue"   // it fell due yesterday, or some weeks ago
	Deputy   Kind = "deputy"    // three weekly reminders went unanswered: the deputy is told, once
	Stale    Kind = "stale"     // no news for 90 days
	Call     Kind = "call"      // the quarter's call for updates
	Chase    Kind = "chase"     // a convener's list of what went unanswered
	Welcome  Kind = "welcome"   // somebody has joined
	HandOver Kind = "hand_over" // a commitment was handed to the person
	Mention  Kind = "mention"   // the person's organisation was named in a joint commitment
	Asked    Kind = "asked"     // the person asked to be reminded on that day
	Snoozed  Kind = "snoozed"   // a snooze has run out
	Event    Kind = "event"     // an event of the shared calendar comes near
	Digest   Kind = "digest"    // news of what the person follows
)

// Kinds lists them all, in the order of the lines of a message.
var Kinds = [...]Kind{Asked, Overdue, Due, Snoozed, HandOver, Mention, Deputy, Stale, Call, Chase, Event, Welcome, Digest}

// Known says whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds[:], k) }

// Notice is something that may have to be said to somebody. Member, Kind, Plan, Number, Object and Anchor together are
// unique in the store: the same thing is never put there twice, and never said twice.
type Notice struct {
	Member uuid.UUID
	Kind   Kind
	Plan   uuid.UUID
	Number int        // of the commitment; 0: about none
	Object string     // what it is about otherwise: an organisation's handle, an event's id, a subscription's id
	Anchor string     // what tells it from others about the same: "2027-03-31/7", "2026-Q4/1"
	Day    civil.Date // the day it is meant for
	By     string     // key of the member whose act it tells of, who is never told (U-17); may be empty
	At     time.Time  // when to look at it; zero: it is decided

	Outcome   Outcome
	Reason    string // key of the catalogues below notices.why., without it: "due", "covered", "away"
	DecidedAt time.Time
	SentOn    civil.Date // the person's day of the message that it went out with; zero: none
}

// Outcome of a notice.
type Outcome string

const (
	Pending Outcome = ""       // it is looked at again at Notice.At
	Sent    Outcome = "sent"   // a line of a message
	Silent  Outcome = "silent" // nothing was said, for Notice.Reason
)

// same is what tells the notice from all others.
func (n *Notice) same() Notice {
	return Notice{Member: n.Member, Kind: n.Kind, Plan: n.Plan, Number: n.Number, Object: n.Object, Anchor: n.Anchor}
}

// Weekly says whether the notice is one of the weekly reminders of a commitment that is overdue.
func (n *Notice) Weekly() bool {
	_, days := anchorOf(n.Anchor)
	return n.Kind == Overdue && days >= WeeklyFrom
}

// membersOf are the members that notices are for, as often as they are.
func membersOf(list []Notice) []uuid.UUID {
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].Member
	}
	return ids
}

// anchorOf reads "2027-03-31/8": a day, and the days of a rule.
func anchorOf(anchor string) (day string, days int) {
	day, number, _ := strings.Cut(anchor, "/")
	days, _ = strconv.Atoi(number)
	return day, days
}
