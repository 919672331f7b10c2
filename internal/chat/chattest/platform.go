package chattest

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/people"
)

// Platform is a chat platform with the bot on it, as people use it: they say and press things, and see what the bot
// shows. The conversations (PlayOn) and the conformance suite (Conform) are played through it, so that every platform
// answers alike. A Stage makes one for a world; it runs the real adapter, with the world's store and clock, against a
// fake server of the platform.
//
// People and rooms are called by the names that the tests give them; the platform makes what it does not know yet.
// Saying and pressing does not wait. Shown waits until everything that was said has been handled and everything has been
// sent; for what must wait its turn it lets the world's clock go on (World.Forward), since nobody else moves it meanwhile.
type Platform interface {
	// Kind is what identities on it have.
	Kind() people.Platform
	// Account is somebody's account.
	Account(name string) people.Identity
	// Person says what somebody is like before they first say something. Who is not introduced is a usual person.
	Person(name string, like Likeness)
	// Room says what a room is like before it is first used. One that is not introduced is a usual shared room with
	// whoever speaks in it, the bot, and somebody else.
	Room(name string, like Likeness)

	// Say lets somebody say something.
	Say(s Saying)
	// Press presses the nth button, from 1, of something that was shown, by the way that the platform has for it (Matrix:
	// the number is said). Whoever presses need not be who it was shown to.
	Press(name string, what Shown, n int)
	// Submit fills in a form that was shown and sends it; where there are no forms it does nothing and says false.
	Submit(name string, form Form) bool
	// Shown is everything that the bot has shown since the last time, in order. What took the place of a message is in it
	// with Edits set.
	Shown() []Shown
}

// Stage puts the bot of a world on a platform until the end of the test.
type Stage func(t testing.TB, w *World) Platform

// Likeness is what is unusual about a person or a room. A platform ignores what it does not have.
type Likeness string

// What people and rooms are like.
const (
	Usual    Likeness = ""
	Guest    Likeness = "guest"    // a person with limited rights on the platform
	Outsider Likeness = "outsider" // a person of another workspace or server, who can write in rooms shared with it; a room with such people
	Robot    Likeness = "robot"    // a person: another bot
	Gone     Likeness = "gone"     // a person: deactivated
)

// Saying is something that somebody says.
type Saying struct {
	By   string // a person's name
	Room string // a room's name; empty: in private with the bot
	Text string
	How  How
	// In is what it is said under, where the platform has threads: something that was shown, or nothing.
	In *Shown
	// Locale and Zone are what the platform says of the person; empty: nothing.
	Locale, Zone string
	Age          time.Duration // how long ago it was said, if it arrives late
	Times        int           // how often the platform delivers it, each with the same identity; 0 and 1: once
}

// How something is said: whether and how the bot is addressed. In private everything is addressed.
type How string

// The ways. A platform that lacks one uses Usually.
const (
	Usually   How = ""        // in a room: with a mention at the start
	AtTheEnd  How = "at end"  // with a mention at the end
	ByCommand How = "command" // /accord, !accord
	InThread  How = "thread"  // in a room: with a mention, in a thread
	InReply   How = "reply"   // in answer to what the bot has shown (In), without a mention; Slack has none
	ToNobody  How = "aside"   // in a room: the bot is not addressed
	Again     How = "again"   // the same event as the last of this person once more: Text does not count
	Changed   How = "edit"    // the last message of this person, edited to be this
	TakenBack How = "delete"  // the last message of this person, deleted
)

// Form is a filled-in form.
type Form struct {
	Name   string // "commit", "log", "edit"
	Room   string
	Values map[string]string
	From   *Shown // where its button is; nil: wherever the platform has it
}

// Shown is something that the bot has shown.
type Shown struct {
	Room    string // a room's name; empty: in private
	To      string // the person who alone sees it: always in private, and in a room what others do not see; empty: everybody
	Thread  bool   // it stands in a thread
	Edits   bool   // it took the place of an older message
	Text    string // all that a screen reader reads, as plain text: without markup, entities and marks of direction
	Buttons []string
	Files   []ShownFile
	Trouble []string // what the platform would not have taken, or would have brought to life: must be empty
	Ref     any      // the platform's own
}

// ShownFile is a file that was brought.
type ShownFile struct {
	Name    string
	Content []byte
}
