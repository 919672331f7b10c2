package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// instant is a stored instant as the domain has it: UTC, and the zero Time for none.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// instantOrNull is an instant as it is stored: microseconds, and null for the zero Time.
func instantOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	stored := micro(t)
	return &stored
}

func micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// listText is a list as it is stored: a JSON text, empty for an empty list.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(fmt.Sprintf("store: a list of texts has no JSON: %v", err)) // cannot be
	}
	return string(text)
}

// textInto reads a stored JSON text; the empty text leaves v as it is.
func textInto(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("read stored %.60q: %w", text, err)
	}
	return nil
}
