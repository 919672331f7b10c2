package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
)

// remembered is how long the bot knows what it showed and asked.
const remembered = 15 * time.Minute

// Conversation is what the bot remembers of its talk with one person in one room. All but Language is forgotten after
// 15 minutes. Verbs change it through their turn; it is kept when they are done.
type Conversation struct {
	Language   string   `json:"language,omitempty"`   // that was chosen: by a person we do not know yet, or for the room
	Heard      string   `json:"heard,omitempty"`      // that the person wrote in last
	Steps      []string `json:"steps,omitempty"`      // codes of the steps shown last: "who is on it?"
	Commitment string   `json:"commitment,omitempty"` // ref of the one that was shown or changed last, as one types it: "how far is it?"
	Wrote      string   `json:"wrote,omitempty"`      // the plan that the last change was made in; empty: the usual one
	More       *More    `json:"more,omitempty"`
	Pending    *Pending `json:"pending,omitempty"`

	Tries []time.Time `json:"tries,omitempty"` // of invitation codes that could not be used
}

// More is the rest of a list that was cut: the same verb, from where it stopped.
type More struct {
	Verb         understand.Verb `json:"verb"`
	Args         understand.Args `json:"args"`
	Plan         string          `json:"plan,omitempty"`         // that it is of; empty: the usual one
	Organisation string          `json:"organisation,omitempty"` // of a list that has a part for each
	After        string          `json:"after"`                  // cursor of commitments.Page
	Shown        int             `json:"shown"`                  // so far
}

// Pending is something that the bot has asked and that the person has not answered. It belongs to the person, in the
// room where it was asked. Its ID becomes the cause of what is written, so that a second yes does nothing.
type Pending struct {
	ID    uuid.UUID       `json:"id"`
	Verb  understand.Verb `json:"verb"`
	Args  understand.Args `json:"args"`           // as understood so far
	Plan  string          `json:"plan,omitempty"` // that it is about; empty: the usual one
	Text  string          `json:"text"`           // what was said
	Wants string          `json:"wants"`          // what is still missing: "reason", "title"; empty: a yes
	At    time.Time       `json:"at"`
	// Version of the commitment that was shown: a yes is to this one, not to what others have made of it since.
	Version int `json:"version,omitempty"`
}

// record is a conversation as it is kept. What it was before the last message is kept too, so that a message that
// comes again after a crash finds what it found the first time.
type record struct {
	At     time.Time    `json:"at"`
	Cause  string       `json:"cause,omitempty"`
	Now    Conversation `json:"now"`
	Before Conversation `json:"before"`
}

// talk is a conversation on its way through a turn: where it is kept, and what it was.
type talk struct {
	who     people.Identity // without a subject: the room itself
	room    string
	cause   string // of the message
	version int    // that is kept; 0: nothing
	before  Conversation
	now     Conversation
}

// recall is the conversation as the message finds it.
func (b *Bot) recall(ctx context.Context, who people.Identity, m Message) (*talk, error) {
	kept, version, err := b.load(ctx, who, m.Room)
	if err != nil {
		return nil, err
	}
	found := kept.Now
	if m.Cause != "" && kept.Cause == m.Cause {
		found = kept.Before
	}
	if now := b.now(); now.Sub(kept.At) >= remembered {
		found = Conversation{Language: found.Language, Heard: found.Heard}
	} else if found.Pending != nil && now.Sub(found.Pending.At) >= remembered {
		found.Pending = nil
	}
	return &talk{who: who, room: m.Room, cause: m.Cause, version: version, before: found, now: found}, nil
}

func (b *Bot) load(ctx context.Context, who people.Identity, room string) (record, int, error) {
	var kept record
	stored, err := b.store.Conversation(ctx, who, room)
	if errors.Is(err, commitments.ErrNotFound) {
		return kept, 0, nil
	}
	if err != nil {
		return kept, 0, fmt.Errorf("recall conversation: %w", err)
	}
	if err := json.Unmarshal([]byte(stored.Text), &kept); err != nil {
		return record{}, stored.Version, nil //nolint:nilerr // written by another program: a conversation may begin anew
	}
	return kept, stored.Version, nil
}

// remember keeps the conversation if the message has changed it. Of two messages at once the later one wins.
func (b *Bot) remember(ctx context.Context, k *talk) error {
	if same(k.before, k.now) {
		return nil
	}
	at := b.now().UTC()
	text, err := json.Marshal(record{At: at, Cause: k.cause, Now: k.now, Before: k.before})
	if err != nil {
		return fmt.Errorf("keep conversation: %w", err)
	}
	kept := people.Conversation{
		Platform: k.who.Platform, Realm: k.who.Realm, Room: k.room, Subject: k.who.Subject,
		Version: k.version + 1, At: at, Text: string(text),
	}
	for try := 1; ; try++ {
		err := b.store.SaveConversation(ctx, kept)
		if err == nil {
			return nil
		}
		if !errors.Is(err, commitments.ErrConflict) || try == 5 {
			return fmt.Errorf("keep conversation: %w", err)
		}
		_, version, err := b.load(ctx, k.who, k.room)
		if err != nil {
			return err
		}
		kept.Version = version + 1
	}
}

func same(a, b Conversation) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
