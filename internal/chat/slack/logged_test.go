package slack_test

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
)

// logged keeps all that is logged, in every detail.
type logged struct {
	slog.Handler
	t    testing.TB
	mu   sync.Mutex
	text bytes.Buffer
}

func newLogged(t testing.TB) *logged {
	l := &logged{t: t}
	l.Handler = slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})
	return l
}

func (l *logged) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
