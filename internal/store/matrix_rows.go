package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

type matrixRoomRow struct {
	bun.BaseModel `bun:"table:matrix_rooms,alias:mr"`

	Account    string `bun:",pk"`
	ID         string `bun:",pk"`
	Name       string
	Inviter    string
	InvitedAt  *time.Time
	JoinedAt   *time.Time
	LeftAt     *time.Time
	ArrivedIn  string
	Encrypted  bool
	Open       bool
	Space      bool
	Direct     string
	Members    int
	Follows    string
	Moved      bool
	FollowedBy string
}

func matrixRoomRowOf(r people.ChatRoom) matrixRoomRow {
	return matrixRoomRow{
		Account: r.Account, ID: r.ID, Name: r.Name, Inviter: r.Inviter, InvitedAt: instantOrNull(r.InvitedAt),
		JoinedAt: instantOrNull(r.JoinedAt), LeftAt: instantOrNull(r.LeftAt), ArrivedIn: r.ArrivedIn, Encrypted: r.Encrypted, Open: r.Open,
		Space: r.Space, Direct: r.Direct, Members: r.Members, Follows: r.Follows, Moved: r.Moved, FollowedBy: r.FollowedBy,
	}
}

func (r matrixRoomRow) room() people.ChatRoom {
	return people.ChatRoom{
		Account: r.Account, ID: r.ID, Name: r.Name, Inviter: r.Inviter, InvitedAt: instant(r.InvitedAt),
		JoinedAt: instant(r.JoinedAt), LeftAt: instant(r.LeftAt), ArrivedIn: r.ArrivedIn, Encrypted: r.Encrypted, Open: r.Open,
		Space: r.Space, Direct: r.Direct, Members: r.Members, Follows: r.Follows, Moved: r.Moved, FollowedBy: r.FollowedBy,
	}
}

type matrixUtteranceRow struct {
	bun.BaseModel `bun:"table:matrix_utterances,alias:mu"`

	Account   string `bun:",pk"`
	Event     string `bun:",pk"`
	Room      string
	Thread    string
	Sender    string
	Prompt    string
	Outcome   string
	Edited    bool
	RemovedAt *time.Time
	Person    string
	Choices   string // JSON
	At        time.Time
}

func matrixUtteranceRowOf(u people.Utterance) (matrixUtteranceRow, error) {
	choices := ""
	if len(u.Choices) > 0 {
		text, err := json.Marshal(u.Choices)
		if err != nil {
			return matrixUtteranceRow{}, fmt.Errorf("write choices: %w", err)
		}
		choices = string(text)
	}
	return matrixUtteranceRow{
		Account: u.Account, Event: u.Event, Room: u.Room, Thread: u.Thread, Sender: u.Sender, Prompt: u.Prompt,
		Outcome: u.Outcome, Edited: u.Edited, RemovedAt: instantOrNull(u.RemovedAt),
		Person: u.Person, Choices: choices, At: micro(u.At),
	}, nil
}

func (r matrixUtteranceRow) utterance() (people.Utterance, error) {
	u := people.Utterance{
		Account: r.Account, Event: r.Event, Room: r.Room, Thread: r.Thread, Sender: r.Sender, Prompt: r.Prompt,
		Outcome: r.Outcome, Edited: r.Edited, RemovedAt: instant(r.RemovedAt), Person: r.Person, At: r.At.UTC(),
	}
	return u, textInto(r.Choices, &u.Choices)
}

type matrixPromptRow struct {
	bun.BaseModel `bun:"table:matrix_prompts,alias:mp"`

	Account string `bun:",pk"`
	Room    string `bun:",pk"`
	Thread  string `bun:",pk"`
	Person  string `bun:",pk"`
	Event   string
	Say     string // JSON
	At      time.Time
}

func matrixPromptRowOf(p people.Prompt) (matrixPromptRow, error) {
	say, err := json.Marshal(p.Say)
	if err != nil {
		return matrixPromptRow{}, fmt.Errorf("write choices: %w", err)
	}
	return matrixPromptRow{
		Account: p.Account, Room: p.Room, Thread: p.Thread, Person: p.Person, Event: p.Event, Say: string(say), At: micro(p.At),
	}, nil
}

func (r matrixPromptRow) prompt() (people.Prompt, error) {
	p := people.Prompt{Account: r.Account, Room: r.Room, Thread: r.Thread, Person: r.Person, Event: r.Event, At: r.At.UTC()}
	return p, textInto(r.Say, &p.Say)
}
