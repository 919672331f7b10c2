package queue

import (
	"encoding/json"
	"fmt"
	"time"
)

// KindCode is the kind of a Sending that carries a Code.
const KindCode = "code"

// Code confirms an address: it is sent there, and said back by whoever reads it.
type Code struct {
	Member   string    `json:"member"` // key
	Name     string    `json:"name,omitempty"`
	Address  string    `json:"address"`
	Code     string    `json:"code"`
	Language string    `json:"language,omitempty"`
	Until    time.Time `json:"until"`
}

// CodeOf reads the code that a Sending of KindCode carries.
func CodeOf(s Sending) (Code, error) {
	var c Code
	if err := json.Unmarshal(s.Payload, &c); err != nil {
		return Code{}, fmt.Errorf("read code: %w", err)
	}
	return c, nil
}
