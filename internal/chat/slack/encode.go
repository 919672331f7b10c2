package slack

import (
	"encoding/json"
	"fmt"
)

// encoded is a value of ours as JSON. Ours can all be written: one that cannot is a bug.
func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("slack: %T cannot be written: %v", v, err))
	}
	return text
}
