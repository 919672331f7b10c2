package people

import "time"

// Conversation is what the chat remembers of its talk with one account in one room, or, without a subject, of the room
// itself. Only the chat reads its Text.
type Conversation struct {
	Platform Platform
	Realm    string
	Room     string
	Subject  string
	Version  int // 1 for the first that is kept; rises by one with every change
	At       time.Time
	Text     string
}
