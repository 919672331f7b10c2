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

// decrypt gives the event that was encrypted; nil if there is nothing to answer, and then what there is to say. An event
// whose key has not come gets a row of its own, so that it holds up nobody: what comes late is answered late (M-11, M-19).
func (s *session) decrypt(ctx context.Context, h *heard) (open *event.Event, said []queue.Sending, err error) {
	open, err = s.cipher.Decrypt(ctx, h.evt)
	if errors.Is(err, ErrNoKey) && h.row.Kind == kindEvent {
		open, err = s.awaitAtOnce(ctx, h.evt)
	}
	if errors.Is(err, ErrNoKey) && h.row.Kind == kindEvent {
		return nil, nil, s.later(ctx, h.row)
	}
	if errors.Is(err, ErrNoKey) {
		open, err = s.awaitKey(ctx, h.evt)
	}
	switch {
	case err == nil:
		return opened(h.evt, open), nil, nil
	case errors.Is(err, ErrUnreadable):
		said, err = s.unreadable(ctx, h)
		return nil, said, err
	}
	return nil, nil, fmt.Errorf("decrypt event %s: %w", h.evt.ID, err)
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

// opened is what was decrypted, ready to be read; nil if it has no known form: then it concerns nobody.
func opened(sealed, open *event.Event) *event.Event {
	open.RoomID, open.Type.Class = sealed.RoomID, event.MessageEventType
	if open.Content.Parsed == nil && open.Content.ParseRaw(open.Type) != nil {
		return nil
	}
	return open
}

func (s *session) later(ctx context.Context, row *queue.Received) error {
	again := queue.Received{
		Platform: row.Platform, Realm: row.Realm, External: row.External + " late", Kind: kindLate, Payload: row.Payload, At: row.At,
	}
	_, err := s.Queue.Receive(ctx, []queue.Received{again})
	return err
}

// awaitKey decrypts an event once its key has come. What has none in the end is ErrUnreadable.
func (s *session) awaitKey(ctx context.Context, evt *event.Event) (*event.Event, error) {
	if !s.mayWait() {
		return nil, ErrUnreadable
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
		open, err := s.cipher.Decrypt(ctx, evt)
		if err == nil {
			return open, nil
		}
		if !errors.Is(err, ErrNoKey) {
			break
		}
	}
	return nil, ErrUnreadable
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
