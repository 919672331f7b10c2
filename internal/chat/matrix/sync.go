package matrix

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/queue"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

const (
	longPoll      = 30 * time.Second
	firstPause    = time.Second
	longestPause  = 5 * time.Minute
	silentTooLong = 5 * time.Minute // after which a missing sync is an alarm
	timelineLimit = 50
)

// tokenName is the name of the keepsake that says how far the account has synced.
func (a *Adapter) tokenName() string { return "matrix/sync/" + a.account() }

// since is the sync token; empty at the first start. Rooms without a token mean that the token is lost: what was said
// meanwhile would be answered as if it were new, or never (M-08).
func (s *session) since(ctx context.Context) (string, error) {
	since, err := s.Queue.Keepsake(ctx, s.tokenName())
	if err != nil || since != "" {
		return since, err
	}
	known, err := s.Store.KnowsMatrixRooms(ctx, s.account())
	if err != nil || !known {
		return "", err
	}
	if s.Gap != AcceptGap {
		return "", problem.New(problem.Refused, "matrix.token_lost", "user", s.account())
	}
	s.Log.Warn("the sync token is lost; going on from now, what was said meanwhile is not answered", "user", s.me)
	return "", nil
}

// syncs asks for news until the session ends or the account cannot be used.
func (s *session) syncs(ctx context.Context) error {
	since, err := s.since(ctx)
	if err != nil {
		return fmt.Errorf("read the sync token: %w", err)
	}
	lastGood, alarmed, failures, filter := s.Now(), false, 0, ""
	timeout := time.Duration(0) // at first, and after a failure: whether the server is there is wanted now
	for ctx.Err() == nil {
		next, err := s.syncOnce(ctx, since, &filter, timeout)
		if err == nil {
			since, failures, lastGood, alarmed, timeout = next, 0, s.Now(), false, longPoll
			s.health.good(lastGood)
			continue
		}
		if ctx.Err() != nil {
			break
		}
		s.health.fail(err)
		if isFatal(err) {
			return fatal{fmt.Errorf("sync: %w", err)}
		}
		failures++
		timeout = 0
		wait := s.backOff(err, failures)
		if !alarmed && s.Now().Sub(lastGood) >= silentTooLong {
			alarmed = true
			s.Log.Error("no sync for minutes", "user", s.me, "since", lastGood, "error", err)
		} else {
			s.Log.Warn("sync", "user", s.me, "failures", failures, "wait", wait, "error", err)
		}
		if err := pause(ctx, wait); err != nil {
			break
		}
	}
	return ctx.Err()
}

// backOff is 1 second to 5 minutes, doubled with each failure, and never the same for two programs (M-12).
func (s *session) backOff(err error, failures int) time.Duration {
	if wait, ok := limited(err, s.Now()); ok {
		return wait
	}
	wait := longestPause
	if failures < 10 {
		wait = min(longestPause, firstPause<<(failures-1))
	}
	return wait/2 + rand.N(wait/2+1) //nolint:gosec // a spread, no secret
}

// syncOnce asks once, waits for news as long as the timeout says, and takes in what is told.
func (s *session) syncOnce(ctx context.Context, since string, filter *string, timeout time.Duration) (next string, err error) {
	if *filter == "" {
		made, err := s.client.CreateFilter(ctx, syncFilter())
		if err != nil {
			return "", fmt.Errorf("create filter: %w", err)
		}
		*filter = made.FilterID
	}
	asking, cancel := context.WithTimeout(ctx, timeout+longPoll)
	defer cancel()
	told, err := s.client.FullSyncRequest(asking, mautrix.ReqSync{
		Timeout: int(timeout.Milliseconds()), Since: since, FilterID: *filter, SetPresence: event.PresenceOffline,
	})
	if err != nil {
		return "", err
	}
	return told.NextBatch, s.takeSafely(ctx, told, since)
}

func syncFilter() *mautrix.Filter {
	nothing := &mautrix.FilterPart{NotTypes: []event.Type{{Type: "*"}}}
	return &mautrix.Filter{
		Presence: nothing,
		Room:     &mautrix.RoomFilter{Ephemeral: nothing, Timeline: &mautrix.FilterPart{Limit: timelineLimit}},
	}
}

// takeSafely makes an error of a panic, so that one response that we stumble over does not end the program. What the panic
// says may hold what somebody wrote, and is not repeated.
func (s *session) takeSafely(ctx context.Context, told *mautrix.RespSync, since string) (err error) {
	defer func() {
		if said := recover(); said != nil {
			s.Log.Error("panic", "kind", fmt.Sprintf("%T", said), "stack", string(debug.Stack()))
			err = fmt.Errorf("take in a sync: panic with a %T", said)
		}
	}()
	return s.take(ctx, told, since)
}

// take keeps everything that a sync tells: keys and state first, and then, in one transaction, what is to be handled and
// the token. If anything fails, nothing of the token is kept and the same comes again (M-07).
func (s *session) take(ctx context.Context, told *mautrix.RespSync, since string) error {
	parse(told)
	if err := s.cipher.Take(ctx, told, since); err != nil {
		return fmt.Errorf("take in keys: %w", err)
	}
	if err := s.noteDirect(ctx, told.AccountData.Events); err != nil {
		return err
	}
	b := &batch{session: s, since: since, at: s.Now()}
	for room, part := range told.Rooms.Join {
		if err := b.joined(ctx, room, part); err != nil {
			return fmt.Errorf("room %s: %w", room, err)
		}
	}
	for room, part := range told.Rooms.Invite {
		if err := b.invited(ctx, room, part.State.Events); err != nil {
			return fmt.Errorf("invite to %s: %w", room, err)
		}
	}
	for room, part := range told.Rooms.Leave {
		if err := b.left(ctx, room, part); err != nil {
			return fmt.Errorf("leave of %s: %w", room, err)
		}
	}
	_, err := s.Queue.Receive(ctx, b.list, queue.Keepsake{Name: s.tokenName(), Text: told.NextBatch})
	if err != nil {
		return fmt.Errorf("keep what was synced: %w", err)
	}
	s.arrived.note(told, s.me)
	return nil
}

// parse makes the contents of all events ready to be read. What cannot be read stays raw, and is nobody's concern.
func parse(told *mautrix.RespSync) {
	parseAll("", told.ToDevice.Events, event.ToDeviceEventType)
	parseAll("", told.AccountData.Events, event.AccountDataEventType)
	for room, part := range told.Rooms.Join {
		parseAll(room, part.State.Events, event.StateEventType)
		parseAll(room, part.Timeline.Events, event.MessageEventType)
	}
	for room, part := range told.Rooms.Invite {
		parseAll(room, part.State.Events, event.StateEventType)
	}
	for room, part := range told.Rooms.Leave {
		parseAll(room, part.State.Events, event.StateEventType)
		parseAll(room, part.Timeline.Events, event.MessageEventType)
	}
}

func parseAll(room id.RoomID, events []*event.Event, class event.TypeClass) {
	for _, evt := range events {
		evt.RoomID = room
		evt.Type.Class = class
		if evt.StateKey != nil {
			evt.Type.Class = event.StateEventType
		}
		evt.Content.VeryRaw = withoutNUL(evt.Content.VeryRaw)
		_ = evt.Content.ParseRaw(evt.Type)
	}
}

var escapes = regexp.MustCompile(`\\(u0000|.)`)

// withoutNUL takes NUL out of the texts of a content. Anybody may put it there, databases do not keep it, and a sync that
// cannot be kept would come again and again, and nothing after it.
func withoutNUL(content json.RawMessage) json.RawMessage {
	if !bytes.Contains(content, []byte(`\u0000`)) {
		return content
	}
	return escapes.ReplaceAllFunc(content, func(escape []byte) []byte {
		if string(escape) == `\u0000` {
			return nil
		}
		return escape
	})
}

// payload is an event as it came, for the inbox: members of the content that the library does not know stay.
func payload(evt *event.Event) ([]byte, error) {
	raw := *evt
	raw.Content = event.Content{VeryRaw: evt.Content.VeryRaw}
	raw.Unsigned = event.Unsigned{}
	text, err := json.Marshal(&raw)
	if err != nil {
		return nil, fmt.Errorf("write event %s: %w", evt.ID, err)
	}
	return text, nil
}

// eventOf reads it back, as a message of its room.
func eventOf(text []byte) (*event.Event, error) {
	var evt event.Event
	if err := json.Unmarshal(text, &evt); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	evt.Type.Class = event.MessageEventType
	if err := evt.Content.ParseRaw(evt.Type); err != nil && !errors.Is(err, event.ErrUnsupportedContentType) {
		return nil, errMalformed
	}
	return &evt, nil
}

// errMalformed says that an event has not the form that its type demands.
var errMalformed = errors.New("malformed event")
