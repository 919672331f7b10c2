package chat

import (
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/reply"
)

// Message is what somebody said to the bot: a text that was addressed to it, the sentence of a button, or a form.
// Whether a text in a shared room is for the bot was decided by the adapter, which also took the mention away.
type Message struct {
	Platform    people.Platform
	Realm       string // workspace id, homeserver; "local" on the console
	Subject     string // user id, exact bytes
	DisplayName string // as the platform shows it; nobody is known by it
	Room        string // id of the room; in a private conversation any text that is always the same
	Private     bool   // nobody else reads the answer
	Thread      string // where the answer goes; only handed through

	Text   string
	Form   string            // the name of a form that was filled in; Text is empty then
	Values map[string]string // of the form, by the names of its fields

	Locale   string // that the platform knows of the person; may be empty
	TimeZone string // the same; IANA name
	Cause    string // id of the event: what must not act twice. Empty: it cannot be told apart
	Source   string // link to the message; may be empty

	Foreign bool            // whoever it is: the account may do and see no more here than anybody, such as a guest's
	Doubt   problem.Problem // why nothing may be changed by it, for whoever tries; the zero Problem: it may
}

// who is the account that the message came from.
func (m Message) who() people.Identity {
	return people.Identity{Platform: m.Platform, Realm: m.Realm, Subject: m.Subject}
}

// place is the room for everybody in it: what is kept for the room itself has no subject.
func (m Message) place() people.Identity {
	return people.Identity{Platform: m.Platform, Realm: m.Realm}
}

// via is how an entry says that it came in here. The platforms of people and of entries have the same names.
func (m Message) via() commitments.Via { return commitments.Via(m.Platform) }

// Answer is what comes of a message. An empty Reply says nothing.
type Answer struct {
	Reply    reply.Reply
	Outcome  Outcome
	Language string // en, fr, es or ar: of the reply
	Asks     bool   // it is a question back: what was said has not been done yet
}

// Outcome of a message.
type Outcome string

const (
	Answered      Outcome = "answered"
	Refused       Outcome = "refused" // a sentence says why; nothing was written
	NotUnderstood Outcome = "not_understood"
	Silent        Outcome = "silent"
)
