package matrix

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// How long a key is waited for: most come a moment after the message; the others are asked for.
const (
	keyAtOnce   = 1500 * time.Millisecond // in place, so that the first messages under a new key are answered in their order
	keyGlance   = 50 * time.Millisecond
	keyFirst    = 3 * time.Second
	keyLonger   = 22 * time.Second
	keyLook     = time.Second
	mostWaiting = 8 // events at the same time
)

// decrypt puts the decrypted event in the place of the encrypted one. An event whose key has not come gets a row of its
// own, so that it holds up nobody: what comes late is answered late (M-11, M-19). The event is nil if there is nothing
// to answer.
func (s *session) decrypt(ctx context.Context, h *heard) ([]queue.Sending, error) {
	evt := h.evt
	said, err := s.cipher.Decrypt(ctx, evt)
	if errors.Is(err, ErrNoKey) && h.row.Kind == kindEvent {
		said, err = s.awaitAtOnce(ctx, evt)
	}
	switch {
	case err == nil:
		s.opened(h, evt, said)
		return nil, nil
	case errors.Is(err, ErrNoKey) && h.row.Kind == kindEvent:
		h.evt = nil
		return nil, s.later(ctx, h.row)
	case errors.Is(err, ErrNoKey):
		return s.awaitKey(ctx, h)
	case errors.Is(err, ErrUnreadable):
		h.evt = nil
		return s.unreadable(ctx, withEvent(h, evt))
	}
	h.evt = nil
	return nil, fmt.Errorf("decrypt event %s: %w", evt.ID, err)
}

// awaitAtOnce looks for a key that is on its way: it often comes in the sync after that of the message. It does so once
// for each key, so that a room without keys does not keep the workers busy.
func (s *session) awaitAtOnce(ctx context.Context, evt *event.Event) (*event.Event, error) {
	content, ok := evt.Content.Parsed.(*event.EncryptedEventContent)
	if !ok || s.sought(content.SessionID) {
		return nil, ErrNoKey
	}
	for waited := time.Duration(0); waited < keyAtOnce; waited += keyGlance {
		if err := pause(ctx, keyGlance); err != nil {
			return nil, err
		}
		if said, err := s.cipher.Decrypt(ctx, evt); !errors.Is(err, ErrNoKey) {
			return said, err
		}
	}
	return nil, ErrNoKey
}

// mostSought is how many keys are remembered as looked for.
const mostSought = 10_000

// sought says whether a key was looked for before, and notes that it was.
func (s *session) sought(key id.SessionID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looked[key] {
		return true
	}
	if len(s.looked) >= mostSought {
		clear(s.looked)
	}
	s.looked[key] = true
	return false
}

// opened puts what was decrypted in the place of what was not, ready to be read; what has no known form concerns nobody.
func (*session) opened(h *heard, sealed, said *event.Event) {
	said.RoomID, said.Type.Class = sealed.RoomID, event.MessageEventType
	h.evt = said
	if said.Content.Parsed == nil && said.Content.ParseRaw(said.Type) != nil {
		h.evt = nil
	}
}

func (s *session) later(ctx context.Context, row *queue.Received) error {
	again := queue.Received{
		Platform: row.Platform, Realm: row.Realm, External: row.External + " late", Kind: kindLate, Payload: row.Payload, At: row.At,
	}
	_, err := s.Queue.Receive(ctx, []queue.Received{again})
	return err
}

func (s *session) awaitKey(ctx context.Context, h *heard) ([]queue.Sending, error) {
	evt := h.evt
	h.evt = nil
	if !s.mayWait() {
		return s.unreadable(ctx, withEvent(h, evt))
	}
	defer s.waited()
	for waited := time.Duration(0); waited < keyFirst+keyLonger; waited += keyLook {
		if waited == keyFirst {
			if err := s.cipher.AskForKey(ctx, evt); err != nil {
				s.Log.Warn("ask for a key", "event", evt.ID, "error", err)
			}
		}
		if err := pause(ctx, keyLook); err != nil {
			return nil, err
		}
		said, err := s.cipher.Decrypt(ctx, evt)
		if err == nil {
			s.opened(h, evt, said)
			return nil, nil
		}
		if !errors.Is(err, ErrNoKey) {
			break
		}
	}
	return s.unreadable(ctx, withEvent(h, evt))
}

// withEvent is what was heard, with the event that it was before.
func withEvent(h *heard, evt *event.Event) *heard {
	before := *h
	before.evt = evt
	return &before
}

func (s *session) mayWait() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == mostWaiting {
		return false
	}
	s.waiting++
	return true
}

func (s *session) waited() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting--
}
