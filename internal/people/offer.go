package people

import "time"

// Offer is what a button in a chat does: a sentence that it says for whoever presses it, or a form that it opens. The
// button itself carries the token alone, which tells nobody anything (S-10).
type Offer struct {
	Token     string // unguessable
	Realm     string
	Room      string // where the message with the button stands
	Subject   string // whom it is for; empty: whoever sees it
	Message   string // key of the sending that the message came of
	Line      int    // of buttons in the message, from 1: one of them settles the others that are there once
	Say       string // the sentence; empty for a form
	Form      string // name of the form; empty for a sentence
	Values    string // of the form, as JSON; empty: none
	Once      bool   // what it says is to be said once
	CreatedAt time.Time
	ExpiresAt time.Time
	Use       Use // the zero Use: nobody has pressed it
}

// Use is the press of a button that may be pressed once.
type Use struct {
	By   string // subject
	Name string // of the subject, as the platform shows it
	At   time.Time
	For  string // the cause: the same press that comes again is no second one
}

// ReplyAddress is where an answer can go that only the platform's own address reaches (S-18). It holds for half an hour
// and is kept no longer.
type ReplyAddress struct {
	ID        string
	Realm     string
	Address   string // sealed by whoever keeps it
	ExpiresAt time.Time
	Uses      int // so far
}

// HomePage is what an account's home in a chat platform last showed, as a digest.
type HomePage struct {
	Realm   string
	Subject string
	Digest  string
	At      time.Time
}
