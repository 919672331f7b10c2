package people

import "time"

// ChatRoom is a room of a chat platform that the bot is in, was in, or was asked to join. Nobody has a right by it.
type ChatRoom struct {
	Account    string // the bot's own account there
	ID         string // opaque; unique with Account
	Name       string // as people call it there; data
	Inviter    string // who asked the bot in; empty: nobody, or not known
	InvitedAt  time.Time
	JoinedAt   time.Time // zero: never
	LeftAt     time.Time // zero, or before JoinedAt: still in it
	ArrivedIn  string    // the sync token that the news of the last join came after
	Encrypted  bool      // once true, for ever
	Open       bool      // anybody may come in, or read without being in
	Space      bool      // holds rooms, and no conversation
	Direct     string    // the account whose private conversation it is; empty: a shared room
	Members    int       // that are in it, the bot included; 0: not known
	Follows    string    // the room that it takes the place of; empty: none
	Moved      bool      // a convener has said that it does
	FollowedBy string    // the room that takes its place; empty: none
}

// In says whether the bot is in the room.
func (r ChatRoom) In() bool { return !r.JoinedAt.IsZero() && r.LeftAt.Before(r.JoinedAt) }

// Utterance is a message that the bot sent, or that it answered. Its text is not kept, but for what it offers.
type Utterance struct {
	Account   string
	Event     string // id of the message; unique with Account
	Room      string
	Thread    string // in which it stands; empty: none
	Sender    string
	Prompt    string    // of the bot's own: the Event of the Prompt that it belongs to; empty: none
	Outcome   string    // of what was answered, in the words of package chat
	Edited    bool      // an edit of it was answered
	RemovedAt time.Time // when its sender took it back; zero: not
	Person    string    // of one of the bot's own that nobody had asked for: whom it offers something
	Choices   []Choice  // and what, by number from 1
	At        time.Time
}

// Choice is a sentence that a person may choose by its number.
type Choice struct {
	Say     string `json:"say"`
	TakenBy string `json:"taken_by,omitempty"` // id of the message that chose it, where it is to be said once; empty: none yet
}

// Prompt is what the bot last offered to a person in a room or a thread: numbered sentences, which they alone may choose
// from.
type Prompt struct {
	Account string
	Room    string
	Thread  string // empty: none
	Person  string
	Event   string   // the message that shows them
	Say     []string // what each number says, from 1
	At      time.Time
}
