package matrix

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/rs/zerolog"
)

// libraryLog lets mautrix log its troubles, each a step lower than it thinks: it warns of what mends itself. Only ids and reasons come through: it may hold messages, keys and tokens
// in other fields (M-04).
func libraryLog(log *slog.Logger) zerolog.Logger {
	if log == nil {
		return zerolog.Nop()
	}
	return zerolog.New(sieve{log}).Level(zerolog.WarnLevel)
}

type sieve struct{ log *slog.Logger }

// told are the fields of mautrix that may be logged, and our names for them.
func told() map[string]string {
	return map[string]string{
		"room_id": "room", "event_id": "event", "session_id": "session", "user_id": "user", "target_user_id": "user", "sender": "user",
		"target_device_id": "device", "status_code": "status", "error": "why", "action": "action",
	}
}

// Write reads one line of mautrix's JSON.
func (s sieve) Write(line []byte) (int, error) {
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		return len(line), nil //nolint:nilerr // a line that cannot be read is not worth more
	}
	message, _ := fields[zerolog.MessageFieldName].(string)
	attributes := []any{slog.String("said", message)}
	for theirs, ours := range told() {
		if value, ok := fields[theirs]; ok {
			attributes = append(attributes, slog.Any(ours, value))
		}
	}
	level := slog.LevelInfo
	if fields[zerolog.LevelFieldName] == zerolog.LevelErrorValue {
		level = slog.LevelWarn
	}
	s.log.Log(context.Background(), level, "matrix library", attributes...)
	return len(line), nil
}
