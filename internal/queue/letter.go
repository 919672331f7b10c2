package queue

import (
	"encoding/json"
	"fmt"

	"github.com/accord-tracker/accord/internal/reply"
)

// KindLetter is the kind of a Sending that carries a Letter. Every adapter sends those.
const KindLetter = "letter"

// Letter is a reply on its way to a person or a room. It is rendered when it is sent.
type Letter struct {
	Subject string      `json:"subject,omitempty"` // the account it is for; empty: everybody in Room
	Room    string      `json:"room,omitempty"`    // where it goes; empty: the private conversation with Subject, which the adapter finds or opens
	Thread  string      `json:"thread,omitempty"`  // in the platform's words; empty: none
	Answers string      `json:"answers,omitempty"` // the platform's id of the message that it answers; empty: none
	Edits   string      `json:"edits,omitempty"`   // key of the sending whose message it takes the place of, where the platform can
	Under   string      `json:"under,omitempty"`   // key of the sending under whose message it goes, where the platform has threads
	Reply   reply.Reply `json:"reply"`
}

// Payload is the letter as a Sending carries it.
func (l Letter) Payload() ([]byte, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	return text, nil
}

// LetterOf reads the letter that a Sending of KindLetter carries.
func LetterOf(s Sending) (Letter, error) {
	var l Letter
	if err := json.Unmarshal(s.Payload, &l); err != nil {
		return Letter{}, fmt.Errorf("read letter: %w", err)
	}
	return l, nil
}
